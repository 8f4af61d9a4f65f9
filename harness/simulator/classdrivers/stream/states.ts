import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import { KSSTATE } from './descriptors.ts';
import type { StreamPin } from './pin.ts';

/** Stream states: a minidriver is led up step by step, and from PAUSE straight to STOP (CONN-013, CONN-030). */
export class StreamStates {
  /** An error of the minidriver leaves the stream in the last state that it reached (CONN-008, CONN-015). */
  set(pin: StreamPin, wanted: number): number {
    if (wanted > KSSTATE.RUN) return STATUS.STATUS_INVALID_PARAMETER;
    while (pin.state !== wanted) {
      const status = this.step(pin, nextState(pin.state, wanted));
      if (!isSuccess(status)) return status;
    }
    return STATUS.STATUS_SUCCESS;
  }

  step(pin: StreamPin, to: number): number {
    const { status } = pin.control({ code: 'SRB_SET_STREAM_STATE', streamState: to });
    if (isSuccess(status)) this.enter(pin, to);
    return status;
  }

  /** What the minidriver says, or what it was last led to. */
  get(pin: StreamPin): number {
    const command = { code: 'SRB_GET_STREAM_STATE' as const, streamState: pin.state };
    return isSuccess(pin.control(command).status) ? command.streamState : pin.state;
  }

  /** The clock shows the stream's state (CLK-009), and starts again at 0 after STOP. */
  enter(pin: StreamPin, to: number): void {
    pin.kernel.power.follow(to === KSSTATE.RUN, pin.state === KSSTATE.RUN);
    pin.state = to;
    pin.clock.setState(to);
    if (to === KSSTATE.STOP) pin.clock.setTime(0);
  }
}

function nextState(from: number, wanted: number): number {
  if (wanted > from) return from + 1;
  return wanted === KSSTATE.STOP && from === KSSTATE.PAUSE ? wanted : from - 1;
}
