import { STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE as TYPE } from '../classdrivers/ks/automation.ts';
import { ksItem } from '../classdrivers/portcls/identifiers.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const connectionState = ksItem('KSPROPERTY_CONNECTION_STATE');

/** Which of the threads that interrupt a request runs: each has a number of its own. 0 is the request itself. */
function threads({ kernel: { schedule } }: Simulation): { readonly current: number } {
  const seen = { current: 0 };
  let last = 0;
  wrap(schedule, 'point', (point) => (at) => {
    if (!schedule.active) return;
    const below = seen.current;
    seen.current = ++last;
    try {
      point(at);
    } finally {
      seen.current = below;
    }
  });
  return seen;
}

/**
 * Faults that no order of the same requests shows: every answer comes in one of them, and only that a request was answered
 * before the other was sent, which a declared model is held against, says that it is none of the right ones.
 */
export const modelFaults: readonly Fault[] = [
  {
    id: 'concurrency.state-seen-late',
    bugClass: 'BUG-112',
    title: 'While a request is under way, other threads than the one that changed the state of a pin still read the old one',
    apply: (simulation) => {
      const running = threads(simulation);
      /** By object: its state, 0 at first, and the state before the change, and who made it. */
      const now = new WeakMap<object, number>();
      const late = new WeakMap<object, { readonly old: number; readonly thread: number }>();
      wrap(simulation.ks.properties, 'callHandler', (callHandler) => (handler, call) => {
        if (call.id !== connectionState.id || call.input.guid(0) !== connectionState.set) return callHandler(handler, call);
        const thread = running.current;
        const target: object = call.target;
        // When no request is interrupted, everything that was written is there.
        if (thread === 0) late.delete(target);
        if ((call.flags & TYPE.GET) !== 0) {
          const status = callHandler(handler, call);
          const before = late.get(target);
          if (before !== undefined && before.thread !== thread) call.value.setU32(0, before.old);
          return status;
        }
        const status = callHandler(handler, call);
        if (status !== STATUS.STATUS_SUCCESS) return status;
        if (thread !== 0 && !late.has(target)) late.set(target, { old: now.get(target) ?? 0, thread });
        now.set(target, call.value.u32(0));
        return status;
      });
    },
  },
];
