/** KSPROPSETID_MediaSeeking of a filter that plays a clip (SEEK-001…009). */
import { readGuid, writeGuid } from '../../../../abi/guid.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../descriptors.ts';
import { answerGuid, answerI64, answerList, answerU32, multipleItem } from '../../ks/answers.ts';
import type { KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';

const mediaTime = ksGuid('KSTIME_FORMAT_MEDIA_TIME');
const frames = ksGuid('KSTIME_FORMAT_FRAME');
/** Absolute, forwards, backwards, current position, stop position, duration. */
const capabilities = 0x3f;
/** KS_SEEKING_FLAGS. */
const seeking = { noPositioning: 0, absolute: 1, relative: 2, incremental: 3 } as const;

interface Seek {
  current: number;
  stop: number;
  format: string;
}

/** A clip that can be played: how long it lasts, and each of its frames, in 100 ns. */
export interface Clip {
  readonly duration: number;
  readonly frame: number;
}

const formatList = multipleItem(
  [mediaTime, frames].map((guid) => {
    const bytes = new Uint8Array(16);
    writeGuid(bytes, 0, guid);
    return bytes;
  }),
);

function moved(old: number, value: number, flags: number, base: number): number {
  switch (flags & 3) {
    case seeking.noPositioning:
      return old;
    case seeking.absolute:
      return value;
    case seeking.relative:
      return old + value;
    default:
      return base + value;
  }
}

/** The set over a clip. */
export function mediaSeeking({ duration, frame }: Clip): KsPropertySet<KsFilter> {
  const states = new WeakMap<KsFilter, Seek>();
  const seekOf = (filter: KsFilter): Seek => {
    let state = states.get(filter);
    if (state === undefined) states.set(filter, (state = { current: 0, stop: duration, format: mediaTime }));
    return state;
  };
  /** 100 ns in one unit of a time format; `undefined` for a format that is not offered. */
  const unitOf = (format: string): number | undefined => (format === mediaTime ? 1 : format === frames ? frame : undefined);

  function setTimeFormat({ target, value }: KsRequest<KsFilter>): number {
    const format = value.guid(0);
    if (unitOf(format) === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    seekOf(target).format = format;
    return STATUS.STATUS_SUCCESS;
  }

  function setPositions({ target, value }: KsRequest<KsFilter>): number {
    const state = seekOf(target);
    const current = moved(state.current, Number(value.i64(0)), value.u32(16), state.current);
    const stop = moved(state.stop, Number(value.i64(8)), value.u32(20), current);
    if (current < 0 || current > duration || stop < current || stop > duration) {
      return STATUS.STATUS_INVALID_PARAMETER;
    }
    state.current = current;
    state.stop = stop;
    return STATUS.STATUS_SUCCESS;
  }

  /** An absent target format (GUID_NULL) is the current one. */
  function convert(request: KsRequest<KsFilter>): number {
    const { input, target } = request;
    const bytes = input.slice();
    const { format } = seekOf(target);
    const named = (guid: string): string => (guid.startsWith('{00000000-0000') ? format : guid);
    const from = unitOf(named(readGuid(bytes, 24)));
    const to = unitOf(named(readGuid(bytes, 40)));
    if (from === undefined || to === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const time = input.i64(56);
    request.value.setI64(0, from === to ? time : (time * BigInt(from)) / BigInt(to));
    request.information = 8;
    return STATUS.STATUS_SUCCESS;
  }

  return {
    set: ksGuid('KSPROPSETID_MediaSeeking'),
    items: [
      { id: 0, minData: 4, get: (request) => answerU32(request, capabilities) },
      { id: 1, minData: 0, get: (request) => answerList(request, formatList) },
      {
        id: 2,
        minData: 16,
        get: (request) => answerGuid(request, seekOf(request.target).format),
        set: setTimeFormat,
      },
      { id: 3, minData: 8, get: (request) => answerI64(request, seekOf(request.target).current) },
      { id: 4, minData: 8, get: (request) => answerI64(request, seekOf(request.target).stop) },
      { id: 5, minData: 24, set: setPositions },
      { id: 6, minData: 8, get: (request) => answerI64(request, duration) },
      {
        id: 7,
        minData: 16,
        get: (request) => {
          request.value.setI64Number(0, 0);
          request.value.setI64Number(8, duration);
          request.information = 16;
          return STATUS.STATUS_SUCCESS;
        },
      },
      { id: 8, minData: 8, get: (request) => answerI64(request, 0) },
      { id: 9, minProperty: 64, minData: 8, get: convert },
    ],
  };
}
