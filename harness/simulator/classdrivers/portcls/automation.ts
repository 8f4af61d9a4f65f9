/** PCAUTOMATION_TABLE in terms of the KS library: what PcAddToPropertyTable and PcAddToEventTable do. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsAutomationTable, KsEventItem, KsHandler, KsPropertyItem } from '../ks/automation.ts';
import { KSEVENT_TYPE } from '../ks/event.ts';
import {
  PCEVENT_ITEM_FLAG,
  PCEVENT_VERB,
  PCPROPERTY_ITEM_FLAG as VERB,
  type PcAutomationTable,
  type PcEventItem,
  type PcPropertyItem,
} from './descriptors.ts';
import { PropertyRequest, type PcTarget } from './request.ts';

const enableVerbs = KSEVENT_TYPE.ENABLE | KSEVENT_TYPE.ONESHOT | KSEVENT_TYPE.ENABLEBUFFERED;

/** For which of the port's pins and nodes an enable was made; the context of its entry. */
export interface EnabledFor {
  /** PinId, or null for an enable that names none. */
  readonly pin: number | null;
  readonly node: number;
}

/** Translates a table; null stays no table. */
export function translate(table: PcAutomationTable | undefined): KsAutomationTable<PcTarget> {
  return {
    properties: bySet(table?.properties ?? [], propertyItem),
    events: bySet(table?.events ?? [], eventItem),
  };
}

function bySet<Pc extends { readonly set: string }, Ks>(
  items: readonly Pc[],
  make: (item: Pc) => Ks,
): { readonly set: string; readonly items: readonly Ks[] }[] {
  const sets = new Map<string, Ks[]>();
  for (const item of items) {
    const list = sets.get(item.set) ?? [];
    list.push(make(item));
    sets.set(item.set, list);
  }
  return [...sets].map(([set, list]) => ({ set, items: list }));
}

/** Neither In nor Out is judged here (PCLS-022); a verb that is not flagged has no handler (PCLS-023). */
function propertyItem(item: PcPropertyItem): KsPropertyItem<PcTarget> {
  const call: KsHandler<PcTarget> = (request) => {
    const translated = new PropertyRequest(item, request);
    const status = item.handler(translated);
    request.information = translated.valueSize;
    return status;
  };
  const others = item.flags & ~(VERB.GET | VERB.SET);
  return {
    id: item.id,
    minData: 0,
    ...((item.flags & VERB.GET) !== 0 && { get: call }),
    ...((item.flags & VERB.SET) !== 0 && { set: call }),
    queries: (request) => ((request.flags & others) === 0 ? STATUS.STATUS_NOT_FOUND : call(request)),
  };
}

function eventItem(item: PcEventItem): KsEventItem<PcTarget> {
  const ask = (target: PcTarget, verb: number, node: number): number =>
    item.handler?.({
      majorTarget: target.miniport,
      minorTarget: target.minorTarget,
      node,
      eventItem: item,
      verb,
    }) ?? STATUS.STATUS_SUCCESS;
  return {
    id: item.id,
    judge: (target, flags) => {
      const query = (flags & KSEVENT_TYPE.BASICSUPPORT) !== 0;
      const wanted = query ? PCEVENT_ITEM_FLAG.BASICSUPPORT : flags & enableVerbs;
      if ((wanted & ~item.flags) !== 0) return STATUS.STATUS_NOT_FOUND;
      return query ? ask(target, PCEVENT_VERB.SUPPORT, -1) : STATUS.STATUS_SUCCESS;
    },
    add: (request, entry) => {
      const { target, node, input } = request;
      // KSE_PIN names a pin through the filter.
      const named = node === -1 && input.length >= 32 ? input.u32(24) : null;
      entry.context = { pin: target.pinId ?? named, node } satisfies EnabledFor;
      return ask(target, PCEVENT_VERB.ADD, node);
    },
    remove: (target, entry) => {
      ask(target, PCEVENT_VERB.REMOVE, entry.node);
    },
  };
}
