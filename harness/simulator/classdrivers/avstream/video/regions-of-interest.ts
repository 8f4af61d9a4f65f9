/** Regions of interest: what the image processor can do with them, and which ones it was given (CAMX-024). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { extendedControlId, type Payload } from './extended-control.ts';
import { i32At, u32At } from './extended-payloads.ts';
import { member, putStruct, structBytes, structSize } from './structs.ts';

const CAPS_HEADER = 'KSCAMERA_EXTENDEDPROP_ROI_CONFIGCAPSHEADER';
const CAPS = 'KSCAMERA_EXTENDEDPROP_ROI_CONFIGCAPS';
const HEADER = 'KSCAMERA_EXTENDEDPROP_ROI_ISPCONTROLHEADER';
const CONTROL = 'KSCAMERA_EXTENDEDPROP_ROI_ISPCONTROL';
/** KSCAMERA_EXTENDEDPROP_ROI_EXPOSURE and _WHITEBALANCE have the same form. */
const REGION = 'KSCAMERA_EXTENDEDPROP_ROI_FOCUS';
const WEIGHT_AT = member(REGION, 'ROIInfo.Weight').offset;
const GREATEST_WEIGHT = 100;

/** A control of the image processor that regions can be given to. */
export interface RegionProcessor {
  /** FOCUSMODE, EXPOSUREMODE or WHITEBALANCEMODE. */
  readonly control: string;
  /** How many regions it takes. */
  readonly most: number;
  readonly capability: bigint;
}

/** What stands behind the header of ROI_CONFIGCAPS. */
export function regionCaps(processors: readonly RegionProcessor[]): Uint8Array {
  const bytes = new Uint8Array(structSize(CAPS_HEADER) + processors.length * structSize(CAPS));
  putStruct(bytes, 0, CAPS_HEADER, { Size: bytes.length, ConfigCapCount: processors.length });
  processors.forEach(({ control, most, capability }, i) => {
    putStruct(bytes, structSize(CAPS_HEADER) + i * structSize(CAPS), CAPS, {
      ControlId: extendedControlId(control),
      MaxNumberOfROIs: most,
      Capability: capability,
    });
  });
  return bytes;
}

/** ROI_ISPCONTROL: before any SET there is a header that counts no control. */
export function regionSettings(processors: readonly RegionProcessor[]): Payload {
  const most = new Map(processors.map((processor) => [extendedControlId(processor.control), processor.most]));
  return {
    first: structBytes(HEADER, { Size: structSize(HEADER) }),
    store: (sent) => settings(sent, most),
  };
}

/** The payload that was sent, if each of its controls and regions is one that the processor takes. */
function settings(sent: Uint8Array, most: ReadonlyMap<number, number>): Uint8Array | undefined {
  if (u32At(sent, member(HEADER, 'Size').offset) !== sent.length) return undefined;
  const stored = sent.slice();
  let at = structSize(HEADER);
  for (let left = u32At(sent, member(HEADER, 'ControlCount').offset); left > 0; left -= 1) {
    if (at + structSize(CONTROL) > sent.length) return undefined;
    const count = u32At(sent, at + member(CONTROL, 'ROICount').offset);
    if (count > (most.get(u32At(sent, at + member(CONTROL, 'ControlId').offset)) ?? -1)) return undefined;
    // Result is the driver's to fill in.
    putStruct(stored, at, CONTROL, { Result: STATUS.STATUS_SUCCESS });
    at += structSize(CONTROL);
    if (at + count * structSize(REGION) > sent.length) return undefined;
    for (let i = 0; i < count; i += 1, at += structSize(REGION)) if (!isRegion(sent, at)) return undefined;
  }
  return at === sent.length ? stored : undefined;
}

/** A rectangle of Q31 numbers with a weight. */
function isRegion(bytes: Uint8Array, at: number): boolean {
  const [left, top, right, bottom, weight] = [0, 4, 8, 12, WEIGHT_AT].map((offset) => i32At(bytes, at + offset));
  if (left === undefined || top === undefined || right === undefined || bottom === undefined || weight === undefined) return false;
  return left >= 0 && top >= 0 && left <= right && top <= bottom && weight >= 0 && weight <= GREATEST_WEIGHT;
}
