import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsPin, KsStreamPointer, KsTimer } from '../descriptors.ts';
import { KSSTATE, KSSTREAM_HEADER_OPTIONSF } from '../descriptors.ts';
import type { ModeRange } from './data-ranges.ts';
import { wantedInterval } from './formats.ts';
import { runningInterval, type VideoMode } from './video-mode.ts';

/** The content of one frame: bytes to be put at offsets of its buffer, in order. */
export interface Picture {
  /** Bytes used. */
  readonly length: number;
  readonly parts: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  /** The frame can be decoded without any other. */
  readonly key: boolean;
}

/** What the hardware sends in a mode: picture `n`, counted from 0 since the stream started. */
export type Pictures = (mode: VideoMode) => (n: number) => Picture;

const KS_VIDEO_FLAG_P_FRAME = 0x10;
/** Members of KS_FRAME_INFO that lie in one place for every caller. */
const FRAME_INFO = { size: 0, flags: 4, pictureNumber: 8, dropCount: 16, end: 24 } as const;

/** The video stream of an open pin: what it sends, how often, and how much it has sent. */
export class CameraStream {
  mode: VideoMode;
  /** Time between two frames, in 100 ns. */
  interval: number;
  /** Frames that the sensor took since the stream was last stopped, dropped ones included. */
  pictureNumber = 0;
  /** Frames of those that found no buffer. */
  dropCount = 0;
  /** Bytes delivered, for the average frame size. */
  #bytes = 0;
  #delivered = 0;
  #droppedBefore = false;
  #timer: KsTimer | undefined;
  readonly #pin: KsPin;
  readonly #pictures: Pictures;

  constructor(pin: KsPin, pictures: Pictures, range: ModeRange, interval: number) {
    this.#pin = pin;
    this.#pictures = pictures;
    this.mode = range.mode;
    this.interval = interval;
  }

  /** KSPROPERTY_DROPPEDFRAMES_CURRENT_S.AverageFrameSize. */
  get averageFrameSize(): number {
    return this.#delivered === 0 ? 0 : Math.round(this.#bytes / this.#delivered);
  }

  /** Changes what is sent. Not while the stream runs. */
  configure(range: ModeRange, interval: number): void {
    this.mode = range.mode;
    this.interval = interval;
  }

  /** Begins to count anew (VCAP-009). */
  rewind(): void {
    this.pictureNumber = 0;
    this.dropCount = 0;
    this.#bytes = 0;
    this.#delivered = 0;
    this.#droppedBefore = false;
  }

  /** Takes a frame every interval until stopped. */
  start(): void {
    this.#timer = this.#pin.filter.device.setPeriodicTimer(this.interval, () => {
      this.capture();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Takes one frame now; without a buffer it is dropped. */
  capture(): void {
    const n = this.pictureNumber;
    this.pictureNumber += 1;
    const edge = this.#pin.leadingEdge();
    if (edge === null) {
      this.dropCount += 1;
      this.#droppedBefore = true;
      return;
    }
    this.#fill(edge, this.#pictures(this.mode)(n));
    this.#droppedBefore = false;
    edge.advance();
  }

  #fill(edge: KsStreamPointer, picture: Picture): void {
    // A buffer shorter than the picture gets its beginning: the device sends what it sends.
    const used = Math.min(picture.length, edge.frameExtent);
    for (const { offset, bytes } of picture.parts) {
      if (offset < used) edge.write(offset, bytes.subarray(0, used - offset));
    }
    edge.dataUsed = used;
    edge.presentationTime = this.#pin.clockTime();
    edge.duration = this.interval;
    edge.optionsFlags =
      KSSTREAM_HEADER_OPTIONSF.TIMEVALID |
      KSSTREAM_HEADER_OPTIONSF.DURATIONVALID |
      (picture.key ? KSSTREAM_HEADER_OPTIONSF.SPLICEPOINT : 0) |
      (this.#droppedBefore ? KSSTREAM_HEADER_OPTIONSF.DATADISCONTINUITY : 0);
    this.#writeFrameInfo(edge.extension, picture.key);
    this.#bytes += used;
    this.#delivered += 1;
  }

  /** KS_FRAME_INFO, where the client's headers have room for it. */
  #writeFrameInfo(extension: Uint8Array | null, key: boolean): void {
    if (extension === null || extension.length < FRAME_INFO.end) return;
    const view = new DataView(extension.buffer, extension.byteOffset, extension.byteLength);
    view.setUint32(FRAME_INFO.size, extension.length, true);
    view.setUint32(FRAME_INFO.flags, key ? 0 : KS_VIDEO_FLAG_P_FRAME, true);
    view.setBigInt64(FRAME_INFO.pictureNumber, BigInt(this.pictureNumber), true);
    view.setBigInt64(FRAME_INFO.dropCount, BigInt(this.dropCount), true);
  }
}

/** The stream of an open pin that has one. */
export const streamOf = (pin: KsPin): CameraStream => pin.context as CameraStream;

/** A `setDataFormat` callback: makes the stream when the pin opens, changes it while it does not run. */
export function setStreamFormat(pictures: Pictures, pin: KsPin, oldFormat: Uint8Array | null, range: ModeRange): number {
  const wanted = wantedInterval(pin.connectionFormat, range);
  if (wanted === undefined) return STATUS.STATUS_NO_MATCH;
  const interval = runningInterval(range.mode, wanted);
  if (oldFormat === null) {
    pin.context = new CameraStream(pin, pictures, range, interval);
    return STATUS.STATUS_SUCCESS;
  }
  const stream = streamOf(pin);
  const changes = stream.mode !== range.mode || stream.interval !== interval;
  if (changes && pin.deviceState === KSSTATE.RUN) return STATUS.STATUS_INVALID_DEVICE_STATE;
  stream.configure(range, interval);
  return STATUS.STATUS_SUCCESS;
}
