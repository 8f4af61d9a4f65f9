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
import { captionsOf } from './captions.ts';
import { deviceOf, extensionOf } from './state.ts';
import { PIN } from './streams.ts';
import { vpNotify } from './video-port.ts';

/** KSSTREAM_HEADER.TypeSpecificFlags: the new title key applies from this header on. */
const KS_AM_UseNewCSSKey = 1;

function complete(services: StreamClassServices, srb: HwStreamRequestBlock): void {
  srb.status = STATUS.STATUS_SUCCESS;
  services.requestComplete(srb);
}

const framesOf = ({ command }: HwStreamRequestBlock): readonly StreamBuffer[] =>
  'dataBufferArray' in command ? command.dataBufferArray : [];

const findStream = (stream: HwStreamObject, number: number): HwStreamObject | undefined =>
  deviceOf(stream).streams.find(({ streamNumber }) => streamNumber === number);

/** A frame of packs goes into the decoder. */
function decode(services: StreamClassServices, stream: HwStreamObject, frame: StreamBuffer): void {
  if (stream.streamNumber !== PIN.VIDEO) return;
  // Gaps are the captions' as well, with or without data (DVD-014).
  const gap = frame.optionsFlags & (OPTIONSF.DATADISCONTINUITY | OPTIONSF.TIMEDISCONTINUITY);
  if (gap !== 0) deliver(services, stream, new Uint8Array(0), gap);
  if ((frame.optionsFlags & OPTIONSF.TYPECHANGED) !== 0) {
    const port = findStream(stream, PIN.VIDEO_PORT);
    if (port !== undefined) services.signalStreamEvents(port, { set: vpNotify.set, id: vpNotify.FORMATCHANGE });
    return;
  }
  for (const caption of captionsOf(frame.read(0, frame.dataUsed))) deliver(services, stream, caption, 0);
}

/** A sample of line 21 goes into the oldest read; without one it is lost. */
function deliver(services: StreamClassServices, video: HwStreamObject, bytes: Uint8Array, flags: number): void {
  const stream = findStream(video, PIN.CAPTIONS);
  if (stream === undefined || extensionOf(stream).state !== KSSTATE.RUN) return;
  const read = extensionOf(stream).waiting[0];
  if (read === undefined) return;
  // How many frames of the read are filled.
  const filled = typeof read.srbExtension === 'number' ? read.srbExtension : 0;
  const frame = framesOf(read)[filled];
  if (frame !== undefined) {
    frame.write(0, bytes.subarray(0, frame.frameExtent));
    frame.dataUsed = Math.min(bytes.length, frame.frameExtent);
    frame.optionsFlags = flags;
  }
  read.srbExtension = filled + 1;
  if (filled + 1 < framesOf(read).length) return;
  extensionOf(stream).waiting.shift();
  complete(services, read);
}

/** Decodes what waits, if the stream runs. */
function pump(services: StreamClassServices, stream: HwStreamObject): void {
  const { state, waiting } = extensionOf(stream);
  if (state !== KSSTATE.RUN || stream.streamNumber === PIN.CAPTIONS) return;
  for (const srb of waiting.splice(0)) {
    for (const frame of framesOf(srb)) decode(services, stream, frame);
    complete(services, srb);
  }
}

/** The decoder's side of streaming. */
export const dataFlow = {
  /** SRB_READ_DATA and SRB_WRITE_DATA. */
  receive(services: StreamClassServices, srb: HwStreamRequestBlock): void {
    const { streamObject } = srb;
    if (streamObject === null) return;
    const extension = extensionOf(streamObject);
    if (framesOf(srb).some(({ typeSpecificFlags }) => (typeSpecificFlags & KS_AM_UseNewCSSKey) !== 0)) {
      extension.newKey = true;
    }
    // In STOP and ACQUIRE there is nobody to fill or take a buffer: it goes back at once (STRM-038).
    if (extension.state < KSSTATE.PAUSE) {
      complete(services, srb);
    } else {
      srb.timeoutCounter = 0;
      extension.waiting.push(srb);
      pump(services, streamObject);
    }
    services.readyForNextStreamDataRequest(streamObject);
    const { decrypter, streams } = deviceOf(streamObject);
    decrypter.review(streams);
  },

  /** SRB_SET_STREAM_STATE: STOP gives everything back (CONN-019). */
  setState(services: StreamClassServices, stream: HwStreamObject, state: number): void {
    const extension = extensionOf(stream);
    extension.state = state;
    if (state === KSSTATE.STOP) {
      extension.newKey = false;
      for (const srb of extension.waiting.splice(0)) complete(services, srb);
    }
    pump(services, stream);
    const { decrypter, streams } = deviceOf(stream);
    decrypter.review(streams);
  },

  /** Takes a request back; whether it was waiting. */
  drop(srb: HwStreamRequestBlock): boolean {
    const waiting = srb.streamObject === null ? [] : extensionOf(srb.streamObject).waiting;
    const index = waiting.indexOf(srb);
    if (index >= 0) waiting.splice(index, 1);
    return index >= 0;
  },
};
