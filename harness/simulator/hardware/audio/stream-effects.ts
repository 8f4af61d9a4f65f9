/** What a codec does with a single stream: conversion, placement in space, mixing, reverberation. */

/** A setting. */
interface Setting {
  value: number;
}

/** KSAUDIO_QUALITY_BASIC: best quality is for games that ask for it (PCLS-149). */
const basicQuality = 2;
/** 1.0, and a thousand million, as FLOATs. */
const one = 0x3f80_0000;
const far = 0x4e6e_6b28;
const inputs = 2;
const outputs = 2;

const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

/** The settings of one stream, which are gone with it. */
export class StreamEffects {
  readonly quality: Setting = { value: basicQuality };
  readonly reverb: Setting = { value: 0 };
  /** Left to left and right to right; the other paths are muted. */
  readonly mix = Array.from({ length: inputs * outputs }, (_, i) => ({ mute: i % (outputs + 1) !== 0, level: 0 }));
  /** KSDS3D_LISTENER_ALL: looking along z, y is up; the factors are 1. */
  readonly listener = words(0, 0, 0, 0, 0, 0, 0, 0, one, 0, one, 0, one, one, one);
  /** KSDS3D_BUFFER_ALL: a sound all around at the listener's place. */
  readonly buffer = words(0, 0, 0, 0, 0, 0, 360, 360, 0, 0, one, 0, one, far, 0);
  readonly batch: Setting = { value: 0 };
  readonly allocation: Setting = { value: 1 };
  readonly speakers: Setting = { value: 0x3 };
  /** Angle between the speakers. */
  readonly geometry: Setting = { value: 20 };
}
