/** KSPROPERTYSETID_PerFrameSettingControl: settings of each frame of a photo sequence (CAMX-010). */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import { answerBytes } from '../../classdrivers/ks/answers.ts';
import type { KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { constantByName } from '../../../abi/names.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { bitsOf } from '../../classdrivers/avstream/video/extended-control.ts';
import { u32At } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, putStruct, structBytes, structSize, type Members } from '../../classdrivers/avstream/video/structs.ts';

const CAP_HEADER = 'KSCAMERA_PERFRAMESETTING_CAP_HEADER';
const CAP_ITEM = 'KSCAMERA_PERFRAMESETTING_CAP_ITEM_HEADER';
const HEADER = 'KSCAMERA_PERFRAMESETTING_HEADER';
const FRAME = 'KSCAMERA_PERFRAMESETTING_FRAME_HEADER';
const ITEM = 'KSCAMERA_PERFRAMESETTING_ITEM_HEADER';
const VALUE = 'KSCAMERA_EXTENDEDPROP_VALUE';
/** KSCAMERA_PERFRAMESETTING_AUTO and _MANUAL. */
const AUTO = 0x1_0000_0000n;
const MANUAL = 0x2_0000_0000n;

const typeOf = (name: string): number => Number(constantByName(`KSCAMERA_PERFRAMESETTING_ITEM_${name}`));
const bounds = (min: number, max: number): Members => ({ SignedMinimum: min, SignedMaximum: max });
const stepping = (step: number, min: number, max: number): Uint8Array =>
  structBytes('KSPROPERTY_STEPPING_LONG', { SteppingDelta: step, Bounds: bounds(min, max) });

interface Capability {
  readonly type: number;
  readonly flags: bigint;
  /** A range, for what can be set by hand. */
  readonly range: Uint8Array;
}

const NO_RANGE = new Uint8Array(0);
const CAPABILITIES: readonly Capability[] = [
  {
    type: typeOf('EXPOSURE_TIME'),
    flags: AUTO | MANUAL,
    range: structBytes('KSPROPERTY_STEPPING_LONGLONG', { SteppingDelta: 10_000, Bounds: bounds(10_000, 300_000) }),
  },
  { type: typeOf('FLASH'), flags: bitsOf('FLASH_ON', 'FLASH_AUTO', 'FLASH_REDEYEREDUCTION'), range: NO_RANGE },
  { type: typeOf('EXPOSURE_COMPENSATION'), flags: AUTO | bitsOf('EVCOMP_THIRDSTEP'), range: stepping(1, -2, 2) },
  { type: typeOf('ISO'), flags: bitsOf('ISO_AUTO', 'ISO_MANUAL'), range: stepping(50, 100, 800) },
  { type: typeOf('FOCUS'), flags: MANUAL, range: stepping(10, 0, 500) },
  { type: typeOf('PHOTOCONFIRMATION'), flags: 0n, range: NO_RANGE },
];

function capabilityBytes(): Uint8Array {
  const items = CAPABILITIES.map(({ type, flags, range }) => {
    const bytes = new Uint8Array(structSize(CAP_ITEM) + range.length);
    putStruct(bytes, 0, CAP_ITEM, { Size: bytes.length, Type: type, Flags: flags });
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
function itemsEnd(bytes: Uint8Array, at: number, end: number, count: number): number {
  let next = at;
  for (let left = count; left > 0; left -= 1) {
    if (next + structSize(ITEM) > end) return -1;
    const size = u32(bytes, next, ITEM, 'Size');
    const known = CAPABILITIES.some(({ type }) => type === u32(bytes, next, ITEM, 'Type'));
    const plain = size === structSize(ITEM) || size === structSize(ITEM) + structSize(VALUE);
    if (!known || !plain || next + size > end) return -1;
    next += size;
  }
  return next;
}

/** Whether a payload has at least one frame, and its sizes and counts agree. */
function isLegal(bytes: Uint8Array): boolean {
  const frames = u32(bytes, 0, HEADER, 'FrameCount');
  if (frames === 0 || u32(bytes, 0, HEADER, 'Size') !== bytes.length) return false;
  let at = structSize(HEADER);
  for (let id = 0; id < frames; id += 1) {
    if (at + structSize(FRAME) > bytes.length || u32(bytes, at, FRAME, 'Id') !== id) return false;
    const end = at + u32(bytes, at, FRAME, 'Size');
    if (end > bytes.length) return false;
    if (itemsEnd(bytes, at + structSize(FRAME), end, u32(bytes, at, FRAME, 'ItemCount')) !== end) return false;
    at = end;
  }
  return at === bytes.length;
}

/** The set of one boot. */
export function perFrameSet(): KsPropertySet<KsFilter> {
  const capabilities = capabilityBytes();
  let settings: Uint8Array | undefined;
  const id = (name: string): number => propertyId(`KSPROPERTY_CAMERACONTROL_PERFRAMESETTING_${name}`);
  return {
    set: ksGuid('KSPROPERTYSETID_PerFrameSettingControl'),
    items: [
      { id: id('CAPABILITY'), minData: 0, get: (request) => answerBytes(request, capabilities) },
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
          if (!isLegal(bytes)) return STATUS.STATUS_INVALID_PARAMETER;
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
