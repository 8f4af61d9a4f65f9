/** KSPROPERTYSETID_PerFrameSettingControl: settings of each frame of a photo sequence (CAMX-010). */
import { constantByName } from '../../../../abi/names.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../descriptors.ts';
import { answerBytes } from '../../ks/answers.ts';
import type { KsPropertySet } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { propertyId } from './control-items.ts';
import { u32At } from './extended-payloads.ts';
import { member, putStruct, structSize } from './structs.ts';

const CAP_HEADER = 'KSCAMERA_PERFRAMESETTING_CAP_HEADER';
const CAP_ITEM = 'KSCAMERA_PERFRAMESETTING_CAP_ITEM_HEADER';
const HEADER = 'KSCAMERA_PERFRAMESETTING_HEADER';
const FRAME = 'KSCAMERA_PERFRAMESETTING_FRAME_HEADER';
const ITEM = 'KSCAMERA_PERFRAMESETTING_ITEM_HEADER';
const VALUE = 'KSCAMERA_EXTENDEDPROP_VALUE';

/** KSCAMERA_PERFRAMESETTING_AUTO and _MANUAL. */
export const PER_FRAME = { AUTO: 0x1_0000_0000n, MANUAL: 0x2_0000_0000n } as const;

/** Something that can be said of each frame. */
export interface PerFrameCapability {
  /** Name of its type behind KSCAMERA_PERFRAMESETTING_ITEM_. */
  readonly item: string;
  readonly flags: bigint;
  /** KSPROPERTY_STEPPING_LONG or _LONGLONG, of what can be set by hand. */
  readonly range?: Uint8Array;
}

const typeOf = ({ item }: PerFrameCapability): number => {
  const type = constantByName(`KSCAMERA_PERFRAMESETTING_ITEM_${item}`);
  if (type === undefined) throw new RangeError(`no item of a frame is named ${item}`);
  return Number(type);
};

function capabilityBytes(capabilities: readonly PerFrameCapability[]): Uint8Array {
  const items = capabilities.map((capability) => {
    const { flags, range = new Uint8Array(0) } = capability;
    const bytes = new Uint8Array(structSize(CAP_ITEM) + range.length);
    putStruct(bytes, 0, CAP_ITEM, { Size: bytes.length, Type: typeOf(capability), Flags: flags });
    bytes.set(range, structSize(CAP_ITEM));
    return bytes;
  });
  const size = items.reduce((sum, { length }) => sum + length, structSize(CAP_HEADER));
  const bytes = new Uint8Array(size);
  putStruct(bytes, 0, CAP_HEADER, { Size: size, ItemCount: items.length });
  let at = structSize(CAP_HEADER);
  for (const item of items) {
    bytes.set(item, at);
    at += item.length;
  }
  return bytes;
}

const u32 = (bytes: Uint8Array, at: number, struct: string, name: string): number => u32At(bytes, at + member(struct, name).offset);

/** Where the items of a frame that starts at `at` end; −1 if one of them is malformed or cannot be set. */
function itemsEnd(bytes: Uint8Array, at: number, end: number, count: number, types: readonly number[]): number {
  let next = at;
  for (let left = count; left > 0; left -= 1) {
    if (next + structSize(ITEM) > end) return -1;
    const size = u32(bytes, next, ITEM, 'Size');
    const plain = size === structSize(ITEM) || size === structSize(ITEM) + structSize(VALUE);
    if (!types.includes(u32(bytes, next, ITEM, 'Type')) || !plain || next + size > end) return -1;
    next += size;
  }
  return next;
}

/** Whether a payload has at least one frame, and its sizes and counts agree. */
function isLegal(bytes: Uint8Array, types: readonly number[]): boolean {
  const frames = u32(bytes, 0, HEADER, 'FrameCount');
  if (frames === 0 || u32(bytes, 0, HEADER, 'Size') !== bytes.length) return false;
  let at = structSize(HEADER);
  for (let id = 0; id < frames; id += 1) {
    if (at + structSize(FRAME) > bytes.length || u32(bytes, at, FRAME, 'Id') !== id) return false;
    const end = at + u32(bytes, at, FRAME, 'Size');
    if (end > bytes.length) return false;
    if (itemsEnd(bytes, at + structSize(FRAME), end, u32(bytes, at, FRAME, 'ItemCount'), types) !== end) return false;
    at = end;
  }
  return at === bytes.length;
}

/** The set of one boot of a camera that can do so much. */
export function perFrameSet(capabilities: readonly PerFrameCapability[]): KsPropertySet<KsFilter> {
  const described = capabilityBytes(capabilities);
  const types = capabilities.map(typeOf);
  let settings: Uint8Array | undefined;
  const id = (name: string): number => propertyId(`KSPROPERTY_CAMERACONTROL_PERFRAMESETTING_${name}`);
  return {
    set: ksGuid('KSPROPERTYSETID_PerFrameSettingControl'),
    items: [
      { id: id('CAPABILITY'), minData: 0, get: (request) => answerBytes(request, described) },
      {
        id: id('SET'),
        minData: 0,
        get: (request) => {
          if (settings !== undefined) return answerBytes(request, settings);
          // Nothing was set: the size is 0, and asking for it is still an overflow.
          return request.value.length === 0 ? STATUS.STATUS_BUFFER_OVERFLOW : STATUS.STATUS_SUCCESS;
        },
        set: ({ value }) => {
          if (value.length < structSize(HEADER)) return STATUS.STATUS_BUFFER_TOO_SMALL;
          const bytes = value.slice();
          if (!isLegal(bytes, types)) return STATUS.STATUS_INVALID_PARAMETER;
          settings = bytes;
          return STATUS.STATUS_SUCCESS;
        },
      },
      {
        id: id('CLEAR'),
        minData: 0,
        set: () => {
          settings = undefined;
          return STATUS.STATUS_SUCCESS;
        },
      },
    ],
  };
}
