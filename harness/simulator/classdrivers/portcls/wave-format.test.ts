import { expect, test } from 'vitest';
import { ksGuid } from '../ks/guids.ts';
import { makeFormat } from '../ks/formats.ts';
import { parseWave, pcmFormat, waveFits } from './wave-format.ts';

const stereo = { channels: 2, bits: 16, rate: 48_000 };
const parsed = { ...stereo, blockAlign: 4, bytesPerSecond: 192_000 };
const [majorFormat, pcm, waveFormatEx, dsound] = ['KSDATAFORMAT_TYPE_AUDIO', 'KSDATAFORMAT_SUBTYPE_PCM', 'KSDATAFORMAT_SPECIFIER_WAVEFORMATEX', 'KSDATAFORMAT_SPECIFIER_DSOUND'].map(ksGuid) as [string, string, string, string];

/** The extensible form: a container of `bits`, of which `valid` count, and `size` bytes that follow as it says. */
function extensible({ bits = 32, valid = 24, size = 22, cut = 0, tag = 0xfffe } = {}): Uint8Array {
  const block = new Uint8Array(40 - cut);
  const view = new DataView(block.buffer);
  const blockAlign = (2 * bits) / 8;
  [tag, 2].forEach((value, i) => { view.setUint16(2 * i, value, true); });
  [48_000, 48_000 * blockAlign].forEach((value, i) => { view.setUint32(4 + 4 * i, value, true); });
  [blockAlign, bits, size, valid].forEach((value, i) => { view.setUint16(12 + 2 * i, value, true); });
  return makeFormat({ majorFormat, subFormat: pcm, specifier: waveFormatEx, block });
}

test('PCM, behind either specifier', () => {
  expect(parseWave(pcmFormat(stereo))).toEqual(parsed);
  expect(parseWave(pcmFormat(stereo, dsound))).toEqual(parsed);
  expect(parseWave(pcmFormat(stereo, dsound).subarray(0, 82))).toBeUndefined();
});

test('the extensible form, whole and consistent', () => {
  expect(parseWave(extensible())).toEqual({ channels: 2, bits: 32, rate: 48_000, blockAlign: 8, bytesPerSecond: 384_000 });
  expect(parseWave(extensible({ valid: 33 }))).toBeUndefined();
  expect(parseWave(extensible({ size: 21 }))).toBeUndefined();
  expect(parseWave(extensible({ cut: 1 }))).toBeUndefined();
  expect(parseWave(extensible({ tag: 2 }))).toBeUndefined();
});

test('a format of another kind fits no range of audio', () => {
  const range = makeFormat({ majorFormat, subFormat: pcm, specifier: waveFormatEx });
  expect(waveFits(pcmFormat(stereo), range)).toBe(true);
  expect(waveFits(pcmFormat(stereo, dsound), range)).toBe(false);
});
