/** A pin that plays what it is given: the optional properties of its stream (SSET-…, QUAL-…), and its processing. */
import { readGuid, writeGuid } from '../../../../abi/guid.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import { KSSTATE, type KsPin, type KsPinDispatch } from '../descriptors.ts';
import { answerBytes, answerGuid, answerI64, answerList } from '../../ks/answers.ts';
import type { KsAutomationTable, KsPropertyItem, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';

const normalRate = 1000;
const fastestRate = 4000;
const rateSize = 48;
/** Offset of Rate in KSRATE. */
const rateOffset = 40;

interface Render {
  bytes: number;
  presentationTime: Uint8Array;
  rate: Uint8Array;
  degradation: Uint8Array;
  quality: Uint8Array;
  error: Uint8Array;
}

const renderOf = (pin: KsPin): Render => pin.context as Render;

/** A KSRATE of 1.0 from the start without end. */
function normal(): Uint8Array {
  const bytes = new Uint8Array(rateSize);
  new DataView(bytes.buffer).setUint32(rateOffset, normalRate, true);
  bytes.set(standardInterface, 16);
  return bytes;
}

/** KSPIN_INTERFACE of the standard streaming interface. */
const standardInterface = new Uint8Array(24);
writeGuid(standardInterface, 0, ksGuid('KSINTERFACESETID_Standard'));

const streams = (pin: KsPin): boolean => pin.deviceState >= KSSTATE.PAUSE;

function setRate({ target, value }: KsRequest<KsPin>): number {
  if (!streams(target)) return STATUS.STATUS_INVALID_DEVICE_STATE;
  const rate = value.i32(rateOffset);
  if (rate < 1 || rate > fastestRate) return STATUS.STATUS_NOT_SUPPORTED;
  renderOf(target).rate = value.slice(0, rateSize);
  return STATUS.STATUS_SUCCESS;
}

/** What remains to be done by others: 1.0, as every rate up to four times is played as asked. */
function getRateCapability(request: KsRequest<KsPin>): number {
  const { target, input } = request;
  if (!streams(target)) return STATUS.STATUS_INVALID_DEVICE_STATE;
  const asked = input.i32(24 + rateOffset);
  if (asked < 1) return STATUS.STATUS_NOT_SUPPORTED;
  const residual = input.slice(24, rateSize);
  new DataView(residual.buffer).setUint32(
    rateOffset,
    Math.round((asked * normalRate) / Math.min(asked, fastestRate)),
    true,
  );
  return answerBytes(request, residual);
}

function setPresentationTime({ target, value }: KsRequest<KsPin>): number {
  if (value.u32(8) === 0 || value.u32(12) === 0) return STATUS.STATUS_INVALID_PARAMETER;
  renderOf(target).presentationTime = value.slice(0, 16);
  return STATUS.STATUS_SUCCESS;
}

/** KSMULTIPLE_ITEM + KSDEGRADE[] (24 each): which degradations are wanted. */
function setDegradation({ target, value }: KsRequest<KsPin>): number {
  const wellFormed = value.length >= 8 && value.u32(0) === 8 + 24 * value.u32(4) && value.length >= value.u32(0);
  if (!wellFormed) return STATUS.STATUS_INVALID_PARAMETER;
  const list = value.slice(0, value.u32(0));
  for (let i = 0; i < value.u32(4); i++) {
    if (readGuid(list, 8 + 24 * i) !== ksGuid('KSDEGRADESETID_Standard')) return STATUS.STATUS_NOT_SUPPORTED;
  }
  renderOf(target).degradation = list;
  return STATUS.STATUS_SUCCESS;
}

/** A value that is kept as it is. */
function stored(id: number, minData: number, member: 'quality' | 'error'): KsPropertyItem<KsPin> {
  return {
    id,
    minData,
    get: (request) => answerBytes(request, renderOf(request.target)[member]),
    set: ({ target, value }) => {
      renderOf(target)[member] = value.slice(0, minData);
      return STATUS.STATUS_SUCCESS;
    },
  };
}

/** The table of the render pin; KSQUALITY, KSERROR and KSQUALITY_MANAGER carry pointers. */
export function renderTable(arch: Arch): KsAutomationTable<KsPin> {
  const pointer = arch === 'x64' ? 8 : 4;
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_Stream'),
        items: [
          { id: 1, minData: 2 * pointer, set: () => STATUS.STATUS_SUCCESS },
          {
            id: 2,
            minData: 0,
            get: (request) => answerList(request, renderOf(request.target).degradation),
            set: setDegradation,
          },
          { id: 4, minData: 16, get: (request) => answerGuid(request, ksGuid('KSTIME_FORMAT_MEDIA_TIME')) },
          {
            id: 5,
            minData: 16,
            get: (request) => answerBytes(request, renderOf(request.target).presentationTime),
            set: setPresentationTime,
          },
          { id: 6, minData: 8, get: (request) => answerI64(request, 100_000_000) },
          {
            id: 7,
            minData: 16,
            get: (request) => {
              request.value.zero(0, 16);
              request.value.setI64Number(0, 10_000);
              request.information = 16;
              return STATUS.STATUS_SUCCESS;
            },
          },
          { id: 8, minProperty: 72, minData: rateSize, get: getRateCapability },
          {
            id: 9,
            minData: rateSize,
            get: (request) => answerBytes(request, renderOf(request.target).rate),
            set: setRate,
          },
        ],
      },
      {
        set: ksGuid('KSPROPSETID_Quality'),
        items: [stored(0, pointer === 8 ? 24 : 16, 'quality'), stored(1, 2 * pointer, 'error')],
      },
    ],
  };
}

/** Takes frames as soon as the pin runs. */
export function renderDispatch(arch: Arch): KsPinDispatch {
  const pointer = arch === 'x64' ? 8 : 4;
  return {
    create: (pin) => {
      const time = new Uint8Array(16);
      time[8] = 1;
      time[12] = 1;
      const quality = new Uint8Array(pointer === 8 ? 24 : 16);
      new DataView(quality.buffer).setInt32(pointer, normalRate, true);
      pin.context = {
        bytes: 0,
        presentationTime: time,
        rate: normal(),
        degradation: Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0),
        quality,
        error: new Uint8Array(2 * pointer),
      } satisfies Render;
      return STATUS.STATUS_SUCCESS;
    },
    setDeviceState: (pin, to) => {
      // A rate lasts as long as the stream is in PAUSE or RUN (SSET-011).
      if (to < KSSTATE.PAUSE) renderOf(pin).rate = normal();
      if (to === KSSTATE.STOP) renderOf(pin).bytes = 0;
      return STATUS.STATUS_SUCCESS;
    },
    process: (pin) => {
      for (let frame = pin.leadingEdge(); frame !== null; frame = pin.leadingEdge()) {
        renderOf(pin).bytes += frame.dataUsed;
        frame.advance();
      }
    },
    clock: {},
  };
}
