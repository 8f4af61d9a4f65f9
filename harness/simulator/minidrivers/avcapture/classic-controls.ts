/** PROPSETID_VIDCAP_CAMERACONTROL and _VIDEOPROCAMP: those of a full USB camera, and what such a camera lacks. */
import type { KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import type { KsEventSet, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { controlSets, propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { cameraControls, long, processingControls, type Control } from '../../classdrivers/avstream/video/controls.ts';
import { settingOf, stateOf } from '../../classdrivers/avstream/video/state.ts';
import { NODE } from './pins.ts';

/** bmControls with every control that a camera terminal of UVC 1.5 has. */
const CAMERA_CONTROLS = 0x7_ffff;
/** The same of a processing unit: all but the analog video ones. */
const PROCESSING_CONTROLS = 0x7_ffff & ~(1 << 16) & ~(1 << 17);
/** KSEVENT_CAMERACONTROL_*, for the controls that tell their end. */
const COMPLETION: ReadonlyMap<string, number> = new Map([
  ['FOCUS', 0],
  ['ZOOM', 1],
]);
const COLOUR = { min: 0, max: 1, step: 1, default: 1 } as const;
const UVC_1_5 = 0x0150;
/** How long after a client asked to be told the shutter is moved, once. */
const SHUTTER_DELAY = 2_000_000;

const camera: readonly Control[] = cameraControls({
  camera: { controls: CAMERA_CONTROLS, ocularFocalLength: 35, objectiveFocalLengthMin: 35, objectiveFocalLengthMax: 140 },
}).map((control) => {
  const completion = control.kind === 'long' ? COMPLETION.get(control.slot) : undefined;
  return completion === undefined ? control : { ...control, completion };
});
const picture: readonly Control[] = [
  ...processingControls({ controls: PROCESSING_CONTROLS }, UVC_1_5),
  long('PROPSETID_VIDCAP_VIDEOPROCAMP', 'COLORENABLE', COLOUR),
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
  { set: ksGuid('KSEVENTSETID_CameraAsyncControl'), items: [...COMPLETION.values()].map((id) => ({ id })) },
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
