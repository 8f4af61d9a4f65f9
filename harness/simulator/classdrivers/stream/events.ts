/** KSEVENT_SETs of a minidriver in terms of the KS library: its StrMiniEvent is asked about every enable. */
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { KsEventEntry, KsEventSet } from '../ks/automation.ts';
import type { HwEventRoutine, HwStreamObject, StreamEventSet } from './descriptors.ts';

/** A filter or pin that events are enabled on. */
export interface EventTarget {
  readonly eventRoutine: HwEventRoutine | null;
  readonly srbContext: { readonly streamObject: HwStreamObject | null; readonly hwDeviceExtension: unknown };
}

/** The part of event handling that faults change. */
export class MinidriverEvents {
  /** An enable or disable, told to the minidriver. Only STATUS_SUCCESS lets an enable be queued (SCLS-010). */
  tell(target: EventTarget, enable: boolean, entry: KsEventEntry, setIndex: number): number {
    const { streamObject, hwDeviceExtension } = target.srbContext;
    const status = target.eventRoutine?.({
      enable,
      eventEntry: entry,
      eventData: entry.extra,
      streamObject,
      hwDeviceExtension,
      enableEventSetIndex: setIndex,
    });
    if (status === undefined || status === STATUS.STATUS_SUCCESS) return STATUS.STATUS_SUCCESS;
    return isError(status) ? status : STATUS.STATUS_UNSUCCESSFUL;
  }
}

/** Makes the table of a filter or pin. */
export function eventSets(events: MinidriverEvents, sets: readonly StreamEventSet[]): KsEventSet<EventTarget>[] {
  return sets.map(({ set, items }, index) => ({
    set,
    items: items.map(({ id, extraData = 0 }) => ({
      id,
      extraData,
      add: ({ target }, entry) => events.tell(target, true, entry, index),
      remove: (target, entry) => {
        events.tell(target, false, entry, index);
      },
    })),
  }));
}
