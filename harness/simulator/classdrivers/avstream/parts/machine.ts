import type { KsDevice, KsTimer } from '../descriptors.ts';

/** The clock of a device's machine as hardware wants it: timers are set for a time, not for a delay. */
export const machineOf = (device: KsDevice) => ({
  now: (): number => device.now(),
  setTimer: (due: number, callback: () => void): KsTimer => device.setTimer(due - device.now(), callback),
});
