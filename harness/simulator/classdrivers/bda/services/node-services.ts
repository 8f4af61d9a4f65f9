/** Services of the nodes: conditional access, rights management, the multiplexer, the choice of a transport stream. */
import type { KsAutomationTable, KsMethodItem, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { brought, counted, joined, nodeService, RESULT, words, type Service } from './service.ts';
import { stateOf, type ServiceState, type Target } from './state.ts';

const nothing = new Uint8Array(0);
const table = (sets: Readonly<Record<string, readonly KsMethodItem<Target>[]>>): KsAutomationTable<Target> => ({
  methods: Object.entries(sets).map(([name, items]) => ({ set: ksGuid(name), items })),
});

const service = (of: Service<Target>): KsMethodItem<Target> => nodeService(of);
const result = (id: number, request?: number): KsMethodItem<Target> =>
  service({ id, ...(request !== undefined && { request }), answer: () => words(RESULT.SUCCESS) });
const buffer = (id: number, request?: number): KsMethodItem<Target> =>
  service({ id, ...(request !== undefined && { request }), least: 8, answer: () => counted(RESULT.SUCCESS, nothing) });

/** Keeps the bytes that a KSM_BDA_BUFFER or a token brings along. */
const keeping = (id: number, keep: (state: ServiceState, bytes: Uint8Array) => void): KsMethodItem<Target> =>
  service({
    id,
    request: 36,
    answer: (request: KsRequest<Target>) => {
      const bytes = brought(request, 32, 36);
      if (bytes === undefined) return words(RESULT.OUT_OF_BOUNDS);
      keep(stateOf(request.target), bytes);
      return words(RESULT.SUCCESS);
    },
  });

/** Everything may be descrambled; no dialogue is open. */
export const conditionalAccess = table({
  KSMETHODSETID_BdaConditionalAccessService: [
    service({ id: 0, request: 56, least: 8, answer: () => words(RESULT.SUCCESS, 0) }),
    keeping(1, (state, token) => {
      state.captureToken = token;
    }),
    buffer(2, 56),
    service({ id: 3, request: 56, least: 8, answer: () => words(RESULT.INVALID_HANDLE, 0) }),
  ],
});

export const isdbConditionalAccess = table({
  KSMETHODSETID_BdaIsdbConditionalAccess: [
    service({
      id: 0,
      request: 40,
      answer: (request) => {
        if (brought(request, 36, 40) === undefined) return words(RESULT.OUT_OF_BOUNDS);
        stateOf(request.target).isdbRequest = request.input.u32(32);
        return words(RESULT.SUCCESS);
      },
    }),
    service({ id: 1, least: 16, answer: ({ target }) => words(RESULT.SUCCESS, stateOf(target).isdbRequest, 0, 0) }),
  ],
});

export const rightsManagement = table({
  KSMETHODSETID_BdaDrmService: [
    service({
      id: 0,
      request: 48,
      answer: ({ target, input }) => {
        stateOf(target).drm = input.slice(32, 16);
        return words(RESULT.SUCCESS);
      },
    }),
    service({ id: 1, least: 24, answer: ({ target }) => joined(words(RESULT.SUCCESS), stateOf(target).drm, words(0)) }),
  ],
  KSMETHODSETID_BdaWmdrmSession: [
    service({ id: 0, least: 48, answer: () => words(RESULT.SUCCESS, 512, 16, 8, 150, 0, 0, 0, 0, 0, 0, 0) }),
    result(1, 36),
    result(2, 36),
    buffer(3, 36),
    buffer(4, 48),
    service({ id: 5, request: 40, least: 12, answer: () => words(RESULT.SUCCESS, 0, 0) }),
    buffer(6, 48),
    buffer(7),
  ],
  KSMETHODSETID_BdaWmdrmTuner: [
    keeping(0, (state) => {
      state.captureToken = nothing;
    }),
    service({
      id: 1,
      request: 56,
      answer: ({ target, input }) => {
        stateOf(target).keys.set(input.u32(32), input.slice(36, 16));
        return words(RESULT.SUCCESS);
      },
    }),
    service({
      id: 2,
      request: 40,
      least: 20,
      answer: ({ target, input }) => {
        const key = stateOf(target).keys.get(input.u32(32));
        return joined(words(key === undefined ? RESULT.NOT_FOUND : RESULT.SUCCESS), key ?? new Uint8Array(16));
      },
    }),
    result(3, 40),
    buffer(4),
    service({ id: 5, request: 52, least: 12, answer: () => words(RESULT.SUCCESS, 0, 0) }),
  ],
});

export const multiplexer = table({
  KSMETHODSETID_BdaMux: [
    service({ id: 0, least: 8, answer: ({ target }) => counted(RESULT.SUCCESS, stateOf(target).pidList) }),
    keeping(1, (state, list) => {
      state.pidList = list;
    }),
  ],
});

/** BDA_TS_SELECTORINFO: its length, two bytes, the kind of network, and the ids of one stream. */
function selectorInfo(target: Target): Uint8Array {
  const info = new Uint8Array(22);
  info[0] = info.length;
  info[19] = 1;
  new DataView(info.buffer).setUint16(20, stateOf(target).transportStream, true);
  return info;
}

export const transportStreamSelector = table({
  KSMETHODSETID_BdaTSSelector: [
    service({
      id: 0,
      request: 40,
      answer: ({ target, input }) => {
        stateOf(target).transportStream = input.u16(32);
        return words(RESULT.SUCCESS);
      },
    }),
    service({ id: 1, least: 22, answer: ({ target }) => selectorInfo(target) }),
  ],
});
