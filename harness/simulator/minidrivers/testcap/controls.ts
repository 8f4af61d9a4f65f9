/** testcap's own properties, methods and events: one of every kind. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import { answerBytes, answerList, answerU32, multipleItem } from '../../classdrivers/ks/answers.ts';
import {
  KSMETHOD_TYPE,
  KSPROPERTY_TYPE,
  type KsAutomationTable,
  type KsPropertyItem,
  type KsRequest,
} from '../../classdrivers/ks/automation.ts';
import { defaultLong, ranges64, steppedLong, valuesLong, VT } from '../../classdrivers/ks/values.ts';
import { EVENT, METHOD, PROPERTY, TESTCAP_EVENTS, TESTCAP_METHODS, TESTCAP_PROPERTIES } from './sets.ts';
import { deviceOf, LEVEL, MODES, setLevel, stateOf, WIDE } from './state.ts';

type Target = KsFilter | KsPin;
const millisecond = 10_000;
const maxTable = 16;

function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** KSMULTIPLE_ITEM + ULONG[] in Out becomes the table, if it is well formed. */
function setTable({ target, value }: KsRequest<Target>): number {
  const count = value.length >= 8 ? value.u32(4) : maxTable + 1;
  if (count > maxTable || value.u32(0) !== 8 + 4 * count || value.length < value.u32(0)) {
    return STATUS.STATUS_INVALID_PARAMETER;
  }
  stateOf(target).table = Array.from({ length: count }, (_, i) => value.u32(8 + 4 * i));
  return STATUS.STATUS_SUCCESS;
}

/** Completes a request later. */
function after(request: KsRequest<Target>, delay: number, finish: () => void): number {
  const timer = deviceOf(request.target).setTimer(delay, finish);
  request.pend(() => {
    timer.cancel();
    request.complete(STATUS.STATUS_CANCELLED, 0);
  });
  return STATUS.STATUS_PENDING;
}

/** LEVEL and MODE in a format of the driver's own. */
function rawSerialization(request: KsRequest<Target>): number {
  const state = stateOf(request.target);
  if ((request.flags & KSPROPERTY_TYPE.SERIALIZERAW) !== 0) {
    return answerBytes(request, Uint8Array.of(0x54, state.level & 0xff, state.mode, 0x43));
  }
  const { value } = request;
  if (value.length < 4 || value.u8(0) !== 0x54 || value.u8(3) !== 0x43) return STATUS.STATUS_INVALID_PARAMETER;
  if (!MODES.includes(value.u8(2))) return STATUS.STATUS_INVALID_PARAMETER;
  const status = setLevel(request.target, (value.u8(1) << 24) >> 24);
  if (status === STATUS.STATUS_SUCCESS) state.mode = value.u8(2);
  return status;
}

/** The items; node requests carry a KSP_NODE, so they need 32 bytes of In. */
const items = (minProperty: number): KsPropertyItem<Target>[] => [
  {
    id: PROPERTY.LEVEL,
    minProperty,
    minData: 4,
    serializedSize: 4,
    values: steppedLong(LEVEL, 0),
    relations: [{ set: TESTCAP_PROPERTIES, id: PROPERTY.CHANGES }],
    get: (request) => answerU32(request, stateOf(request.target).level),
    set: ({ target, value }) => setLevel(target, value.i32(0)),
  },
  {
    id: PROPERTY.ENABLE,
    minProperty,
    minData: 4,
    serializedSize: 4,
    values: { type: VT.BOOL, members: [defaultLong(1)] },
    get: (request) => answerU32(request, stateOf(request.target).enabled),
    set: ({ target, value }) => {
      stateOf(target).enabled = value.u32(0) === 0 ? 0 : 1;
      return STATUS.STATUS_SUCCESS;
    },
  },
  {
    id: PROPERTY.MODE,
    minProperty,
    minData: 4,
    serializedSize: 4,
    values: { type: VT.I4, members: [valuesLong(MODES), defaultLong(1)] },
    get: (request) => answerU32(request, stateOf(request.target).mode),
    set: ({ target, value }) => {
      if (!MODES.includes(value.i32(0))) return STATUS.STATUS_INVALID_PARAMETER;
      stateOf(target).mode = value.i32(0);
      return STATUS.STATUS_SUCCESS;
    },
  },
  {
    id: PROPERTY.CHANGES,
    minProperty,
    minData: 4,
    get: (request) => answerU32(request, stateOf(request.target).changes),
  },
  { id: PROPERTY.RESET, minProperty, minData: 4, set: ({ target }) => setLevel(target, 0) },
  {
    id: PROPERTY.TABLE,
    minProperty,
    minData: 0,
    serializedSize: 1,
    get: (request) => answerList(request, multipleItem(stateOf(request.target).table.map(u32Bytes))),
    set: setTable,
  },
  {
    id: PROPERTY.SLOW,
    minProperty,
    minData: 4,
    get: (request) =>
      after(request, millisecond, () => {
        request.complete(answerU32(request, stateOf(request.target).level));
      }),
  },
  {
    id: PROPERTY.WIDE,
    minProperty,
    minData: 8,
    serializedSize: 8,
    values: { type: VT.I8, members: [ranges64([WIDE])] },
    get: (request) => {
      request.value.setI64(0, stateOf(request.target).wide);
      request.information = 8;
      return STATUS.STATUS_SUCCESS;
    },
    set: ({ target, value }) => {
      const wide = value.i64(0);
      if (wide < WIDE.min || wide > WIDE.max) return STATUS.STATUS_INVALID_PARAMETER;
      stateOf(target).wide = wide;
      return STATUS.STATUS_SUCCESS;
    },
  },
  { id: PROPERTY.RAW, minProperty, minData: 0, support: rawSerialization },
];

/** Methods that show what happens to Out (METH-021…025). */
const methods: NonNullable<KsAutomationTable<Target>['methods']> = [
  {
    set: TESTCAP_METHODS,
    items: [
      { id: METHOD.NONE, flags: KSMETHOD_TYPE.NONE, minData: 0, handler: ({ target }) => setLevel(target, 0) },
      {
        id: METHOD.READ,
        flags: KSMETHOD_TYPE.READ,
        minData: 4,
        handler: ({ target, value }) => setLevel(target, value.i32(0)),
      },
      {
        id: METHOD.WRITE,
        flags: KSMETHOD_TYPE.WRITE,
        minData: 8,
        handler: (request) => {
          const { level, changes } = stateOf(request.target);
          request.value.setU32(0, level);
          request.value.setU32(4, changes);
          request.information = 8;
          return STATUS.STATUS_SUCCESS;
        },
      },
      {
        id: METHOD.MODIFY,
        flags: KSMETHOD_TYPE.MODIFY,
        minData: 4,
        handler: (request) => {
          const old = stateOf(request.target).level;
          const status = setLevel(request.target, request.value.i32(0));
          return status === STATUS.STATUS_SUCCESS ? answerU32(request, old) : status;
        },
      },
      {
        id: METHOD.WAIT,
        flags: KSMETHOD_TYPE.NONE,
        minData: 0,
        handler: (request) =>
          after(request, 10 * millisecond, () => {
            request.complete(STATUS.STATUS_SUCCESS, 0);
          }),
      },
      { id: METHOD.NOT_EXECUTABLE, flags: KSMETHOD_TYPE.NONE, minData: 0 },
    ],
  },
];

const events: NonNullable<KsAutomationTable<Target>['events']> = [
  { set: TESTCAP_EVENTS, items: [{ id: EVENT.CHANGED }, { id: EVENT.REACHED, extraData: 4 }, { id: EVENT.LOG }] },
];

/** The table of the filter, and that of its control node. */
export const filterControls: KsAutomationTable<Target> = {
  properties: [{ set: TESTCAP_PROPERTIES, items: items(24) }],
  methods,
  events,
};
export const nodeControls: KsAutomationTable<Target> = {
  properties: [{ set: TESTCAP_PROPERTIES, items: items(32) }],
  methods,
  events,
};
