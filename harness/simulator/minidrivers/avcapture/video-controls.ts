/** Extended controls of moving pictures: stabilization, effects, faces, rates and profiles. */
import { guidByName } from '../../../abi/names.ts';
import { ASYNCHRONOUS, bitsOf, ExtendedControl, noFlags, oneMode } from '../../classdrivers/avstream/video/extended-control.ts';
import { processing, u32At, value } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { SHORT } from './exposure-controls.ts';
import { isUp, PIN, runs } from './pins.ts';

const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';

const STABILIZATION = bitsOf('VIDEOSTABILIZATION_ON', 'VIDEOSTABILIZATION_AUTO');
const HDR = bitsOf('VIDEOHDR_ON', 'VIDEOHDR_AUTO');
const OIS = bitsOf('OIS_ON', 'OIS_AUTO');
const DENOISING = bitsOf('VIDEOTEMPORALDENOISING_AUTO', 'VIDEOTEMPORALDENOISING_OFF', 'VIDEOTEMPORALDENOISING_ON');

const FACES_ON = bitsOf('FACEDETECTION_PREVIEW', 'FACEDETECTION_VIDEO', 'FACEDETECTION_PHOTO');
const FACES_MORE = bitsOf('FACEDETECTION_BLINK', 'FACEDETECTION_SMILE');

const GAZE_ON = bitsOf('EYEGAZECORRECTION_ON');
/** KSCAMERA_EXTENDEDPROP_EYEGAZECORRECTION_STARE, and ..._BACKGROUNDSEGMENTATION_SHALLOWFOCUS: of later headers. */
const GAZE_STARE = 2n;
const SHALLOW_FOCUS = 4n;
const BLUR = bitsOf('BACKGROUNDSEGMENTATION_BLUR');
const MASK = bitsOf('BACKGROUNDSEGMENTATION_MASK');

/** KSPROPERTY_CAMERACONTROL_EXTENDED_FRAMERATE_THROTTLE, and its ON: of Windows 11, version 24H2. */
const FRAMERATE_THROTTLE = 44;
const THROTTLE_ON = 1n;
const PANEL_ON = bitsOf('RELATIVEPANELOPTIMIZATION_ON');
const PANEL = PANEL_ON | bitsOf('RELATIVEPANELOPTIMIZATION_DYNAMIC');
/** Panels of ACPI's _PLD: where the camera sits, and the last of them. */
const FRONT = 4n;
const UNKNOWN_PANEL = 6n;

const PROFILE = 'KSCAMERA_EXTENDEDPROP_PROFILE';
/** The profiles that the camera has, each with the index 0. */
const PROFILES = ['KSCAMERAPROFILE_Legacy', 'KSCAMERAPROFILE_VideoRecording', 'KSCAMERAPROFILE_VideoConferencing'];

/** Profiles by the bytes of their payloads. */
const profiles = PROFILES.map((name) => structBytes(PROFILE, { ProfileId: guidByName(name) ?? '' }));
const legacy = structBytes(PROFILE, { ProfileId: guidByName('KSCAMERAPROFILE_Legacy') ?? '' });
const INDEX_AT = member(PROFILE, 'Index').offset;

/** The controls of one boot. */
export function videoControls(): ExtendedControl[] {
  return [
    new ExtendedControl({
      property: `${NAME}VIDEOSTABILIZATION`,
      pinId: PIN.CAPTURE,
      capability: STABILIZATION,
      accepts: oneMode(STABILIZATION),
      refused: (filter) => isUp(filter, PIN.CAPTURE),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}VFR`,
      pinId: PIN.CAPTURE,
      flags: bitsOf('VFR_ON'),
      accepts: oneMode(bitsOf('VFR_ON')),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}VIDEOHDR`,
      pinId: PIN.CAPTURE,
      capability: HDR,
      accepts: oneMode(HDR),
      refused: (filter) => runs(filter, PIN.CAPTURE),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}OIS`,
      capability: OIS,
      flags: bitsOf('OIS_AUTO'),
      accepts: oneMode(OIS),
      refused: (filter) => runs(filter, PIN.CAPTURE, PIN.STILL),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}VIDEOTEMPORALDENOISING`,
      capability: DENOISING,
      flags: bitsOf('VIDEOTEMPORALDENOISING_AUTO'),
      accepts: oneMode(DENOISING, false),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}FACEDETECTION`,
      capability: FACES_ON | FACES_MORE,
      // Blinks and smiles are looked for in faces only.
      accepts: (flags) => (flags & ~(FACES_ON | FACES_MORE)) === 0n && ((flags & FACES_ON) !== 0n || flags === 0n),
      payload: processing({
        range: { min: 1, max: 10, step: 1, default: 0 },
        used: (flags) => flags !== 0n,
        otherwise: 0,
      }),
    }),
    new ExtendedControl({
      property: `${NAME}EYEGAZECORRECTION`,
      capability: GAZE_ON | GAZE_STARE,
      accepts: (flags) => flags === 0n || flags === GAZE_ON || flags === (GAZE_ON | GAZE_STARE),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}BACKGROUNDSEGMENTATION`,
      capability: BLUR | MASK | SHALLOW_FOCUS,
      accepts: (flags) =>
        (flags & ~(BLUR | MASK | SHALLOW_FOCUS)) === 0n && ((flags & SHALLOW_FOCUS) === 0n || (flags & BLUR) !== 0n),
      payload: value(),
    }),
    new ExtendedControl({
      property: FRAMERATE_THROTTLE,
      capability: THROTTLE_ON,
      accepts: oneMode(THROTTLE_ON),
      refused: (filter) => !runs(filter, PIN.PREVIEW, PIN.CAPTURE),
      // Percent of the rate of the format.
      payload: processing({ range: { min: 10, max: 100, step: 10, default: 100 } }),
    }),
    new ExtendedControl({
      property: `${NAME}RELATIVEPANELOPTIMIZATION`,
      capability: PANEL,
      accepts: oneMode(PANEL_ON),
      payload: value(FRONT, (flags) => flags === PANEL_ON, (panel) => panel <= UNKNOWN_PANEL, FRONT),
    }),
    new ExtendedControl({
      property: `${NAME}PROFILE`,
      capability: ASYNCHRONOUS,
      accepts: noFlags,
      payload: {
        first: legacy,
        store: (sent) =>
          u32At(sent, INDEX_AT) === 0
            ? profiles.find((profile) => profile.subarray(0, INDEX_AT).every((byte, i) => byte === sent[i]))
            : undefined,
      },
      duration: () => SHORT,
    }),
  ];
}
