/** What the minidriver keeps: of the device, which all streams share, and of each open stream. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes } from '../../classdrivers/ks/answers.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import { KSSTATE, type HwStreamObject, type HwStreamRequestBlock } from '../../classdrivers/stream/descriptors.ts';
import type { MiniProperty, MiniRequest } from '../../classdrivers/stream/minidriver.ts';
import { Decrypter } from './decrypter.ts';

/** The device extension. */
export class DvdDevice {
  readonly decrypter = new Decrypter();
  /** The open streams, oldest first. */
  readonly streams: HwStreamObject[] = [];
}

/** The stream extension. */
export class DvdStream {
  /** KSSTATE. */
  state: number = KSSTATE.STOP;
  /** Data requests that wait: writes for RUN, reads of line 21 for captions. */
  readonly waiting: HwStreamRequestBlock[] = [];
  /** A header with KS_AM_UseNewCSSKey has come since the last negotiation began. */
  newKey = false;
  /** Settings by property, as bytes; those that were never set are not there. */
  readonly values = new Map<string, Uint8Array>();
}

export const deviceOf = (object: { readonly hwDeviceExtension: unknown }): DvdDevice =>
  object.hwDeviceExtension as DvdDevice;
export const extensionOf = (stream: HwStreamObject): DvdStream => stream.hwStreamExtension as DvdStream;

/** The stream that a property of a stream is asked of. */
export function streamOf(request: Pick<MiniRequest, 'stream'>): HwStreamObject {
  if (request.stream === null) throw new RangeError('a property of a stream was asked of the device');
  return request.stream;
}

/** Little-endian ULONGs. */
export function ulongs(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, true);
  });
  return bytes;
}

/** A value of fixed size that is told and never changes. */
export const fixed = (id: number, value: Uint8Array): MiniProperty => ({
  id,
  minData: value.length,
  get: (request) => answerBytes(request, value),
});

/** What a setting is kept under. */
const keyOf = ({ input }: MiniRequest): string => `${input.guid(0)} ${input.u32(16)}`;

/** A setting of a stream that takes what `legal` lets through. */
export const setting = (id: number, size: number, legal: (value: KernelBuffer) => boolean = () => true) => ({
  id,
  minData: size,
  set: (request: MiniRequest): number => {
    if (!legal(request.value)) return STATUS.STATUS_INVALID_PARAMETER;
    extensionOf(streamOf(request)).values.set(keyOf(request), request.value.slice(0, size));
    return STATUS.STATUS_SUCCESS;
  },
});

/** A setting that can be read as well; `initial` until it is set. */
export const stored = (
  id: number,
  initial: Uint8Array,
  legal?: (value: KernelBuffer) => boolean,
): MiniProperty => ({
  ...setting(id, initial.length, legal),
  get: (request) =>
    answerBytes(request, extensionOf(streamOf(request)).values.get(keyOf(request)) ?? initial),
});

/** A property that the documentation lists and no minidriver implements. */
export const notImplemented = (id: number, minData: number, verbs: 'get' | 'set' | 'both'): MiniProperty => ({
  id,
  minData,
  ...(verbs !== 'set' && { get: () => STATUS.STATUS_NOT_IMPLEMENTED }),
  ...(verbs !== 'get' && { set: () => STATUS.STATUS_NOT_IMPLEMENTED }),
});
