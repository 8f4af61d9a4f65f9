/** Extended controls of what the camera looks at: zoom, field of view, digital window, the angle of the camera. */
import { bitsOf, ExtendedControl, noFlags, oneMode, type Payload } from '../../classdrivers/avstream/video/extended-control.ts';
import { constant, i32At, processing, u32At, valueBytes } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, putStruct, structBytes, structSize } from '../../classdrivers/avstream/video/structs.ts';
import { PHOTO_SIZES, PIN, runs } from './pins.ts';

const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';
const ONE_Q16 = 0x1_0000;
const ONE_Q24 = 0x100_0000;
const ZOOM = bitsOf('ZOOM_DIRECT', 'ZOOM_SMOOTH');
const AUTO_FRAMING = bitsOf('DIGITALWINDOW_AUTOFACEFRAMING');

/** KSPROPERTY_CAMERACONTROL_EXTENDED_*: of Windows 11, version 24H2. */
const FIELDOFVIEW2_CONFIGCAPS = 45;
const FIELDOFVIEW2 = 46;

/** Diagonal fields of view in degrees, the widest first. */
const STOPS = [95, 78, 65];
const WIDEST = 95;
/** Of KSCAMERA_EXTENDEDPROP_FIELDOFVIEW2_CONFIGCAPS, which ksmedia.h of the WDK does not have yet. */
const STOP_SLOTS = 360;

/** DefaultDiagonalFieldOfViewInDegrees, DiscreteFoVStopsCount, DiscreteFoVStops[360], 8 bytes reserved, as C aligns them. */
function fieldOfViewCaps(): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * STOP_SLOTS + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, WIDEST, true);
  view.setUint32(4, STOPS.length, true);
  STOPS.forEach((stop, i) => {
    view.setUint32(8 + 4 * i, stop, true);
  });
  return bytes;
}

const CAPS_HEADER = 'KSCAMERA_EXTENDEDPROP_DIGITALWINDOW_CONFIGCAPSHEADER';
const CAPS = 'KSCAMERA_EXTENDEDPROP_DIGITALWINDOW_CONFIGCAPS';
const WINDOW = 'KSCAMERA_EXTENDEDPROP_DIGITALWINDOW_SETTING';
/** The smallest window that the board can show; it has no porch around the full view. */
const SMALLEST = ONE_Q24 / 4;

function windowCaps(): Uint8Array {
  const size = structSize(CAPS_HEADER) + PHOTO_SIZES.length * structSize(CAPS);
  const bytes = new Uint8Array(size);
  putStruct(bytes, 0, CAPS_HEADER, { Size: size, Count: PHOTO_SIZES.length });
  PHOTO_SIZES.forEach(([width, height], i) => {
    putStruct(bytes, structSize(CAPS_HEADER) + i * structSize(CAPS), CAPS, {
      ResolutionX: width,
      ResolutionY: height,
      PorchBottom: ONE_Q24,
      PorchRight: ONE_Q24,
      NonUpscalingWindowSize: ONE_Q24 / 2,
      MinWindowSize: SMALLEST,
      MaxWindowSize: ONE_Q24,
    });
  });
  return bytes;
}

const WINDOW_AT = {
  x: member(WINDOW, 'OriginX').offset,
  y: member(WINDOW, 'OriginY').offset,
  size: member(WINDOW, 'WindowSize').offset,
} as const;
const fullWindow = structBytes(WINDOW, { WindowSize: ONE_Q24 });

const windowSetting: Payload = {
  first: fullWindow,
  store: (sent, flags, current) => {
    // The camera moves the window itself: what is sent is ignored.
    if (flags === AUTO_FRAMING) return current;
    const [x, y, size] = [WINDOW_AT.x, WINDOW_AT.y, WINDOW_AT.size].map((at) => i32At(sent, at)) as [number, number, number];
    const inside = x >= 0 && y >= 0 && size >= SMALLEST && size <= ONE_Q24 && x + size <= ONE_Q24 && y + size <= ONE_Q24;
    return inside ? structBytes(WINDOW, { OriginX: x, OriginY: y, WindowSize: size }) : undefined;
  },
};

/** The smallest field of view that shows a window: what lies farthest from the middle decides. */
function viewOf(window: Uint8Array): number {
  const size = i32At(window, WINDOW_AT.size);
  const reach = [WINDOW_AT.x, WINDOW_AT.y]
    .map((at) => i32At(window, at))
    .flatMap((origin) => [Math.abs(ONE_Q24 / 2 - origin), Math.abs(origin + size - ONE_Q24 / 2)]);
  const needed = (Math.max(...reach) / (ONE_Q24 / 2)) * WIDEST;
  return Math.min(...STOPS.filter((stop) => stop >= needed));
}

/** The window in the middle that shows a field of view. */
function windowOf(degrees: number): Uint8Array {
  const size = Math.round((degrees / WIDEST) * ONE_Q24);
  const origin = Math.floor((ONE_Q24 - size) / 2);
  return structBytes(WINDOW, { OriginX: origin, OriginY: origin, WindowSize: size });
}

/**
 * The controls of one boot. A new field of view puts zoom and regions back to what they are at first and the window
 * to what it shows; a window changes the field of view: the last one wins.
 */
export function viewControls(regions: ExtendedControl): ExtendedControl[] {
  const zoom = new ExtendedControl({
    property: `${NAME}ZOOM`,
    capability: ZOOM,
    accepts: oneMode(ZOOM),
    payload: processing({ range: { min: ONE_Q16, max: 4 * ONE_Q16, step: ONE_Q16 / 16, default: ONE_Q16 } }),
  });
  const window = new ExtendedControl({
    property: `${NAME}DIGITALWINDOW`,
    capability: AUTO_FRAMING,
    accepts: oneMode(AUTO_FRAMING),
    refused: (filter) => !runs(filter, PIN.PREVIEW, PIN.CAPTURE),
    payload: windowSetting,
    changed: () => {
      const view = window.flags === AUTO_FRAMING ? WIDEST : viewOf(window.payload);
      fieldOfView.payload = valueBytes(BigInt(view));
    },
  });
  const fieldOfView = new ExtendedControl({
    property: FIELDOFVIEW2,
    accepts: noFlags,
    payload: {
      first: valueBytes(BigInt(WIDEST)),
      store: (sent) => (STOPS.includes(u32At(sent, 0)) ? valueBytes(BigInt(u32At(sent, 0))) : undefined),
    },
    changed: () => {
      for (const control of [zoom, window, regions]) control.reset();
      window.payload = windowOf(u32At(fieldOfView.payload, 0));
    },
  });
  return [
    zoom,
    window,
    fieldOfView,
    new ExtendedControl({ property: FIELDOFVIEW2_CONFIGCAPS, payload: constant(fieldOfViewCaps()) }),
    new ExtendedControl({ property: `${NAME}DIGITALWINDOW_CONFIGCAPS`, payload: constant(windowCaps()) }),
    new ExtendedControl({
      property: `${NAME}FIELDOFVIEW`,
      payload: constant(structBytes('KSCAMERA_EXTENDEDPROP_FIELDOFVIEW', { NormalizedFocalLengthX: 35, NormalizedFocalLengthY: 35 })),
    }),
    new ExtendedControl({
      property: `${NAME}CAMERAANGLEOFFSET`,
      payload: constant(structBytes('KSCAMERA_EXTENDEDPROP_CAMERAOFFSET', { PitchAngle: 5 })),
    }),
  ];
}
