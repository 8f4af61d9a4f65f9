/** Extended controls of the infra-red stream: illumination for authentication by face, and protected frames. */
import { bitsOf, ExtendedControl, oneMode } from '../../classdrivers/avstream/video/extended-control.ts';
import { processing, value } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { PIN } from './pins.ts';

const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';
// A driver has one of the two ways to light faces, not both.
const FACE_AUTHENTICATION = bitsOf('FACEAUTH_MODE_DISABLED', 'FACEAUTH_MODE_ALTERNATIVE_FRAME_ILLUMINATION');
const TORCH_OFF = bitsOf('IRTORCHMODE_OFF');
const TORCH = TORCH_OFF | bitsOf('IRTORCHMODE_ALWAYS_ON', 'IRTORCHMODE_ALTERNATING_FRAME_ILLUMINATION');
const SECURE = bitsOf('SECUREMODE_DISABLED', 'SECUREMODE_ENABLED');

/** The controls of one boot. */
export function infraredControls(): ExtendedControl[] {
  return [
    new ExtendedControl({
      property: `${NAME}FACEAUTH_MODE`,
      pinId: PIN.INFRARED,
      capability: FACE_AUTHENTICATION,
      flags: bitsOf('FACEAUTH_MODE_DISABLED'),
      accepts: oneMode(FACE_AUTHENTICATION, false),
      payload: processing({ range: { min: 0, max: 0, step: 0, default: 0 }, used: () => false }),
    }),
    new ExtendedControl({
      property: `${NAME}IRTORCHMODE`,
      capability: TORCH,
      flags: bitsOf('IRTORCHMODE_ALTERNATING_FRAME_ILLUMINATION'),
      accepts: oneMode(TORCH, false),
      payload: processing({ range: { min: 10, max: 100, step: 10, default: 50 }, used: (flags) => flags !== TORCH_OFF }),
    }),
    new ExtendedControl({
      property: `${NAME}SECURE_MODE`,
      pinId: PIN.INFRARED,
      capability: SECURE,
      flags: bitsOf('SECUREMODE_DISABLED'),
      accepts: oneMode(SECURE, false),
      payload: value(),
    }),
  ];
}
