/** Streams of capture hardware: requests wait until it has something for them. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type HwStreamRequestBlock,
  type MasterClockHandle,
  type StreamBuffer,
  type StreamClassServices,
  type StreamTimer,
} from '../descriptors.ts';
import { answerProperty, type MiniPropertySet } from '../minidriver.ts';
import { WaitingRequests } from './waiting.ts';

/** Counters of a stream (VCAP-008): pictures that were due, and those of them that nobody got. */
export interface Counts {
  pictures: number;
  dropped: number;
  /** Bytes of the pictures that were delivered. */
  bytes: number;
}

/** What a kind of stream does. */
export interface StreamKind {
  readonly properties: readonly MiniPropertySet[];
  /** Whether the stream can have a format. */
  readonly accepts: (format: Uint8Array) => boolean;
  /** 100 ns between what the hardware delivers; absent: nothing that a client could read. */
  readonly period?: (format: Uint8Array) => number;
  /** 100 ns between pictures that the client wants; the period unless told. */
  readonly wanted?: (format: Uint8Array) => number;
  /** Fills a frame and gives the bytes used. */
  readonly fill?: (frame: StreamBuffer, stream: TimedStream) => number;
  /** The media-specific header extension. */
  readonly extension?: (stream: TimedStream) => Uint8Array;
  /** Bytes of that extension. */
  readonly extensionSize?: number;
  /** Takes a frame that a client wrote. */
  readonly take?: (frame: StreamBuffer) => number;
}

/** An open stream; the HwStreamExtension. */
export class TimedStream {
  readonly kind: StreamKind;
  format: Uint8Array;
  state: number = KSSTATE.STOP;
  readonly counts: Counts = { pictures: 0, dropped: 0, bytes: 0 };
  readonly #services: StreamClassServices;
  readonly #reads: WaitingRequests;
  #timer: StreamTimer | null = null;
  #masterClock: MasterClockHandle | null = null;
  /** Periods spent in RUN since the last STOP. */
  #periods = 0;
  /** A picture was lost since the last one that was delivered. */
  #gap = false;

  constructor(services: StreamClassServices, kind: StreamKind, format: Uint8Array) {
    this.#services = services;
    this.#reads = new WaitingRequests(services);
    this.kind = kind;
    this.format = format;
  }

  /** StrMiniReceiveStreamDataPacket. */
  readonly receiveData = (srb: HwStreamRequestBlock): void => {
    const { command, streamObject } = srb;
    if (streamObject === null) return;
    if (command.code === 'SRB_WRITE_DATA') {
      this.#finish(srb, this.#take(command.dataBufferArray));
    } else if (command.code !== 'SRB_READ_DATA' || this.kind.period === undefined) {
      this.#finish(srb, STATUS.STATUS_NOT_IMPLEMENTED);
    } else if (this.state < KSSTATE.PAUSE) {
      // SCLS-007: a stream at rest gives the request back, with nothing in it.
      this.#finish(srb, STATUS.STATUS_SUCCESS);
    } else {
      this.#reads.add(srb);
      this.#services.readyForNextStreamDataRequest(streamObject);
    }
  };

  /** StrMiniReceiveStreamControlPacket. */
  readonly receiveControl = (srb: HwStreamRequestBlock): void => {
    this.#finish(srb, this.#control(srb));
  };

  /** A request that waits is given up. */
  giveUp(srb: HwStreamRequestBlock, status: number): void {
    this.#reads.giveUp(srb, status);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #control(srb: HwStreamRequestBlock): number {
    const { command } = srb;
    switch (command.code) {
      case 'SRB_GET_STREAM_PROPERTY':
      case 'SRB_SET_STREAM_PROPERTY':
        return answerProperty(this.kind.properties, srb);
      case 'SRB_SET_STREAM_STATE':
        this.#setState(command.streamState);
        return STATUS.STATUS_SUCCESS;
      case 'SRB_GET_STREAM_STATE':
        command.streamState = this.state;
        return STATUS.STATUS_SUCCESS;
      case 'SRB_PROPOSE_DATA_FORMAT':
        return this.kind.accepts(command.openFormat) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NOT_SUPPORTED;
      case 'SRB_SET_DATA_FORMAT':
        if (!this.kind.accepts(command.openFormat)) return STATUS.STATUS_NOT_SUPPORTED;
        this.format = command.openFormat;
        this.#setTimer();
        return STATUS.STATUS_SUCCESS;
      case 'SRB_INDICATE_MASTER_CLOCK':
        this.#masterClock = command.masterClockHandle;
        return STATUS.STATUS_SUCCESS;
      case 'SRB_OPEN_MASTER_CLOCK':
        return STATUS.STATUS_SUCCESS;
      default:
        return STATUS.STATUS_NOT_IMPLEMENTED;
    }
  }

  #setState(to: number): void {
    // VCAP-009: the counts start anew on the way up, and survive a pause.
    if (this.state === KSSTATE.STOP) {
      Object.assign(this.counts, { pictures: 0, dropped: 0, bytes: 0 });
      this.#periods = 0;
      this.#gap = false;
    }
    this.state = to;
    this.#setTimer();
    if (to === KSSTATE.STOP) this.#reads.end();
  }

  /** The hardware delivers in RUN. */
  #setTimer(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const period = this.kind.period?.(this.format);
    if (period === undefined || this.state !== KSSTATE.RUN) return;
    this.#timer = this.#services.scheduleTimer(this.#services.now() + period, () => {
      this.#setTimer();
      this.#deliver(period);
    });
  }

  /** A picture is there: whoever waits longest gets it. What nobody waits for is lost and counted. */
  #deliver(period: number): void {
    const { counts, kind } = this;
    this.#periods++;
    const wanted = kind.wanted?.(this.format) ?? period;
    // VCAP-010: pictures that the hardware is too slow for are due, and dropped.
    const due = Math.max(counts.pictures + 1, Math.floor((this.#periods * period) / wanted));
    counts.dropped += due - counts.pictures - 1;
    counts.pictures = due;
    const taken = this.#reads.fill((frame) => {
      this.#fill(frame, period);
    });
    if (taken) return;
    counts.dropped++;
    this.#gap = true;
  }

  #fill(frame: StreamBuffer, period: number): void {
    const { kind, counts } = this;
    frame.dataUsed = kind.fill?.(frame, this) ?? 0;
    counts.bytes += frame.dataUsed;
    frame.duration = period;
    frame.optionsFlags = OPTIONSF.DURATIONVALID | OPTIONSF.SPLICEPOINT;
    if (this.#gap) frame.optionsFlags |= OPTIONSF.DATADISCONTINUITY;
    this.#gap = false;
    if (this.#masterClock !== null) {
      frame.presentationTime = this.#services.queryMasterClock(this.#masterClock);
      frame.optionsFlags |= OPTIONSF.TIMEVALID;
    }
    const extension = kind.extension?.(this);
    if (extension !== undefined) frame.extension?.set(extension.subarray(0, frame.extension.length));
  }

  #take(frames: readonly StreamBuffer[]): number {
    for (const frame of frames) {
      const status = this.kind.take?.(frame) ?? STATUS.STATUS_NOT_IMPLEMENTED;
      if (status !== STATUS.STATUS_SUCCESS) return status;
    }
    return STATUS.STATUS_SUCCESS;
  }

  #finish(srb: HwStreamRequestBlock, status: number): void {
    srb.status = status;
    this.#services.completeRequestAndMarkQueueReady(srb);
  }
}

/** The stream of a request. */
export const streamOf = (extension: unknown): TimedStream => extension as TimedStream;
