/** How a port of the synthesizer can be set up (PCLS-121). */
import { SYNTH_EFFECT, type PortParameters } from '../../classdrivers/portcls/synth-properties.ts';
import { limits } from '../../hardware/synth/engine.ts';

/** What a port has that asks for nothing. */
export const defaults: PortParameters = {
  voices: 32,
  channelGroups: 1,
  audioChannels: 2,
  sampleRate: 22_050,
  effects: SYNTH_EFFECT.REVERB,
  share: 0,
};

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** The nearest parameters that a port can have. */
export function acceptable(wanted: PortParameters): PortParameters {
  const { sampleRates } = limits;
  const distance = (rate: number): number => Math.abs(rate - wanted.sampleRate);
  return {
    voices: clamp(wanted.voices, 1, limits.voices),
    channelGroups: clamp(wanted.channelGroups, 1, limits.channelGroups),
    audioChannels: clamp(wanted.audioChannels, 1, limits.audioChannels),
    sampleRate: sampleRates.reduce((best: number, rate) => (distance(rate) < distance(best) ? rate : best), sampleRates[0]),
    effects: wanted.effects & limits.effects,
    share: wanted.share === 0 ? 0 : 1,
  };
}
