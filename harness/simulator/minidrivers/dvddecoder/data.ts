/** Data: packs wait for RUN and are then decoded at once; captions come out of the video. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type HwStreamObject,
  type HwStreamRequestBlock,
  type StreamBuffer,
  type StreamClassServices,
} from '../../classdrivers/stream/descriptors.ts';
import { captionsOf } from '../../hardware/dvddecoder/captions.ts';
import { PIN } from './streams.ts';
import { vpNotify } from '../../classdrivers/stream/sets/decoder-port.ts';
import type { Decrypter } from '../../hardware/dvddecoder/decrypter.ts';
import { framesOf, WaitingRequests } from '../../classdrivers/stream/parts/waiting.ts';

/** The device extension. */
export interface DvdDevice {
  readonly decrypter: Decrypter;
  /** The open streams, oldest first. */
  readonly streams: HwStreamObject[];
}

/** The stream extension. */
export class DvdStream {
  /** KSSTATE. */
  state: number = KSSTATE.STOP;
  /** Data requests that wait: writes for RUN, reads of line 21 for captions. */
  readonly waiting: WaitingRequests;
  /** A header with KS_AM_UseNewCSSKey has come since the last negotiation began. */
  newKey = false;

  constructor(services: StreamClassServices) {
    this.waiting = new WaitingRequests(services);
  }
}

export const extensionOf = (stream: HwStreamObject): DvdStream => stream.hwStreamExtension as DvdStream;
export const extensionsOf = ({ streams }: DvdDevice): DvdStream[] => streams.map(extensionOf);

/** KSSTREAM_HEADER.TypeSpecificFlags: the new title key applies from this header on. */
const KS_AM_UseNewCSSKey = 1;

/** The path of data through a decoder. */
export class DataFlow {
  readonly #services: StreamClassServices;
  readonly #device: DvdDevice;

  constructor(services: StreamClassServices, device: DvdDevice) {
    this.#services = services;
    this.#device = device;
  }

  /** SRB_READ_DATA and SRB_WRITE_DATA. */
  receive(srb: HwStreamRequestBlock): void {
    const { streamObject } = srb;
    if (streamObject === null) return;
    const extension = extensionOf(streamObject);
    if (framesOf(srb).some(({ typeSpecificFlags }) => (typeSpecificFlags & KS_AM_UseNewCSSKey) !== 0)) {
      extension.newKey = true;
    }
    // In STOP and ACQUIRE there is nobody to fill or take a buffer: it goes back at once (STRM-038).
    if (extension.state < KSSTATE.PAUSE) {
      srb.status = STATUS.STATUS_SUCCESS;
      this.#services.requestComplete(srb);
    } else {
      extension.waiting.add(srb);
      this.#pump(streamObject);
    }
    this.#services.readyForNextStreamDataRequest(streamObject);
    this.#review();
  }

  /** SRB_SET_STREAM_STATE: STOP gives everything back (CONN-019). */
  setState(stream: HwStreamObject, state: number): void {
    const extension = extensionOf(stream);
    extension.state = state;
    if (state === KSSTATE.STOP) {
      extension.newKey = false;
      extension.waiting.end();
    }
    this.#pump(stream);
    this.#review();
  }

  #review(): void {
    this.#device.decrypter.review(extensionsOf(this.#device));
  }

  #find(number: number): HwStreamObject | undefined {
    return this.#device.streams.find(({ streamNumber }) => streamNumber === number);
  }

  /** A frame of packs goes into the decoder. */
  #decode(stream: HwStreamObject, frame: StreamBuffer): void {
    if (stream.streamNumber !== PIN.VIDEO) return;
    // Gaps are the captions' as well, with or without data (DVD-014).
    const gap = frame.optionsFlags & (OPTIONSF.DATADISCONTINUITY | OPTIONSF.TIMEDISCONTINUITY);
    if (gap !== 0) this.#deliver(new Uint8Array(0), gap);
    if ((frame.optionsFlags & OPTIONSF.TYPECHANGED) !== 0) {
      const port = this.#find(PIN.VIDEO_PORT);
      if (port !== undefined) this.#services.signalStreamEvents(port, { set: vpNotify.set, id: vpNotify.FORMATCHANGE });
      return;
    }
    for (const caption of captionsOf(frame.read(0, frame.dataUsed))) this.#deliver(caption, 0);
  }

  /** A sample of line 21 goes into the oldest read; without one it is lost. */
  #deliver(bytes: Uint8Array, flags: number): void {
    const stream = this.#find(PIN.CAPTIONS);
    if (stream === undefined || extensionOf(stream).state !== KSSTATE.RUN) return;
    extensionOf(stream).waiting.fill((frame) => {
      frame.write(0, bytes.subarray(0, frame.frameExtent));
      frame.dataUsed = Math.min(bytes.length, frame.frameExtent);
      frame.optionsFlags = flags;
    });
  }

  /** Decodes what waits, if the stream runs. */
  #pump(stream: HwStreamObject): void {
    const { state, waiting } = extensionOf(stream);
    if (state !== KSSTATE.RUN || stream.streamNumber === PIN.CAPTIONS) return;
    waiting.end((frame) => {
      this.#decode(stream, frame);
    });
  }
}
