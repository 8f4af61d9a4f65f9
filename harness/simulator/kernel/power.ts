/** Power of the device: requests of the power manager, and references that keep it in D0. */
import { isSuccess } from '../../abi/ntstatus.ts';
import { BugCheck } from './bugcheck.ts';

/** IRP_MJ_POWER. The drivers of the device complete it, once, when they have done what it asks. */
export class PowerIrp {
  readonly minor: 'IRP_MN_QUERY_POWER' | 'IRP_MN_SET_POWER';
  /** Whether the device is to be in D0. */
  readonly powered: boolean;
  #status: number | undefined;

  constructor(minor: PowerIrp['minor'], powered: boolean) {
    this.minor = minor;
    this.powered = powered;
  }

  complete(status: number): void {
    if (this.#status !== undefined) throw new BugCheck('MULTIPLE_IRP_COMPLETE_REQUESTS', this.minor, 'completed twice');
    this.#status = status;
  }

  /**
   * Whether the drivers agreed. The power manager has waited for ten minutes: they had their time.
   * @throws BugCheck if the request is still in their hands
   */
  get succeeded(): boolean {
    if (this.#status === undefined) {
      throw new BugCheck('DRIVER_POWER_STATE_FAILURE', this.minor, 'held for ten minutes by the drivers of the device');
    }
    return isSuccess(this.#status);
  }
}

/**
 * References that keep the device from going idle: a stream takes one while it runs. Their number is part of the census,
 * so that what was never given back is seen.
 */
export class PowerReferences {
  #count = 0;
  readonly #counted: (change: 1 | -1) => void;

  /** @param counted is told of each reference that is taken or given back */
  constructor(counted: (change: 1 | -1) => void) {
    this.#counted = counted;
  }

  get count(): number {
    return this.#count;
  }

  /** PoFxActivateComponent, WdfDeviceStopIdle. */
  take(): void {
    this.#count++;
    this.#counted(1);
  }

  /** PoFxIdleComponent, WdfDeviceResumeIdle. */
  giveBack(): void {
    if (this.#count === 0) throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'power reference', 'given back more often than taken');
    this.#count--;
    this.#counted(-1);
  }

  /** A stream enters a state or leaves one; it needs power while it runs. */
  follow(running: boolean, before: boolean): void {
    if (running && !before) this.take();
    if (!running && before) this.giveBack();
  }
}
