/** The tape of the camcorder and what moves it. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ED_MEDIA, ED_MODE, ED_POWER } from '../../../abi/xprtdefs.ts';

/** Frames a second, and 100 ns of one. */
export const frameRate = 25;
export const frameTime = 10_000_000 / frameRate;
/** Frames on the tape: an hour of them. */
const tapeLength = 3600 * frameRate;
/** Where the tape stands when it is put in. */
const firstFrame = 1000;

/** TRANSPORT_STATE. */
export interface TransportState {
  readonly mode: number;
  readonly state: number;
}

/** Modes with the states that each can have, and how many frames pass in the time of one. */
const speeds: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [ED_MODE.STOP, new Map([[ED_MODE.STOP, 0]])],
  [ED_MODE.FF, new Map([[ED_MODE.FF, 20]])],
  [ED_MODE.REW_FASTEST, new Map([[ED_MODE.REW_FASTEST, -40]])],
  [
    ED_MODE.RECORD,
    new Map([
      [ED_MODE.RECORD, 1],
      [ED_MODE.RECORD_FREEZE, 0],
    ]),
  ],
  [
    ED_MODE.PLAY,
    new Map([
      [ED_MODE.PLAY, 1],
      [ED_MODE.REV_PLAY, -1],
      [ED_MODE.STEP_FWD, 0],
      [ED_MODE.STEP_REV, 0],
      [ED_MODE.PLAY_SLOWEST_FWD, 0.25],
      [ED_MODE.PLAY_FASTEST_FWD, 10],
      [ED_MODE.PLAY_SLOWEST_REV, -0.25],
      [ED_MODE.PLAY_FASTEST_REV, -10],
      [ED_MODE.FREEZE, 0],
    ]),
  ],
]);

const stopped: TransportState = { mode: ED_MODE.STOP, state: ED_MODE.STOP };
const steps: ReadonlyMap<number, number> = new Map([
  [ED_MODE.STEP_FWD, 1],
  [ED_MODE.STEP_REV, -1],
]);

/** The transport. Times are those of the device's clock. */
export class Transport {
  power: number = ED_POWER.ON;
  loaded = true;
  /** The tab of the cassette: nothing can be recorded. */
  readonly recordInhibit = false;
  current: TransportState = stopped;
  /** Called when the state has changed, and when a cassette has come or gone. */
  onState: () => void = () => {};
  onMedium: () => void = () => {};
  readonly #now: () => number;
  /** Frame that the tape stood at, and when. */
  #base = firstFrame;
  #since = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The frame under the head. */
  get frame(): number {
    const speed = speeds.get(this.current.mode)?.get(this.current.state) ?? 0;
    const moved = Math.trunc(((this.#now() - this.#since) / frameTime) * speed);
    return Math.min(tapeLength, Math.max(0, this.#base + moved));
  }

  /** Whether pictures come: of the tape that plays, or of the camera that records. */
  get playing(): boolean {
    return this.power === ED_POWER.ON && (this.current.mode === ED_MODE.PLAY || this.current.mode === ED_MODE.RECORD);
  }

  /** Moves the tape otherwise. */
  command(wanted: TransportState): number {
    if (speeds.get(wanted.mode)?.get(wanted.state) === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (this.power !== ED_POWER.ON || !this.loaded) return STATUS.STATUS_DEVICE_NOT_READY;
    this.#go(wanted, steps.get(wanted.state) ?? 0);
    return STATUS.STATUS_SUCCESS;
  }

  /** Somebody streams: a tape that stands begins to play. */
  playForStream(): void {
    if (this.current.mode === ED_MODE.STOP) this.command({ mode: ED_MODE.PLAY, state: ED_MODE.PLAY });
  }

  /** What is done with the cassette. */
  load(action: number): number {
    if (action === ED_MEDIA.UNLOAD) {
      this.#go(stopped);
      if (this.loaded) this.onMedium();
      this.loaded = false;
      return STATUS.STATUS_SUCCESS;
    }
    const spinning = action === ED_MEDIA.SPIN_UP || action === ED_MEDIA.SPIN_DOWN;
    if (!spinning) return STATUS.STATUS_INVALID_PARAMETER;
    return this.loaded ? STATUS.STATUS_SUCCESS : STATUS.STATUS_DEVICE_NOT_READY;
  }

  setPower(power: number): number {
    if (power !== ED_POWER.ON && power !== ED_POWER.STANDBY) return STATUS.STATUS_INVALID_PARAMETER;
    if (power !== ED_POWER.ON) this.#go(stopped);
    this.power = power;
    return STATUS.STATUS_SUCCESS;
  }

  /** Somebody puts the cassette in again, switches the machine on, and winds back. */
  reset(): void {
    this.power = ED_POWER.ON;
    this.loaded = true;
    this.#go(stopped);
    this.#base = firstFrame;
  }

  #go(to: TransportState, step = 0): void {
    this.#base = this.frame + step;
    this.#since = this.#now();
    const same = to.mode === this.current.mode && to.state === this.current.state;
    this.current = to;
    if (!same) this.onState();
  }
}
