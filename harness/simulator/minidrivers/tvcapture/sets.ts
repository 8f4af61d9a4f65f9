/** Names and numbers of ksmedia.h that the units of the card use. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';

/** KS_AnalogVideoStandard, those that the card knows. */
export const STANDARD = { NTSC_M: 0x1, PAL_B: 0x10 } as const;
/** KSPROPERTY_TUNER_MODES. */
export const MODE = { TV: 1, FM_RADIO: 2 } as const;
/** KS_TVAUDIO_MODE_*. */
export const AUDIO = { MONO: 0x1, STEREO: 0x2, LANG_A: 0x10, LANG_B: 0x20 } as const;
/** Index of −1: no pin. */
export const NO_PIN = 0xffff_ffff;

/** Ids within PROPSETID_TUNER. */
export const TUNER = {
  CAPS: 0,
  MODE_CAPS: 1,
  MODE: 2,
  STANDARD: 3,
  FREQUENCY: 4,
  INPUT: 5,
  STATUS: 6,
  IF_MEDIUM: 7,
  SCAN_CAPS: 8,
  SCAN_STATUS: 9,
  STANDARD_MODE: 10,
  NETWORKTYPE_SCAN_CAPS: 11,
} as const;
/** Ids within EVENTSETID_TUNER. */
export const TUNER_EVENT = { CHANGED: 0, INITIATE_SCAN: 1 } as const;

export const SET = {
  TUNER: ksGuid('PROPSETID_TUNER'),
  TUNER_EVENTS: ksGuid('EVENTSETID_TUNER'),
  TVAUDIO: ksGuid('PROPSETID_VIDCAP_TVAUDIO'),
  TVAUDIO_EVENTS: ksGuid('KSEVENTSETID_VIDCAP_TVAUDIO'),
  CROSSBAR: ksGuid('PROPSETID_VIDCAP_CROSSBAR'),
  CROSSBAR_EVENTS: ksGuid('EVENTSETID_CROSSBAR'),
  VIDEODECODER: ksGuid('PROPSETID_VIDCAP_VIDEODECODER'),
  VIDEODECODER_EVENTS: ksGuid('EVENTSETID_VIDEODECODER'),
} as const;

/** Media of the wires between the units (KSPIN_MEDIUM): each joins exactly two pins of the card. */
export const MEDIUM = {
  TUNER_VIDEO: '{4B534354-5643-4101-8000-000000000001}',
  TUNER_AUDIO: '{4B534354-5643-4101-8000-000000000002}',
  RADIO_AUDIO: '{4B534354-5643-4101-8000-000000000003}',
  TV_AUDIO: '{4B534354-5643-4101-8000-000000000004}',
  DECODER_VIDEO: '{4B534354-5643-4101-8000-000000000005}',
  DECODER_AUDIO: '{4B534354-5643-4101-8000-000000000006}',
} as const;

/** KSPIN_MEDIUM as the codecs of structures take it. */
export const medium = (set: string) => ({ Set: set, Id: 0, Flags: 0 });
