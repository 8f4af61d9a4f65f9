/** KSPROPERTYSETID_ExtendedCameraControl: the controls of the Microsoft extension unit that the driver maps. */
import { KSSTATE, type KsFilter } from '../avstream/descriptors.ts';
import type { KsPropertySet } from '../ks/automation.ts';
import type { Entity } from '../../usb/descriptors.ts';
import { bitsOf, ExtendedControl, extendedControlSet, type ExtendedControlDescriptor } from '../avstream/video/extended-control.ts';
import { oneMode } from '../avstream/video/extended-flags.ts';
import { processing, value } from '../avstream/video/extended-payloads.ts';

/** MS_CAMERA_CONTROL_XU of the Microsoft extensions to UVC 1.5. */
const MICROSOFT_UNIT = '{0F3F95DC-2632-4C4E-92C9-A04782F43BC8}';
/** The controls below belong to the pin of the infra-red or video stream: the first one. */
const STREAM_PIN = 0;

interface UnitControl extends ExtendedControlDescriptor {
  /** Bit of the unit's bmControls. */
  readonly bit: number;
}

const FACE_AUTHENTICATION = bitsOf('FACEAUTH_MODE_DISABLED', 'FACEAUTH_MODE_ALTERNATIVE_FRAME_ILLUMINATION');
const TORCH = bitsOf('IRTORCHMODE_OFF', 'IRTORCHMODE_ALWAYS_ON', 'IRTORCHMODE_ALTERNATING_FRAME_ILLUMINATION');
const HDR = bitsOf('VIDEOHDR_ON', 'VIDEOHDR_AUTO');

const CONTROLS: readonly UnitControl[] = [
  {
    property: 'FACEAUTH_MODE',
    bit: 5,
    pinId: STREAM_PIN,
    capability: FACE_AUTHENTICATION,
    flags: bitsOf('FACEAUTH_MODE_DISABLED'),
    accepts: oneMode(FACE_AUTHENTICATION, false),
    payload: processing({ range: { min: 0, max: 0, step: 0, default: 0 }, used: () => false }),
  },
  {
    property: 'IRTORCHMODE',
    bit: 9,
    capability: TORCH,
    flags: bitsOf('IRTORCHMODE_ALTERNATING_FRAME_ILLUMINATION'),
    accepts: oneMode(TORCH, false),
    payload: processing({ range: { min: 10, max: 100, step: 10, default: 50 } }),
  },
  {
    property: 'VIDEOHDR',
    bit: 12,
    pinId: STREAM_PIN,
    capability: HDR,
    accepts: oneMode(HDR),
    refused: ({ pins }) => pins.some(({ deviceState }) => deviceState === KSSTATE.RUN),
    payload: value(),
  },
];

/** The set of a filter; none without a Microsoft extension unit that has one of the controls. */
export function extendedControlSets(entities: readonly Entity[]): KsPropertySet<KsFilter>[] {
  const unit = entities.find((entity) => entity.kind === 'extension-unit' && entity.guid === MICROSOFT_UNIT);
  if (unit?.kind !== 'extension-unit') return [];
  const controls = CONTROLS.filter(({ bit }) => ((unit.controls[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
  return controls.length === 0 ? [] : [extendedControlSet(controls.map((control) => new ExtendedControl(control)))];
}
