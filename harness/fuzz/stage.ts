/** The handles that are open in a round, and what is known of the place: requests are sent to them. */
import { carrier, lineage, type DeviceObject } from '../plan/device.ts';
import type { CaseContext } from '../judge/context.ts';
import type { Handle } from '../target/target.ts';
import type { Slot } from '../traffic/actions.ts';
import type { Template } from './generate/template.ts';
import type { TapedTarget } from './taped-target.ts';

export interface Seat {
  readonly object: DeviceObject;
  readonly handle: Handle;
  readonly slot: Slot;
}

export interface Stage {
  readonly subject: DeviceObject;
  /** What the state of a model is called, or nothing. */
  readonly state: string;
  readonly stateNumber: number;
  /** The subject's first, then those of its ancestors. */
  readonly seats: readonly Seat[];
  /** Requests that go to the subject, and those that go to the others. */
  readonly own: readonly Template[];
  readonly others: readonly Template[];
}

/** The seats of a subject that is open, with its ancestors. @throws OpenFailed, NotJudged if it cannot be had */
export function seatsOf(ctx: CaseContext, subject: DeviceObject, target: TapedTarget): Seat[] {
  const holders = [...lineage(subject)].filter((object) => carrier(object) === object);
  return holders.map((object) => {
    const handle = ctx.open(object);
    return { object, handle, slot: target.slotOf(handle) };
  });
}

/** The subjects of a device: what can be opened. */
export function subjectsOf(device: readonly DeviceObject[]): DeviceObject[] {
  return device.filter((object) => object.absent === undefined && carrier(object) === object);
}
