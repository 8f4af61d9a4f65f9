/** Encoding: every raw picture that comes in becomes a coded one, if somebody waits for it. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type KsFilter,
  type KsPin,
  type KsPinDispatch,
  type KsStreamPointer,
} from '../../classdrivers/avstream/descriptors.ts';
import type { ModeRange } from '../../classdrivers/avstream/video/data-ranges.ts';
import { wantedInterval } from '../../classdrivers/avstream/video/formats.ts';
import { runningInterval, type VideoMode } from '../../classdrivers/avstream/video/video-mode.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import type { PictureSource } from '../../hardware/camera/pictures/picture.ts';
import { isMpeg2 } from './modes.ts';
import { mpeg2Source } from '../../hardware/encoder/mpeg2.ts';
import { BITRATE_MODE, type EncoderParameters } from '../../classdrivers/avstream/sets/encoder-api.ts';

const BITS_PER_BYTE_SECOND = 8 * 10_000_000;

interface Stream {
  mode: VideoMode;
  /** 100 ns between two pictures. */
  interval: number;
  /** Pictures coded since the pin left STOP. */
  coded: number;
  /** A picture found no buffer. */
  gap: boolean;
}

const streamOf = (pin: KsPin): Stream => pin.context as Stream;
const sourceOf = (mode: VideoMode): PictureSource => (isMpeg2(mode) ? mpeg2Source(mode) : pictureSource(mode));

function setDataFormat(pin: KsPin, oldFormat: Uint8Array | null, range: ModeRange): number {
  const wanted = wantedInterval(pin.connectionFormat, range);
  if (wanted === undefined) return STATUS.STATUS_NO_MATCH;
  const interval = runningInterval(range.mode, wanted);
  const changes = { mode: range.mode, interval };
  if (oldFormat === null) pin.context = { ...changes, coded: 0, gap: false } satisfies Stream;
  else if (pin.deviceState === KSSTATE.RUN) return STATUS.STATUS_INVALID_DEVICE_STATE;
  else Object.assign(streamOf(pin), changes);
  return STATUS.STATUS_SUCCESS;
}

const base: KsPinDispatch = {
  setDataFormat: (pin, oldFormat, range) => setDataFormat(pin, oldFormat, range as ModeRange),
  setDeviceState: (pin, to, from) => {
    if (from === KSSTATE.STOP && to === KSSTATE.ACQUIRE) Object.assign(streamOf(pin), { coded: 0, gap: false });
    return STATUS.STATUS_SUCCESS;
  },
  clock: {},
};

/** The output pin is filled by what comes in. */
export const codedDispatch: KsPinDispatch = { ...base, process: () => undefined };

/** The input pin takes pictures as soon as they come. @param output PinId of the output pin */
export function rawDispatch(output: number, parameters: EncoderParameters): KsPinDispatch {
  return {
    ...base,
    process: (pin) => {
      for (let frame = pin.leadingEdge(); frame !== null; frame = pin.leadingEdge()) {
        encode(pin.filter, output, frame, parameters);
        frame.advance();
      }
    },
  };
}

function encode(filter: KsFilter, output: number, raw: KsStreamPointer, parameters: EncoderParameters): void {
  const pin = filter.pins.find(({ id, deviceState }) => id === output && deviceState === KSSTATE.RUN);
  // A header without data, e.g. one that ends the stream, is no picture.
  if (pin === undefined || raw.dataUsed === 0) return;
  const stream = streamOf(pin);
  const frame = pin.leadingEdge();
  if (frame === null) {
    stream.gap = true;
    return;
  }
  const picture = sourceOf(stream.mode)(stream.coded++);
  const used = Math.min(frame.frameExtent, picture.length);
  for (const { offset, bytes } of picture.parts) {
    if (offset < used) frame.write(offset, bytes.subarray(0, used - offset));
  }
  frame.dataUsed = used + stuffing(frame, used, stream.interval, parameters);
  frame.presentationTime = raw.presentationTime;
  frame.duration = stream.interval;
  frame.optionsFlags =
    (raw.optionsFlags & OPTIONSF.TIMEVALID) |
    OPTIONSF.DURATIONVALID |
    (picture.key ? OPTIONSF.SPLICEPOINT : 0) |
    (stream.gap ? OPTIONSF.DATADISCONTINUITY : 0);
  stream.gap = false;
  frame.advance();
}

/** Zeros behind a picture, up to its share of a constant bit rate; both codings allow them there. Their number. */
function stuffing(frame: KsStreamPointer, used: number, interval: number, { bitRate, mode }: EncoderParameters): number {
  if (mode !== BITRATE_MODE.CONSTANT) return 0;
  const share = Math.floor((bitRate * interval) / BITS_PER_BYTE_SECOND);
  const count = Math.max(0, Math.min(frame.frameExtent, share) - used);
  if (count > 0) frame.fill(used, count, 0);
  return count;
}
