import { isError, STATUS } from '../../../abi/ntstatus.ts';
import { KSPIN_FLAG, KSSTATE } from './descriptors.ts';
import type { AvPin } from './pin.ts';

/** Pin states (ks-semantics §7.1). */
export class PinStates {
  /** Connection.STATE SET: every jump is legal and expanded into single steps (CONN-009, CONN-014). */
  set(pin: AvPin, wanted: number): number {
    if (wanted > KSSTATE.RUN) return STATUS.STATUS_INVALID_PARAMETER;
    const raw = pin.hasFlag(KSPIN_FLAG.DO_NOT_USE_STANDARD_TRANSPORT);
    while (pin.deviceState !== wanted) {
      const next = raw ? wanted : pin.deviceState + (wanted > pin.deviceState ? 1 : -1);
      const status = this.step(pin, next);
      if (isError(status)) return status;
    }
    return STATUS.STATUS_SUCCESS;
  }

  /** One step; an error of the minidriver leaves the state as it was (CONN-008). */
  step(pin: AvPin, to: number): number {
    const from = pin.deviceState;
    const status = pin.descriptor.dispatch?.setDeviceState?.(pin, to, from) ?? STATUS.STATUS_SUCCESS;
    pin.kernel.schedule.point('state');
    if (!isError(status)) this.enter(pin, to, from);
    return status;
  }

  /** What a state brings with it: the clock follows, STOP returns the frames, PAUSE and RUN process them. */
  enter(pin: AvPin, to: number, from: number): void {
    // Not `from`: the device may have gone to sleep since the step began, and the pin have stopped with it.
    const before = pin.deviceState;
    pin.deviceState = to;
    this.power(pin, to === KSSTATE.RUN, before === KSSTATE.RUN);
    this.driveClock(pin, to);
    pin.kernel.schedule.point('state');
    if (to === KSSTATE.STOP) pin.av.streams.flush(pin);
    if (to === KSSTATE.PAUSE && from === KSSTATE.RUN) pin.av.streams.discardOnPause(pin);
    pin.processing.entered(to, from);
  }

  /** The device is not to go idle while a pin runs. */
  power(pin: AvPin, running: boolean, before: boolean): void {
    pin.kernel.power.follow(running, before);
  }

  /** The clock shows the pin's state (CLK-009), and starts again at 0 after STOP. */
  driveClock(pin: AvPin, state: number): void {
    pin.clock.setState(state);
    if (state === KSSTATE.STOP) pin.clock.setTime(0);
  }
}
