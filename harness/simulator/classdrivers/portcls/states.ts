import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import { KSSTATE } from './descriptors.ts';
import type { PcPin } from './pin.ts';

/** States of a port's pins: miniports only ever see single steps, up and down (CONN-012, CONN-030). */
export class PinStates {
  /** An error of the miniport leaves the pin in the last state that it reached (CONN-008, CONN-015). */
  set(pin: PcPin, wanted: number): number {
    if (wanted > KSSTATE.RUN) return STATUS.STATUS_INVALID_PARAMETER;
    while (pin.state !== wanted) {
      const status = this.step(pin, pin.state + (wanted > pin.state ? 1 : -1));
      if (!isSuccess(status)) return status;
    }
    return STATUS.STATUS_SUCCESS;
  }

  step(pin: PcPin, to: number): number {
    const status = pin.stream.setState(to);
    if (!isSuccess(status)) return status;
    pin.kernel.power.follow(to === KSSTATE.RUN, pin.state === KSSTATE.RUN);
    pin.state = to;
    pin.stateChanged();
    return status;
  }
}
