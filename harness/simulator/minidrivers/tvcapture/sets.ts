/** Names and numbers of ksmedia.h that the units of the card use. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';

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
