import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter, KsPin, KsTimer } from '../descriptors.ts';
import { KSSTATE } from '../descriptors.ts';
import { ksGuid } from '../../ks/guids.ts';
import { streamOf } from './stream.ts';

/** How long the device needs for a still picture. */
const SHUTTER_DELAY = 500_000;
/** How long after the button was made live the simulated person presses it, once. */
const PRESS_DELAY = 2_000_000;
/** KSEVENT_VIDCAPTOSTI_EXT_TRIGGER. */
const EXT_TRIGGER = 0;

/** Takes still pictures: when the client asks, and when the button on the camera is pressed. */
export class StillTrigger {
  /** The camera has a button for stills. */
  readonly hasButton: boolean;
  readonly #taken: (filter: KsFilter) => void;
  #press: KsTimer | undefined;
  #shutter: KsTimer | undefined;

  /** @param taken called when a picture was taken */
  constructor(hasButton: boolean, taken: (filter: KsFilter) => void = () => undefined) {
    this.hasButton = hasButton;
    this.#taken = taken;
  }

  /**
   * Takes a picture for the still pin of this filter (KS_VideoControlFlag_Trigger).
   * @returns STATUS_INVALID_DEVICE_STATE unless the pin runs.
   */
  take(filter: KsFilter, pinId: number): number {
    const pin = runningPin(filter, pinId);
    if (pin === undefined) return STATUS.STATUS_INVALID_DEVICE_STATE;
    this.#shutter?.cancel();
    this.#shutter = filter.device.setTimer(SHUTTER_DELAY, () => {
      this.#shutter = undefined;
      if (runningPin(filter, pinId) === pin) this.#capture(pin);
    });
    return STATUS.STATUS_SUCCESS;
  }

  /** Makes the button live or dead (KS_VideoControlFlag_ExternalTriggerEnable). */
  arm(filter: KsFilter, pinId: number, live: boolean): void {
    this.#press?.cancel();
    this.#press =
      !live || !this.hasButton
        ? undefined
        : filter.device.setTimer(PRESS_DELAY, () => {
            this.#press = undefined;
            const pin = runningPin(filter, pinId);
            if (pin === undefined) return;
            this.#capture(pin);
            pin.generateEvents({ set: ksGuid('KSEVENTSETID_VIDCAPTOSTI'), id: EXT_TRIGGER });
          });
  }

  #capture(pin: KsPin): void {
    streamOf(pin).capture();
    this.#taken(pin.filter);
  }

  /** Forgets what was to happen; for the close of the pin. */
  cancel(): void {
    this.#press?.cancel();
    this.#shutter?.cancel();
    this.#press = undefined;
    this.#shutter = undefined;
  }
}

function runningPin(filter: KsFilter, pinId: number): KsPin | undefined {
  return filter.pins.find((pin) => pin.id === pinId && pin.deviceState === KSSTATE.RUN);
}
