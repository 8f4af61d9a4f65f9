/** Regions of interest: what the image processor can do with them, and which ones it was given. */
import { constant, i32At, u32At } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { bitsOf, type Payload } from '../../classdrivers/avstream/video/extended-control.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { member, putStruct, structBytes, structSize } from '../../classdrivers/avstream/video/structs.ts';

const CAPS_HEADER = 'KSCAMERA_EXTENDEDPROP_ROI_CONFIGCAPSHEADER';
const CAPS = 'KSCAMERA_EXTENDEDPROP_ROI_CONFIGCAPS';
const HEADER = 'KSCAMERA_EXTENDEDPROP_ROI_ISPCONTROLHEADER';
const CONTROL = 'KSCAMERA_EXTENDEDPROP_ROI_ISPCONTROL';
/** KSCAMERA_EXTENDEDPROP_ROI_EXPOSURE and _WHITEBALANCE have the same form. */
const REGION = 'KSCAMERA_EXTENDEDPROP_ROI_FOCUS';
const WEIGHT_AT = member(REGION, 'ROIInfo.Weight').offset;
const GREATEST_WEIGHT = 100;

const id = (name: string): number => propertyId(`KSPROPERTY_CAMERACONTROL_EXTENDED_${name}`);
/** How many regions each control of the processor takes. */
const MOST: ReadonlyMap<number, number> = new Map([
  [id('FOCUSMODE'), 1],
  [id('EXPOSUREMODE'), 2],
  [id('WHITEBALANCEMODE'), 1],
]);

function capsBytes(): Uint8Array {
  const size = structSize(CAPS_HEADER) + MOST.size * structSize(CAPS);
  const bytes = new Uint8Array(size);
  putStruct(bytes, 0, CAPS_HEADER, { Size: size, ConfigCapCount: MOST.size });
  [...MOST].forEach(([control, most], i) => {
    putStruct(bytes, structSize(CAPS_HEADER) + i * structSize(CAPS), CAPS, {
      ControlId: control,
      MaxNumberOfROIs: most,
      Capability: bitsOf('VIDEOPROCFLAG_AUTO', 'VIDEOPROCFLAG_LOCK'),
    });
  });
  return bytes;
}

/** KSCAMERA_EXTENDEDPROP_ROI_CONFIGCAPSHEADER and one KSCAMERA_EXTENDEDPROP_ROI_CONFIGCAPS for each control. */
export const roiCaps: Payload = constant(capsBytes());

/** The payload that was sent, if each of its controls and regions is one that the processor takes. */
function settings(sent: Uint8Array): Uint8Array | undefined {
  if (u32At(sent, member(HEADER, 'Size').offset) !== sent.length) return undefined;
  const stored = sent.slice();
  let at = structSize(HEADER);
  for (let left = u32At(sent, member(HEADER, 'ControlCount').offset); left > 0; left -= 1) {
    if (at + structSize(CONTROL) > sent.length) return undefined;
    const count = u32At(sent, at + member(CONTROL, 'ROICount').offset);
    if (count > (MOST.get(u32At(sent, at + member(CONTROL, 'ControlId').offset)) ?? -1)) return undefined;
    // Result is the driver's to fill in.
    putStruct(stored, at, CONTROL, { Result: 0 });
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

/** Before any SET there is a header that counts no control. */
export const roiSettings: Payload = {
  first: structBytes(HEADER, { Size: structSize(HEADER) }),
  store: settings,
};
