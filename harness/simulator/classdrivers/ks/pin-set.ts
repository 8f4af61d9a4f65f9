import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes, answerGuid, answerList, answerU32, multipleItem, shortValue, wideString } from './answers.ts';
import type { KsHandler, KsPropertyItem, KsPropertySet, KsRequest } from './automation.ts';
import { align8, formatFlags, KSDATARANGE_FLAG, makeAttributes, takeAttributes, takeFormat } from './formats.ts';
import { ksGuid } from './guids.ts';
import type { KsLibrary } from './library.ts';
import type { KsDataRange, KsPinIdentifier, PhysicalConnection, PinFactory, PinFactoryHost } from './pin-factory.ts';

/** Size of KSP_PIN, and where its PinId lies. */
const kspPin = 32;
const pinIdOffset = 24;

type Request = KsRequest<PinFactoryHost>;
type WithFactory = (request: Request, factory: PinFactory) => number;

/** The pin factory that a request names. */
const factoryOf = (request: Request): PinFactory | undefined =>
  request.target.pinFactories[request.input.u32(pinIdOffset)];

/** A GET of a factory: PinId first (PIN-003). */
const ofFactory =
  (handler: WithFactory): KsHandler<PinFactoryHost> =>
  (request) => {
    const factory = factoryOf(request);
    return factory === undefined ? STATUS.STATUS_INVALID_PARAMETER : handler(request, factory);
  };

const property = (id: number, minData: number, handler: WithFactory): KsPropertyItem<PinFactoryHost> => ({
  id,
  minProperty: kspPin,
  minData,
  get: ofFactory(handler),
});

/** The Pin property set of a filter (ks-semantics §6). */
export function pinPropertySet(ks: KsLibrary): KsPropertySet<PinFactoryHost> {
  const always: KsPropertyItem<PinFactoryHost>[] = [
    property(0, 8, (request, { possible, current }) => answerInstances(request, possible, current)),
    { id: 1, minData: 4, get: (request) => answerU32(request, request.target.pinFactories.length) },
    property(2, 4, (request, { dataFlow }) => answerU32(request, dataFlow)),
    property(3, 0, (request, { dataRanges }) => answerList(request, rangeList(dataRanges))),
    {
      id: 4,
      minProperty: kspPin + 8,
      minData: 0,
      get: (request) => ks.intersections.intersect(request as KsRequest<never>, factoryOf(request)),
    },
    property(5, 0, (request, { interfaces }) => answerList(request, identifierList(interfaces))),
    property(6, 0, (request, { mediums }) => answerList(request, identifierList(mediums))),
    property(7, 4, (request, { communication }) => answerU32(request, communication)),
    property(8, 8, (request, { globalPossible, globalCurrent }) =>
      answerInstances(request, globalPossible, globalCurrent),
    ),
    property(9, 4, (request, { necessary }) => answerU32(request, necessary)),
    { id: 11, minProperty: kspPin, minData: 0, get: getCategory },
    property(12, 0, (request, { nameGuid }) => answerName(ks, request, nameGuid)),
    property(13, 0, (request, factory) => answerList(request, rangeList(factory.constrainedDataRanges()))),
    { id: 14, minProperty: kspPin, minData: 64, set: ofFactory((request, factory) => propose(ks, request, factory)) },
    {
      ...property(10, 0, (request, { physicalConnection }) => answerPhysicalConnection(request, physicalConnection)),
      access: (host) => (host.pinFactories.some((factory) => factory?.physicalConnection !== undefined) ? 1 : 0),
    },
  ];
  return { set: ksGuid('KSPROPSETID_Pin'), items: always.sort((a, b) => a.id - b.id) };
}

function answerInstances(request: Request, possible: number, current: number): number {
  request.value.setU32(0, possible);
  request.value.setU32(4, current);
  request.information = 8;
  return STATUS.STATUS_SUCCESS;
}

/** A missing category is noticed before the size of Out (PIN-024), a bad PinId after it (PIN-004). */
function getCategory(request: Request): number {
  const factory = factoryOf(request);
  if (factory !== undefined && factory.category === undefined) return STATUS.STATUS_NOT_FOUND;
  if (request.value.length < 16) return shortValue(request, 16);
  return factory?.category === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerGuid(request, factory.category);
}

/** PIN-030…035, TOPO-009…012: the registered name of a GUID. */
export function answerName(ks: KsLibrary, request: KsRequest<unknown>, guid: string | undefined): number {
  if (guid === undefined) return STATUS.STATUS_NOT_FOUND;
  const name = ks.mediaCategories.name(guid);
  return name === undefined ? STATUS.STATUS_OBJECT_NAME_NOT_FOUND : answerBytes(request, wideString(name));
}

/** PIN-090, PIN-093. */
function propose(ks: KsLibrary, request: Request, factory: PinFactory): number {
  const proposal = takeProposal(request.value.slice());
  if (proposal === undefined) return STATUS.STATUS_INVALID_PARAMETER;
  return ks.intersections.propose(factory, proposal.format, proposal.attributes);
}

/** A KSDATAFORMAT with the attributes that may follow it; `undefined` if its sizes are wrong. */
export function takeProposal(
  bytes: Uint8Array,
): { readonly format: Uint8Array; readonly attributes: readonly { attribute: string; required: boolean }[] } | undefined {
  const format = takeFormat(bytes);
  if (format === undefined) return undefined;
  if ((formatFlags(format) & KSDATARANGE_FLAG.ATTRIBUTES) === 0) return { format, attributes: [] };
  const list = takeAttributes(bytes, align8(format.length));
  return list === undefined ? undefined : { format, attributes: [...list.attributes] };
}

/** PIN-097…099. */
function answerPhysicalConnection(request: Request, connection: PhysicalConnection | undefined): number {
  if (connection === undefined) return STATUS.STATUS_NOT_FOUND;
  const name = wideString(connection.symbolicLinkName);
  const bytes = new Uint8Array(8 + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(4, connection.pin, true);
  bytes.set(name, 8);
  return answerBytes(request, bytes);
}

function identifierList(identifiers: readonly KsPinIdentifier[]): Uint8Array {
  return multipleItem(
    identifiers.map(({ set, id, flags }) => {
      const bytes = new Uint8Array(24);
      const view = new DataView(bytes.buffer);
      writeGuid(bytes, 0, set);
      view.setUint32(16, id, true);
      view.setUint32(20, flags ?? 0, true);
      return bytes;
    }),
  );
}

const rangeLists = new WeakMap<readonly KsDataRange[], Uint8Array>();

/** PIN-040…043: ranges padded to 8 bytes, each with its attributes; only the ranges count. */
function rangeList(ranges: readonly KsDataRange[]): Uint8Array {
  const known = rangeLists.get(ranges);
  if (known !== undefined) return known;
  const items = ranges.flatMap(({ bytes, attributes }) =>
    attributes !== undefined && (formatFlags(bytes) & KSDATARANGE_FLAG.ATTRIBUTES) !== 0
      ? [bytes, makeAttributes(attributes)]
      : [bytes],
  );
  const list = multipleItem(items, 8, ranges.length);
  rangeLists.set(ranges, list);
  return list;
}
