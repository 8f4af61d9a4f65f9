/** The property set of an extension unit node: its GUID is the unit's, its ids are the control selectors (VCAP-013). */
import { GUID_NULL, writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter, KsPin } from '../avstream/descriptors.ts';
import { answerBytes } from '../ks/answers.ts';
import type {
  KsPropertyItem,
  KsPropertyMembersList,
  KsPropertySet,
  KsPropertyValues,
  KsRequest,
} from '../ks/automation.ts';
import { KSPROPERTY_MEMBER, KSPROPERTY_MEMBER_FLAG, VT } from '../ks/values.ts';
import type { ExtensionUnit } from '../../usb/descriptors.ts';
import { stateOf } from '../avstream/video/state.ts';

type Target = KsFilter | KsPin;

/** The driver exposes no control beyond this selector. */
const MAX_SELECTOR = 31;
/** Size of KSP_NODE. */
const KSP_NODE = 32;

/** What the device answers to GET_LEN, GET_MIN, GET_MAX, GET_RES, GET_DEF and GET_INFO of a control. */
interface ExtensionControl {
  readonly selector: number;
  readonly length: number;
  readonly writable: boolean;
}

/** Lengths by selector, repeated: descriptors do not tell them. */
const LENGTHS = [1, 2, 4, 1, 8, 4, 16, 2];
/** Every so many selectors a control can only be read, e.g. a version. */
const READ_ONLY_EVERY = 8;

/** Type of a value by its length; a blob otherwise. */
const TYPES: Readonly<Record<number, number>> = { 1: VT.UI1, 2: VT.UI2, 4: VT.UI4, 8: VT.UI8 };

/**
 * The controls that the driver exposes: from selector 1 up to the first that the bit map lacks, 31 at most. `bNumControls`
 * is not looked at; devices are careless with it.
 */
export function exposedControls({ controls }: ExtensionUnit): ExtensionControl[] {
  const exposed: ExtensionControl[] = [];
  for (let selector = 1; selector <= MAX_SELECTOR; selector += 1) {
    const byte = controls[(selector - 1) >> 3] ?? 0;
    if ((byte & (1 << ((selector - 1) & 7))) === 0) break;
    exposed.push({
      selector,
      length: LENGTHS[(selector - 1) % LENGTHS.length] ?? 1,
      writable: selector % READ_ONLY_EVERY !== 0,
    });
  }
  return exposed;
}

/** The set of one unit; none for a unit without a GUID. */
export function extensionSets(unit: ExtensionUnit, functionIndex: number, entity: number): KsPropertySet<Target>[] {
  if (unit.guid === GUID_NULL) return [];
  const info = infoBytes(unit);
  const items: KsPropertyItem<Target>[] = [
    { id: 0, minProperty: KSP_NODE, minData: 0, get: (request) => answerBytes(request, info) },
    ...exposedControls(unit).map((control) => controlItem(control, functionIndex, entity)),
  ];
  return [{ set: unit.guid, items }];
}

/** KSPROPERTY_EXTENSION_UNIT_INFO: guidExtensionCode, bNumControls, bNrInPins and baSourceID of the descriptor. */
function infoBytes({ guid, controlCount, sources }: ExtensionUnit): Uint8Array {
  const bytes = new Uint8Array(18 + sources.length);
  writeGuid(bytes, 0, guid);
  bytes[16] = controlCount;
  bytes[17] = sources.length;
  bytes.set(sources, 18);
  return bytes;
}

function controlItem(
  { selector, length, writable }: ExtensionControl,
  functionIndex: number,
  entity: number,
): KsPropertyItem<Target> {
  const key = `${entity}:${selector}`;
  const get = (request: KsRequest<Target>): number => {
    const current = stateOf(request.target, functionIndex).extensionControls.get(key);
    request.value.write(0, current ?? new Uint8Array(length));
    request.information = length;
    return STATUS.STATUS_SUCCESS;
  };
  const set = (request: KsRequest<Target>): number => {
    stateOf(request.target, functionIndex).extensionControls.set(key, request.value.slice(0, length));
    return STATUS.STATUS_SUCCESS;
  };
  return {
    id: selector,
    minProperty: KSP_NODE,
    minData: length,
    get,
    values: values(length),
    ...(writable ? { set } : {}),
  };
}

/** GET_MIN all zeros, GET_MAX all ones, GET_DEF zeros: any value of the right length is legal. */
function values(length: number): KsPropertyValues {
  const bounds = new Uint8Array(2 * length).fill(0xff, length);
  const list = (membersFlags: number, members: Uint8Array, flags: number): KsPropertyMembersList => ({
    membersFlags,
    membersSize: members.length,
    membersCount: 1,
    flags,
    members,
  });
  return {
    type: TYPES[length] ?? VT.BLOB,
    members: [
      list(KSPROPERTY_MEMBER.RANGES, bounds, 0),
      list(KSPROPERTY_MEMBER.VALUES, new Uint8Array(length), KSPROPERTY_MEMBER_FLAG.DEFAULT),
    ],
  };
}
