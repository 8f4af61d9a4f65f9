/** Extended controls of what the camera shows of the room: zoom, field of view, digital window, people and background. */
import { bitsOf, ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import { flagsOf, noFlags, onlyWith } from '../../classdrivers/avstream/video/extended-flags.ts';
import { factControl, modeControl } from '../../classdrivers/avstream/video/extended-kinds.ts';
import { processing, u32At, valueBytes } from '../../classdrivers/avstream/video/extended-payloads.ts';
import {
  AUTO_FRAMING,
  FULL_VIEW,
  windowAt,
  windowBytes,
  windowCaps,
  windowSetting,
  type DigitalWindow,
} from '../../classdrivers/avstream/video/digital-window.ts';
import { FIELDOFVIEW2, FIELDOFVIEW2_CONFIGCAPS, fieldOfViewCaps } from '../../classdrivers/avstream/video/field-of-view.ts';
import { idle } from '../../classdrivers/avstream/video/pin-states.ts';
import { structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { PIN, SIZES } from './pins.ts';

/** Zoom is a number of which 2^16 is 1. */
const ONE = 0x1_0000;
const ZOOM = bitsOf('ZOOM_DIRECT', 'ZOOM_SMOOTH');
/** Diagonal fields of view in degrees, the widest first. */
const STOPS = [95, 78, 65];
const WIDEST = 95;
/** Windows lie anywhere in the full view, whatever the size of the pictures. */
const WINDOWS = {
  porch: { left: 0, top: 0, right: FULL_VIEW, bottom: FULL_VIEW },
  smallest: FULL_VIEW / 4,
  largest: FULL_VIEW,
} as const;
const LIMITS = SIZES.map(([width, height]) => ({ ...WINDOWS, width, height, sharp: FULL_VIEW / 2 }));
const focalLength = structBytes('KSCAMERA_EXTENDEDPROP_FIELDOFVIEW', { NormalizedFocalLengthX: 35, NormalizedFocalLengthY: 35 });
/** The camera stands on a screen and looks down at the table, in degrees. */
const tilt = structBytes('KSCAMERA_EXTENDEDPROP_CAMERAOFFSET', { PitchAngle: 5 });

const FACES_ON = bitsOf('FACEDETECTION_PREVIEW', 'FACEDETECTION_VIDEO', 'FACEDETECTION_PHOTO');
const FACES_MORE = bitsOf('FACEDETECTION_BLINK', 'FACEDETECTION_SMILE');
const GAZE_ON = bitsOf('EYEGAZECORRECTION_ON');
/** KSCAMERA_EXTENDEDPROP_EYEGAZECORRECTION_STARE, and ..._BACKGROUNDSEGMENTATION_SHALLOWFOCUS: of later headers. */
const GAZE_STARE = 2n;
const SHALLOW_FOCUS = 4n;
const BLUR = bitsOf('BACKGROUNDSEGMENTATION_BLUR');
const BACKGROUND = BLUR | bitsOf('BACKGROUNDSEGMENTATION_MASK') | SHALLOW_FOCUS;
/** KSPROPERTY_CAMERACONTROL_EXTENDED_FRAMERATE_THROTTLE, and its ON: of Windows 11, version 24H2. */
const FRAMERATE_THROTTLE = 44;
const THROTTLE_ON = 1n;
const nothingShown = idle(PIN.PREVIEW, PIN.CAPTURE);

/** The smallest field of view that shows a window: what lies farthest from the middle decides. */
function viewOf({ x, y, size }: DigitalWindow): number {
  const half = FULL_VIEW / 2;
  const reach = [x, y].flatMap((origin) => [Math.abs(half - origin), Math.abs(origin + size - half)]);
  const needed = (Math.max(...reach) / half) * WIDEST;
  return Math.min(...STOPS.filter((stop) => stop >= needed));
}

/** The window in the middle that shows a field of view. */
function windowOf(degrees: number): DigitalWindow {
  const size = Math.round((degrees / WIDEST) * FULL_VIEW);
  const origin = Math.floor((FULL_VIEW - size) / 2);
  return { x: origin, y: origin, size };
}

/**
 * What is shown. A new field of view puts the zoom back to what it is at first and the window to what it shows; a window
 * changes the field of view: the last one wins.
 */
function viewControls(): ExtendedControl[] {
  const zoom = modeControl('ZOOM', ZOOM, {
    payload: processing({ range: { min: ONE, max: 4 * ONE, step: ONE / 16, default: ONE } }),
  });
  const window = modeControl('DIGITALWINDOW', AUTO_FRAMING, {
    refused: nothingShown,
    payload: windowSetting(WINDOWS, windowOf(WIDEST)),
    changed: () => {
      const view = window.flags === AUTO_FRAMING ? WIDEST : viewOf(windowAt(window.payload));
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
      for (const control of [zoom, window]) control.reset();
      window.payload = windowBytes(windowOf(u32At(fieldOfView.payload, 0)));
    },
  });
  return [
    zoom,
    window,
    fieldOfView,
    factControl(FIELDOFVIEW2_CONFIGCAPS, fieldOfViewCaps(STOPS, WIDEST)),
    factControl('DIGITALWINDOW_CONFIGCAPS', windowCaps(LIMITS)),
    factControl('FIELDOFVIEW', focalLength),
    factControl('CAMERAANGLEOFFSET', tilt),
  ];
}

/** The controls of one boot. */
export function controls(): ExtendedControl[] {
  return [
    ...viewControls(),
    modeControl('FACEDETECTION', FACES_ON | FACES_MORE, {
      // Blinks and smiles are looked for in faces only.
      accepts: flagsOf(FACES_ON | FACES_MORE, onlyWith(FACES_MORE, FACES_ON)),
      payload: processing({ range: { min: 1, max: 10, step: 1, default: 0 }, used: (flags) => flags !== 0n, otherwise: 0 }),
    }),
    modeControl('EYEGAZECORRECTION', GAZE_ON | GAZE_STARE, {
      accepts: flagsOf(GAZE_ON | GAZE_STARE, onlyWith(GAZE_STARE, GAZE_ON)),
    }),
    modeControl('BACKGROUNDSEGMENTATION', BACKGROUND, { accepts: flagsOf(BACKGROUND, onlyWith(SHALLOW_FOCUS, BLUR)) }),
    modeControl(FRAMERATE_THROTTLE, THROTTLE_ON, {
      refused: nothingShown,
      // Percent of the rate of the format.
      payload: processing({ range: { min: 10, max: 100, step: 10, default: 100 } }),
    }),
  ];
}
