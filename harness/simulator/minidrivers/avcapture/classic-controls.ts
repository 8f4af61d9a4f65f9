/** PROPSETID_VIDCAP_CAMERACONTROL and _VIDEOPROCAMP: all that there are of them. */
import type { KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import type { KsEventSet, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { controlSets, propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { range } from '../../classdrivers/avstream/video/control-ranges.ts';
import { long, pair, scaled, type Control } from '../../classdrivers/avstream/video/controls.ts';
import { settingOf, stateOf } from '../../classdrivers/avstream/video/state.ts';
import { NODE } from './pins.ts';

/** How long after a client asked to be told the shutter is moved, once. */
const SHUTTER_DELAY = 2_000_000;
/** KSEVENT_CAMERACONTROL_*, of the controls that tell their end. */
const TOLD = { FOCUS: 0, ZOOM: 1 } as const;

/** Direction and speed; 0 stops. */
const MOTION = range(-3, 3, 1, 0);
const STEP = range(-1, 1, 1, 0);
const EXPOSURE = range(-10, -3, 1, -5);
const IRIS = range(18, 160, 2, 28);
const DEGREES = range(-30, 30, 1, 0);
const ARC_SECONDS = 3600;
const COMPONENT = range(0, 255, 1, 128);
const manual = { needs: { slot: 'EXPOSURE', auto: false } } as const;

const lens = 'PROPSETID_VIDCAP_CAMERACONTROL';
const camera: readonly Control[] = [
  long(lens, 'PAN', DEGREES, { scale: ARC_SECONDS }),
  long(lens, 'TILT', DEGREES, { scale: ARC_SECONDS }),
  pair(lens, 'PANTILT', ['PAN', 'TILT'], [scaled(DEGREES, ARC_SECONDS), scaled(DEGREES, ARC_SECONDS)]),
  long(lens, 'PAN_RELATIVE', MOTION),
  long(lens, 'TILT_RELATIVE', MOTION),
  pair(lens, 'PANTILT_RELATIVE', ['PAN_RELATIVE', 'TILT_RELATIVE'], [MOTION, MOTION]),
  long(lens, 'ROLL', range(-90, 90, 1, 0)),
  long(lens, 'ROLL_RELATIVE', MOTION),
  // Millimetres.
  long(lens, 'ZOOM', range(35, 140, 1, 35), { completion: TOLD.ZOOM }),
  long(lens, 'ZOOM_RELATIVE', MOTION),
  // Log base 2 of seconds.
  long(lens, 'EXPOSURE', EXPOSURE, { auto: true }),
  long(lens, 'EXPOSURE_RELATIVE', STEP, { ...manual, moves: { slot: 'EXPOSURE', range: EXPOSURE, sign: 1 } }),
  long(lens, 'AUTO_EXPOSURE_PRIORITY', range(0, 1, 1, 0), { needs: { slot: 'EXPOSURE', auto: true } }),
  // F-stop times 10: an iris that opens has a smaller one.
  long(lens, 'IRIS', IRIS),
  long(lens, 'IRIS_RELATIVE', STEP, { access: 'write', ...manual, moves: { slot: 'IRIS', range: IRIS, sign: -1 } }),
  // Millimetres.
  long(lens, 'FOCUS', range(0, 500, 10, 0), { auto: true, completion: TOLD.FOCUS }),
  long(lens, 'FOCUS_RELATIVE', MOTION),
  long(lens, 'SCANMODE', range(0, 1, 1, 1)),
  long(lens, 'PRIVACY', range(0, 1, 1, 0), { access: 'read' }),
  {
    kind: 'focal-length',
    set: lens,
    property: 'KSPROPERTY_CAMERACONTROL_FOCAL_LENGTH',
    ocular: 35,
    objectiveMin: 35,
    objectiveMax: 140,
  },
];

const processor = 'PROPSETID_VIDCAP_VIDEOPROCAMP';
const picture: readonly Control[] = [
  long(processor, 'BRIGHTNESS', range(-100, 100, 1, 0)),
  long(processor, 'CONTRAST', range(0, 100, 1, 50), { auto: true }),
  // Degrees.
  long(processor, 'HUE', range(-180, 180, 5, 0), { auto: true }),
  long(processor, 'SATURATION', range(0, 100, 1, 50)),
  long(processor, 'SHARPNESS', range(0, 15, 1, 4)),
  // Gamma times 100.
  long(processor, 'GAMMA', range(100, 280, 20, 220)),
  // Kelvin.
  long(processor, 'WHITEBALANCE', range(2000, 8000, 100, 5000), { auto: true }),
  pair(processor, 'WHITEBALANCE_COMPONENT', ['RED', 'BLUE'], [COMPONENT, COMPONENT], { auto: true, nodeOnly: true }),
  long(processor, 'BACKLIGHT_COMPENSATION', range(0, 4, 1, 2)),
  long(processor, 'GAIN', range(0, 63, 1, 16)),
  // Off, 50 Hz, 60 Hz, and found out by the board.
  long(processor, 'POWERLINE_FREQUENCY', range(0, 3, 1, 3)),
  long(processor, 'DIGITAL_MULTIPLIER', range(10, 40, 5, 10)),
  long(processor, 'DIGITAL_MULTIPLIER_LIMIT', range(10, 40, 5, 40)),
  long(processor, 'COLORENABLE', range(0, 1, 1, 1)),
];

type Sets = KsPropertySet<KsFilter | KsPin>[];
/** Controls do not change by themselves, so there is nobody to tell. */
const changed = (): undefined => undefined;
const at = (entity: number, form: 'filter' | 'node') => ({ functionIndex: 0, entity, form, changed });

/** Sets of the filter. */
export const filterControls: Sets = [
  ...controlSets(camera, at(NODE.CAMERA, 'filter')),
  ...controlSets(picture, at(NODE.PROCESSING, 'filter')),
];
/** Sets of the node of the camera, and of that of the image processor. */
export const cameraNode: Sets = controlSets(camera, at(NODE.CAMERA, 'node'));
export const processingNode: Sets = controlSets(picture, at(NODE.PROCESSING, 'node'));

const PRIVACY = propertyId('KSPROPERTY_CAMERACONTROL_PRIVACY');

/** Somebody moves the shutter in front of the lens: the camera goes on, and says so. */
function moveShutter(filter: KsFilter): void {
  const shutter = settingOf(stateOf(filter, 0), NODE.CAMERA, 'PRIVACY', () => ({ value: 0, auto: false }));
  shutter.value = 1 - shutter.value;
  filter.device.generateEvents({ set: ksGuid('PROPSETID_VIDCAP_CAMERACONTROL'), id: PRIVACY });
}

/** Events of these sets: the end of a focus or zoom, and the shutter, whose event has the set and id of the property. */
export const controlEvents: KsEventSet<KsFilter>[] = [
  { set: ksGuid('KSEVENTSETID_CameraAsyncControl'), items: Object.values(TOLD).map((id) => ({ id })) },
  {
    set: ksGuid('PROPSETID_VIDCAP_CAMERACONTROL'),
    items: [
      {
        id: PRIVACY,
        add: ({ target }, entry) => {
          entry.context = target.device.setTimer(SHUTTER_DELAY, () => {
            moveShutter(target);
          });
          return 0;
        },
        remove: (_target, { context }) => {
          (context as { cancel(): void }).cancel();
        },
      },
    ],
  },
];
