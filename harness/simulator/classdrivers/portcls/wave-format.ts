/** Wave formats in KSDATAFORMAT and KSDATARANGE_AUDIO: parsing, fitting, and the port's default intersection. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { dataFormatSize, formatFits, makeFormat, specifier, subFormat } from '../ks/formats.ts';
import { ksGuid } from '../ks/guids.ts';
import { intersectWithoutHandler } from '../ks/intersection.ts';
import { boundsOf } from '../ks/pcm.ts';
import type { KsDataRange } from '../ks/pin-factory.ts';

export { pcmRange } from '../ks/pcm.ts';

const waveFormatEx = ksGuid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX');
const dsound = ksGuid('KSDATAFORMAT_SPECIFIER_DSOUND');
const pcm = ksGuid('KSDATAFORMAT_SUBTYPE_PCM');
const audio = ksGuid('KSDATAFORMAT_TYPE_AUDIO');

/** Sizes of WAVEFORMATEX, and what WAVEFORMATEXTENSIBLE adds. */
const waveSize = 18;
const extensionSize = 22;
/** KSDSOUND_BUFFERDESC before its WAVEFORMATEX. */
const dsoundHead = 8;
const WAVE_FORMAT = { PCM: 1, EXTENSIBLE: 0xfffe } as const;

/** A wave format that is consistent in itself. */
export interface WaveFormat {
  readonly channels: number;
  /** Bits of a sample's container. */
  readonly bits: number;
  readonly rate: number;
  /** Bytes of one sample of every channel. */
  readonly blockAlign: number;
  /** Bytes a second. */
  readonly bytesPerSecond: number;
}

/** A range of what flows over a wire between filters, which no client can name a format for. */
export const analogRange: KsDataRange = {
  bytes: makeFormat({
    majorFormat: audio,
    subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_ANALOG'),
    specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
  }),
};

/** Takes a PCM format apart; `undefined` if it is none, cut short, or at odds with itself. */
export function parseWave(format: Uint8Array): WaveFormat | undefined {
  const at = dataFormatSize + (specifier(format) === dsound ? dsoundHead : 0);
  if (format.length < at + waveSize) return undefined;
  const view = new DataView(format.buffer, format.byteOffset + at);
  const tag = view.getUint16(0, true);
  const channels = view.getUint16(2, true);
  const rate = view.getUint32(4, true);
  const bytesPerSecond = view.getUint32(8, true);
  const blockAlign = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  if (tag === WAVE_FORMAT.EXTENSIBLE) {
    const whole = view.getUint16(16, true) >= extensionSize && format.length >= at + waveSize + extensionSize;
    if (!whole || view.getUint16(18, true) > bits) return undefined;
  } else if (tag !== WAVE_FORMAT.PCM) return undefined;
  const sound = channels > 0 && rate > 0 && bits > 0 && bits % 8 === 0 && blockAlign === (channels * bits) / 8;
  return sound && bytesPerSecond === rate * blockAlign
    ? { channels, bits, rate, blockAlign, bytesPerSecond }
    : undefined;
}

/** Whether a format lies inside a range, its audio members included. */
export function waveFits(format: Uint8Array, range: Uint8Array): boolean {
  if (!formatFits(format, range)) return false;
  const bounds = boundsOf(range);
  if (bounds === undefined) return true;
  const wave = parseWave(format);
  return (
    wave !== undefined &&
    wave.channels <= bounds.maxChannels &&
    wave.bits >= bounds.minBits &&
    wave.bits <= bounds.maxBits &&
    wave.rate >= bounds.minRate &&
    wave.rate <= bounds.maxRate
  );
}

/**
 * The port's default intersection (PCLS-065, PIN-077): PCM of one or two channels, with the highest rate, sample size
 * and channel count that both ranges allow. Ranges without a specifier meet as KS lets them meet.
 */
export function defaultIntersection(clientRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number {
  const own = boundsOf(ownRange.bytes);
  if (own === undefined) return intersectWithoutHandler(clientRange, ownRange.bytes);
  if (subFormat(ownRange.bytes) !== pcm) return STATUS.STATUS_NO_MATCH;
  const client = boundsOf(clientRange) ?? own;
  const channels = Math.min(own.maxChannels, client.maxChannels, 2);
  const bits = Math.floor(Math.min(own.maxBits, client.maxBits) / 8) * 8;
  const rate = Math.min(own.maxRate, client.maxRate);
  const possible =
    channels > 0 &&
    bits > 0 &&
    bits >= Math.max(own.minBits, client.minBits) &&
    rate > 0 &&
    rate >= Math.max(own.minRate, client.minRate);
  return possible ? pcmFormat({ channels, bits, rate }, specifier(ownRange.bytes)) : STATUS.STATUS_NO_MATCH;
}

/** A KSDATAFORMAT of PCM with specifier WAVEFORMATEX or DSOUND. */
export function pcmFormat(
  { channels, bits, rate }: Pick<WaveFormat, 'channels' | 'bits' | 'rate'>,
  as: string = waveFormatEx,
): Uint8Array {
  const head = as === dsound ? dsoundHead : 0;
  const block = new Uint8Array(head + waveSize);
  const view = new DataView(block.buffer);
  const blockAlign = (channels * bits) / 8;
  view.setUint16(head, WAVE_FORMAT.PCM, true);
  view.setUint16(head + 2, channels, true);
  view.setUint32(head + 4, rate, true);
  view.setUint32(head + 8, rate * blockAlign, true);
  view.setUint16(head + 12, blockAlign, true);
  view.setUint16(head + 14, bits, true);
  return makeFormat({ majorFormat: audio, subFormat: pcm, specifier: as, block });
}
