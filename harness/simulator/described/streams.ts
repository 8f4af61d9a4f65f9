/** Streams of described AVStream pins: frames in the rhythm of the format, and clients' frames taken as they come. */
import type { KsPin, KsPinDispatch } from '../classdrivers/avstream/descriptors.ts';
import { parseWave } from '../classdrivers/portcls/wave-format.ts';
import { captureDispatch } from '../classdrivers/avstream/parts/timed-capture.ts';
import { sampleSize } from '../classdrivers/ks/formats.ts';
import { frameInterval } from './formats.ts';

/** 10 ms: the period of audio, and of everything that does not tell its own. */
const period = 100_000;
/** Bytes of a frame whose format says nothing of its size. */
const plainFrame = 4096;

const interval = (format: Uint8Array): number => frameInterval(format) || period;

function frameSize(format: Uint8Array): number {
  const wave = parseWave(format);
  if (wave !== undefined) return Math.floor((wave.rate * period) / 10_000_000) * wave.blockAlign;
  return sampleSize(format) || plainFrame;
}

/** The dispatch of a pin that delivers data, or of one that takes it. */
export function streamDispatch(dataflow: 'in' | 'out'): KsPinDispatch {
  if (dataflow === 'out') return captureDispatch({ interval, size: frameSize });
  return { process: take, clock: {} };
}

function take(pin: KsPin): void {
  for (let frame = pin.leadingEdge(); frame !== null; frame = pin.leadingEdge()) frame.advance();
}
