/** Extended controls of both sensors: light for authentication by face, protected frames, and how the video looks. */
import { bitsOf, ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import { oneMode } from '../../classdrivers/avstream/video/extended-flags.ts';
import { modeControl, switchControl } from '../../classdrivers/avstream/video/extended-kinds.ts';
import { processing, value } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { runs } from '../../classdrivers/avstream/video/pin-states.ts';
import { PIN } from './pins.ts';

const FACE_AUTHENTICATION = bitsOf('FACEAUTH_MODE_DISABLED', 'FACEAUTH_MODE_ALTERNATIVE_FRAME_ILLUMINATION');
const TORCH_OFF = bitsOf('IRTORCHMODE_OFF');
const TORCH = TORCH_OFF | bitsOf('IRTORCHMODE_ALWAYS_ON', 'IRTORCHMODE_ALTERNATING_FRAME_ILLUMINATION');
const SECURE = bitsOf('SECUREMODE_DISABLED', 'SECUREMODE_ENABLED');
const DENOISING = bitsOf('VIDEOTEMPORALDENOISING_AUTO', 'VIDEOTEMPORALDENOISING_OFF', 'VIDEOTEMPORALDENOISING_ON');

const PANEL_ON = bitsOf('RELATIVEPANELOPTIMIZATION_ON');
/** Panels of ACPI's _PLD: where the camera sits, and the last of them. */
const FRONT = 4n;
const UNKNOWN_PANEL = 6n;

/** The controls of one boot. */
export function controls(): ExtendedControl[] {
  return [
    new ExtendedControl({
      property: 'FACEAUTH_MODE',
      pinId: PIN.INFRARED,
      capability: FACE_AUTHENTICATION,
      flags: bitsOf('FACEAUTH_MODE_DISABLED'),
      accepts: oneMode(FACE_AUTHENTICATION, false),
      payload: processing({ range: { min: 0, max: 0, step: 0, default: 0 }, used: () => false }),
    }),
    new ExtendedControl({
      property: 'IRTORCHMODE',
      capability: TORCH,
      flags: bitsOf('IRTORCHMODE_ALTERNATING_FRAME_ILLUMINATION'),
      accepts: oneMode(TORCH, false),
      // Percent of the full power.
      payload: processing({ range: { min: 10, max: 100, step: 10, default: 50 }, used: (flags) => flags !== TORCH_OFF }),
    }),
    modeControl('SECURE_MODE', SECURE, {
      pinId: PIN.INFRARED,
      flags: bitsOf('SECUREMODE_DISABLED'),
      accepts: oneMode(SECURE, false),
    }),
    modeControl('VIDEOHDR', bitsOf('VIDEOHDR_ON', 'VIDEOHDR_AUTO'), { pinId: PIN.CAPTURE, refused: runs(PIN.CAPTURE) }),
    modeControl('VIDEOTEMPORALDENOISING', DENOISING, {
      flags: bitsOf('VIDEOTEMPORALDENOISING_AUTO'),
      accepts: oneMode(DENOISING, false),
    }),
    switchControl('VFR', bitsOf('VFR_ON'), { pinId: PIN.CAPTURE, flags: bitsOf('VFR_ON') }),
    modeControl('RELATIVEPANELOPTIMIZATION', PANEL_ON | bitsOf('RELATIVEPANELOPTIMIZATION_DYNAMIC'), {
      accepts: oneMode(PANEL_ON),
      payload: value(FRONT, (flags) => flags === PANEL_ON, (panel) => panel <= UNKNOWN_PANEL, FRONT),
    }),
  ];
}
