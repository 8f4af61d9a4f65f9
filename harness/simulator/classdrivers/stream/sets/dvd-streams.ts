/** Property sets of the input streams besides copy protection: rates, MPEG-2 video, AC-3, audio output, subpictures. */
import { ksGuid } from '../../ks/guids.ts';
import type { MiniPropertySet } from '../minidriver.ts';
import { fixed, notImplemented, setting, stored } from '../parts/items.ts';
import { ulongs } from '../../ks/answers.ts';

/** Rates are multiplied by 10000. */
const normalRate = 10_000;
/** All data is decoded up to twice the normal speed. */
const maxFullDataRate = 2 * normalRate;

/** KS_AM_SimpleRateChange { LONGLONG StartTime; LONG Rate } of 1.0 from the start. */
const initialRate = ulongs(0, 0, normalRate, 0);

export const rateChange: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_TSRateChange'),
  items: [
    stored(1, initialRate),
    notImplemented(2, 16, 'both'),
    fixed(3, ulongs(maxFullDataRate)),
    notImplemented(4, 4, 'set'),
  ],
};

/** KSMPEGVIDMODE_*: pan and scan, letter box. */
const videoModes = { PANSCAN: 1, LTRBOX: 2 } as const;

export const mpeg2Video: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_Mpeg2Vid'),
  items: [
    fixed(0, ulongs(videoModes.PANSCAN | videoModes.LTRBOX)),
    stored(1, ulongs(videoModes.LTRBOX), (value) => Object.values<number>(videoModes).includes(value.u32(0))),
    stored(2, ulongs(0, 0, 720, 480)),
    stored(3, ulongs(0, 0, 720, 480)),
    stored(4, ulongs(90, 0, 630, 480)),
  ],
};

const isBool = (value: number): boolean => value <= 1;
/** KSAC3_ALTERNATE_AUDIO_*: channel 1, channel 2, both. */
const dualModes: readonly number[] = [1, 2, 3];

/** AC-3: how it is decoded can be set, what the stream says of itself can be read. */
export const ac3: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_AC3'),
  items: [
    stored(1, ulongs(1, 0), (value) => isBool(value.u32(0)) && isBool(value.u32(4))),
    stored(2, ulongs(1, 3), (value) => isBool(value.u32(0)) && dualModes.includes(value.u32(4))),
    stored(3, ulongs(1, 0), (value) => isBool(value.u32(0)) && isBool(value.u32(4))),
    fixed(4, ulongs(0)),
    // 27 dB below full scale, what most discs say.
    fixed(5, ulongs(27)),
    // No header has the structure; the page tells that it holds a code.
    fixed(6, ulongs(9)),
    fixed(7, ulongs(0)),
  ],
};

/** KSAUDDECOUTMODE_*: this decoder has no six analog outputs. */
const outputModes = { STEREO_ANALOG: 1, SPDIFF: 4 } as const;

export const audioDecoderOut: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_AudioDecoderOut'),
  items: [
    fixed(0, ulongs(outputModes.STEREO_ANALOG | outputModes.SPDIFF)),
    stored(1, ulongs(outputModes.STEREO_ANALOG), (value) =>
      Object.values<number>(outputModes).includes(value.u32(0)),
    ),
  ],
};

/** What KSWAVE_OUTPUT_CAPABILITIES tells first: six channels of 16 bits at 48 kHz on one connection, the stream asked. */
const outputCapabilities = new Uint8Array(80);
outputCapabilities.set(ulongs(6, 16, 16, 48_000, 48_000, 1, 0, 1, 1, 0, 1));
const KSWAVE_COMPATCAPS_OUTPUT = 1;

/** KSPROPSETID_Wave: the analog output, with its volume as attenuation of the left and right channel. */
export const wave: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_Wave'),
  items: [
    fixed(0, ulongs(KSWAVE_COMPATCAPS_OUTPUT)),
    fixed(2, outputCapabilities),
    stored(4, ulongs(48_000), (value) => value.u32(0) === 48_000),
    stored(5, ulongs(0, 0)),
  ],
};

export const subpicture: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_DvdSubPic'),
  items: [
    setting(0, 64),
    setting(1, 24),
    setting(2, 4, (value) => isBool(value.u32(0))),
  ],
};
