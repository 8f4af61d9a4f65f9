/** testcap's own properties, methods and events: one of every kind. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsDevice, KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import { answerLater } from '../../classdrivers/avstream/parts/later.ts';
import { answerBytes, answerI64, answerList, answerU32, multipleItem, takeUlongList, ulongs } from '../../classdrivers/ks/answers.ts';
import {
  KSMETHOD_TYPE,
  KSPROPERTY_TYPE,
  type KsAutomationTable,
  type KsPropertyItem,
  type KsPropertyValues,
  type KsRequest,
} from '../../classdrivers/ks/automation.ts';
import { defaultLong, ranges64, steppedLong, valuesLong, VT } from '../../classdrivers/ks/values.ts';
import { LEVEL, MODES, Registers, WIDE } from '../../hardware/testcap/registers.ts';
import { EVENT, METHOD, PROPERTY, TESTCAP_EVENTS, TESTCAP_METHODS, TESTCAP_PROPERTIES } from './sets.ts';


type Target = KsFilter | KsPin;
type Item = KsPropertyItem<Target>;

const deviceOf = (target: Target): KsDevice => (target.kind === 'pin' ? target.filter.device : target.device);
const registersOf = (target: Target): Registers => deviceOf(target).context as Registers;
const later = (request: KsRequest<Target>, delay: number, finish: () => number): number =>
  answerLater(deviceOf(request.target), request, delay, finish);
const statusOf = (legal: boolean): number => (legal ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER);
const setLevel = (target: Target, level: number): number => statusOf(registersOf(target).setLevel(level));
type Table = Required<KsAutomationTable<Target>>;
const { NONE, READ, WRITE, MODIFY } = KSMETHOD_TYPE;
const millisecond = 10_000;
const maxTable = 16;

/** A property of 32 bits that can be set to what `legal` lets through; serializable. */
const value32 = (
  id: number,
  values: KsPropertyValues,
  get: (registers: Registers) => number,
  set: (registers: Registers, value: number) => boolean,
): Item => ({
  id,
  minData: 4,
  serializedSize: 4,
  values,
  get: (request) => answerU32(request, get(registersOf(request.target))),
  set: ({ target, value }) => statusOf(set(registersOf(target), value.i32(0))),
});

const items: readonly Item[] = [
  {
    ...value32(PROPERTY.LEVEL, steppedLong(LEVEL, 0), ({ level }) => level, (registers, level) => registers.setLevel(level)),
    relations: [{ set: TESTCAP_PROPERTIES, id: PROPERTY.CHANGES }],
  },
  value32(PROPERTY.ENABLE, { type: VT.BOOL, members: [defaultLong(1)] }, ({ enabled }) => enabled, (registers, enabled) => registers.setEnabled(enabled)),
  value32(PROPERTY.MODE, { type: VT.I4, members: [valuesLong(MODES), defaultLong(1)] }, ({ mode }) => mode, (registers, mode) => registers.setMode(mode)),
  { id: PROPERTY.CHANGES, minData: 4, get: (request) => answerU32(request, registersOf(request.target).changes) },
  { id: PROPERTY.RESET, minData: 4, set: ({ target }) => setLevel(target, 0) },
  {
    id: PROPERTY.TABLE,
    minData: 0,
    serializedSize: 1,
    get: (request) => answerList(request, multipleItem(registersOf(request.target).table.map((value) => ulongs(value)))),
    set: ({ target, value }) => {
      const table = takeUlongList(value.slice(), maxTable);
      if (table !== undefined) registersOf(target).table = table;
      return statusOf(table !== undefined);
    },
  },
  {
    id: PROPERTY.SLOW,
    minData: 4,
    get: (request) => later(request, millisecond, () => answerU32(request, registersOf(request.target).level)),
  },
  {
    id: PROPERTY.WIDE,
    minData: 8,
    serializedSize: 8,
    values: { type: VT.I8, members: [ranges64([WIDE])] },
    get: (request) => answerI64(request, registersOf(request.target).wide),
    set: ({ target, value }) => statusOf(registersOf(target).setWide(value.i64(0))),
  },
  {
    id: PROPERTY.RAW,
    minData: 0,
    support: (request) => {
      const registers = registersOf(request.target);
      const saves = (request.flags & KSPROPERTY_TYPE.SERIALIZERAW) !== 0;
      return saves ? answerBytes(request, registers.save()) : statusOf(registers.restore(request.value.slice()));
    },
  },
];

/** Methods that show what happens to Out (METH-021…025). */
const methods: Table['methods'] = [
  {
    set: TESTCAP_METHODS,
    items: [
      { id: METHOD.NONE, flags: NONE, minData: 0, handler: ({ target }) => setLevel(target, 0) },
      { id: METHOD.READ, flags: READ, minData: 4, handler: ({ target, value }) => setLevel(target, value.i32(0)) },
      {
        id: METHOD.WRITE,
        flags: WRITE,
        minData: 8,
        handler: (request) => {
          const { level, changes } = registersOf(request.target);
          return answerBytes(request, ulongs(level, changes));
        },
      },
      {
        id: METHOD.MODIFY,
        flags: MODIFY,
        minData: 4,
        handler: (request) => {
          const old = registersOf(request.target).level;
          const status = setLevel(request.target, request.value.i32(0));
          return status === STATUS.STATUS_SUCCESS ? answerU32(request, old) : status;
        },
      },
      { id: METHOD.WAIT, flags: NONE, minData: 0, handler: (request) => later(request, 10 * millisecond, () => STATUS.STATUS_SUCCESS) },
      { id: METHOD.NOT_EXECUTABLE, flags: NONE, minData: 0 },
    ],
  },
];

const events: Table['events'] = [
  { set: TESTCAP_EVENTS, items: [{ id: EVENT.CHANGED }, { id: EVENT.REACHED, extraData: 4 }, { id: EVENT.LOG }] },
];

/** The table of the filter, or that of its control node, whose requests carry a KSP_NODE: they need 32 bytes of In. */
export const controls = (minProperty: 24 | 32): Table => ({
  properties: [{ set: TESTCAP_PROPERTIES, items: items.map((item) => ({ ...item, minProperty })) }],
  methods,
  events,
});

/** Starts the registers of a device, and tells who wants to know when LEVEL changes. */
export function startRegisters(device: KsDevice): void {
  const registers = new Registers();
  registers.changed = (old, level) => {
    device.generateEvents({ set: TESTCAP_EVENTS, id: EVENT.CHANGED });
    device.generateEvents({ set: TESTCAP_EVENTS, id: EVENT.LOG, data: ulongs(old, level) });
    device.generateEvents({
      set: TESTCAP_EVENTS,
      id: EVENT.REACHED,
      filter: ({ extra }) => {
        const threshold = new DataView(extra.buffer, extra.byteOffset).getInt32(0, true);
        return old < threshold && level >= threshold;
      },
    });
  };
  device.context = registers;
}
