/** Properties of streams in the few forms that there are: told and never changed, set, set and read, not implemented. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerBytes } from '../../ks/answers.ts';
import type { HwStreamObject } from '../descriptors.ts';
import type { MiniProperty, MiniRequest } from '../minidriver.ts';

/** Settings by property, as bytes; those that were never set are not there. They go with their streams. */
const settings = new WeakMap<HwStreamObject, Map<string, Uint8Array>>();

function settingsOf(stream: HwStreamObject): Map<string, Uint8Array> {
  let found = settings.get(stream);
  if (found === undefined) settings.set(stream, (found = new Map()));
  return found;
}

/** The stream that a property of a stream is asked of. */
export function streamOf(request: Pick<MiniRequest, 'stream'>): HwStreamObject {
  if (request.stream === null) throw new RangeError('a property of a stream was asked of the device');
  return request.stream;
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
export const setting = (id: number, size: number, legal: (value: MiniRequest['value']) => boolean = () => true) => ({
  id,
  minData: size,
  set: (request: MiniRequest): number => {
    if (!legal(request.value)) return STATUS.STATUS_INVALID_PARAMETER;
    settingsOf(streamOf(request)).set(keyOf(request), request.value.slice(0, size));
    return STATUS.STATUS_SUCCESS;
  },
});

/** A setting that can be read as well; `initial` until it is set. */
export const stored = (
  id: number,
  initial: Uint8Array,
  legal?: (value: MiniRequest['value']) => boolean,
): MiniProperty => ({
  ...setting(id, initial.length, legal),
  get: (request) =>
    answerBytes(request, settingsOf(streamOf(request)).get(keyOf(request)) ?? initial),
});

/** A property that the documentation lists and this minidriver does not implement. */
export const notImplemented = (id: number, minData: number, verbs: 'get' | 'set' | 'both'): MiniProperty => ({
  id,
  minData,
  ...(verbs !== 'set' && { get: () => STATUS.STATUS_NOT_IMPLEMENTED }),
  ...(verbs !== 'get' && { set: () => STATUS.STATUS_NOT_IMPLEMENTED }),
});
