/** Services of the filter: tuning, names with values, events, user activity, debugging, guide data. */
import type { KsFilter } from '../../avstream/descriptors.ts';
import type { KsMethodSet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { scanning } from './scanning.ts';
import { brought, counted, joined, RESULT, service, words } from './service.ts';
import { stateOf } from './state.ts';

type Request = KsRequest<KsFilter>;
const nothing = new Uint8Array(0);
const success = (): Uint8Array => words(RESULT.SUCCESS);
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const bytesOf = (name: string): Uint8Array => Uint8Array.from(name, (letter) => letter.charCodeAt(0));

const tuner: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaTuner'),
  items: [
    service({
      id: 0,
      request: 28,
      least: 8,
      answer: (request) => {
        const data = brought(request, 24, 28);
        if (data === undefined) return counted(RESULT.OUT_OF_BOUNDS, nothing);
        stateOf(request.target).tuneData = data;
        return counted(RESULT.SUCCESS, data);
      },
    }),
    service({ id: 1, least: 8, answer: ({ target }) => counted(RESULT.SUCCESS, stateOf(target).tuneData) }),
    // Level and quality in per cent, the ratio in 1/1000 dB.
    service({ id: 2, least: 16, answer: () => words(RESULT.SUCCESS, 80, 100, 32_000) }),
  ],
};

const userActivity: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaUserActivity'),
  items: [
    service({
      id: 0,
      request: 32,
      answer: ({ target, input }) => {
        stateOf(target).useReason = input.u32(24);
        return success();
      },
    }),
    service({ id: 1, least: 8, answer: () => words(RESULT.SUCCESS, 60) }),
    service({ id: 2, answer: success }),
  ],
};

/** The value of a name, or that there is none. */
function valueOf({ target }: Request, name: string): Uint8Array {
  const value = stateOf(target).values.get(name);
  return value === undefined ? counted(RESULT.NOT_FOUND, nothing) : counted(RESULT.SUCCESS, value);
}

const nameValue: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaNameValue'),
  items: [
    service({
      id: 0,
      request: 40,
      least: 8,
      answer: (request) => {
        const name = brought(request, 24, 40);
        return name === undefined ? counted(RESULT.OUT_OF_BOUNDS, nothing) : valueOf(request, text(name));
      },
    }),
    service({
      id: 1,
      request: 48,
      answer: (request) => {
        const name = brought(request, 40, 48);
        const value = name && brought(request, 44, 48 + name.length);
        if (name === undefined || value === undefined) return words(RESULT.OUT_OF_BOUNDS);
        const state = stateOf(request.target);
        state.updated = text(name);
        state.values.set(state.updated, value);
        return success();
      },
    }),
    service({
      id: 2,
      request: 32,
      least: 8,
      answer: ({ target, input }) => {
        const name = [...stateOf(target).values.keys()][input.u32(24)];
        return name === undefined ? counted(RESULT.OUT_OF_BOUNDS, nothing) : counted(RESULT.SUCCESS, bytesOf(name));
      },
    }),
    service({ id: 3, least: 8, answer: ({ target }) => counted(RESULT.SUCCESS, bytesOf(stateOf(target).updated)) }),
  ],
};

/** No event is ever waiting: its number, kind and length are 0. */
const eventing: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaEventing'),
  items: [
    service({ id: 0, least: 28, answer: () => joined(words(RESULT.NOT_FOUND), new Uint8Array(24)) }),
    service({
      id: 1,
      request: 32,
      answer: ({ target, input }) => {
        stateOf(target).completedEvent = input.u32(24);
        return success();
      },
    }),
  ],
};

const debug: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaDebug'),
  items: [
    service({
      id: 0,
      request: 32,
      answer: ({ target, input }) => {
        stateOf(target).debugLevel = input.u8(24);
        return success();
      },
    }),
    service({ id: 1, least: 24, answer: () => joined(words(RESULT.SUCCESS), new Uint8Array(16), words(0)) }),
  ],
};

const empty = (id: number, request = 24) => service<KsFilter>({ id, request, least: 8, answer: () => counted(RESULT.NOT_FOUND, nothing) });

/** No guide is broadcast. */
const guide: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaGuideDataDeliveryService'),
  items: [
    service({ id: 0, least: 20, answer: () => joined(words(RESULT.NOT_FOUND), new Uint8Array(16)) }),
    service({ id: 1, least: 12, answer: () => words(RESULT.NOT_FOUND, 0, 100) }),
    empty(2, 32),
    empty(3),
    empty(4, 28),
    empty(5),
  ],
};

export const filterServices: readonly KsMethodSet<KsFilter>[] = [
  tuner,
  scanning,
  userActivity,
  nameValue,
  eventing,
  debug,
  guide,
];
