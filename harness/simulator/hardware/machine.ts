/** What hardware finds around it: the clock of the machine, and nothing of the system that drives it. */

/** A timer that was set. */
export interface Timer {
  /** Keeps it from calling back. */
  cancel(): void;
}

/** The machine that a device is plugged into. All times are in units of 100 ns. */
export interface Machine {
  /** What the clock shows. Never goes backwards. */
  now(): number;
  /** Calls back once at `due`, while nobody is served: an interrupt of the device. */
  setTimer(due: number, callback: () => void): Timer;
}

/** What a stream of the device is told to do; the numbers are those of KSSTATE. */
export const STATE = { STOP: 0, ACQUIRE: 1, PAUSE: 2, RUN: 3 } as const;
