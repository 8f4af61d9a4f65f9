import { KSPROPERTY_TYPE } from '../classdrivers/ks/automation.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import { ksItem } from '../classdrivers/portcls/identifiers.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { Simulation } from '../simulation.ts';
import { wrap } from './wrap.ts';

/** What a property does instead: `handler` is what it did, `isSet` tells which of the two verbs is meant. */
export type Replacement = (call: KsCall, handler: () => number, isSet: boolean) => number;

/** Puts a replacement in the place of the get and set handlers of a property that the headers name. */
export function onProperty({ ks }: Simulation, name: string, replace: Replacement): void {
  const { set, id } = ksItem(name);
  wrap(ks.properties, 'callHandler', (run) => (handler, call) =>
    call.id === id && call.input.guid(0) === set
      ? replace(call, () => run(handler, call), (call.flags & KSPROPERTY_TYPE.SET) !== 0)
      : run(handler, call),
  );
}

/** Lets a get succeed and changes its answer. */
export const answering =
  (name: string, change: (call: KsCall) => void) =>
  (simulation: Simulation): void => {
    onProperty(simulation, name, (call, handler, isSet) => {
      const status = handler();
      if (!isSet && status === STATUS.STATUS_SUCCESS) change(call);
      return status;
    });
  };

/** Lets gets end otherwise. */
export const getting =
  (name: string, replace: (call: KsCall, handler: () => number) => number) =>
  (simulation: Simulation): void => {
    onProperty(simulation, name, (call, handler, isSet) => (isSet ? handler() : replace(call, handler)));
  };

/** Lets sets end otherwise. */
export const setting =
  (name: string, replace: (call: KsCall, handler: () => number) => number) =>
  (simulation: Simulation): void => {
    onProperty(simulation, name, (call, handler, isSet) => (isSet ? replace(call, handler) : handler()));
  };

/** Lets a pin tell another state than it has: `set` says how a set ends, and what is told from then on, if not the truth. */
export function tellingState(simulation: Simulation, set: (call: KsCall, handler: () => number) => { status: number; told?: number }): void {
  const toldBy = new Map<unknown, number>();
  onProperty(simulation, 'KSPROPERTY_CONNECTION_STATE', (call, handler, isSet) => {
    if (isSet) {
      const { status, told } = set(call, handler);
      if (told === undefined) toldBy.delete(call.target);
      else toldBy.set(call.target, told);
      return status;
    }
    const status = handler();
    const told = toldBy.get(call.target);
    if (status === STATUS.STATUS_SUCCESS && told !== undefined) call.value.setU32(0, told);
    return status;
  });
}
