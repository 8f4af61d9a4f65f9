/** What AVStream offers on every pin: Connection, Stream, StreamInterface, and the connection events. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { answerBytes, answerU32, shortValue } from '../ks/answers.ts';
import { AllocatorObject } from '../ks/allocator-object.ts';
import { resolveAssigned } from '../ks/assignment.ts';
import type { KsAutomationTable, KsHandler, KsPropertyItem } from '../ks/automation.ts';
import { ClockObject } from '../ks/clock-object.ts';
import { dataFormatSize } from '../ks/formats.ts';
import { framingBytes } from './framing.ts';
import { ksGuid } from '../ks/guids.ts';
import { takeProposal } from '../ks/pin-set.ts';
import { KSPIN_FLAG, KSSTATE } from './descriptors.ts';
import type { AvPin } from './pin.ts';

const GET = 1;
const SET = 2;

/** The connection events (EVT-091, EVT-092). */
export const connectionEvents = {
  set: ksGuid('KSEVENTSETID_Connection'),
  DATADISCONTINUITY: 1,
  TIMEDISCONTINUITY: 2,
  ENDOFSTREAM: 4,
} as const;

const fixedFormat = (pin: AvPin): boolean => pin.hasFlag(KSPIN_FLAG.FIXED_FORMAT);

const connection: KsPropertyItem<AvPin>[] = [
  {
    id: 0,
    minData: 4,
    get: (request) => answerU32(request, request.target.deviceState),
    set: ({ target, value }) => target.av.states.set(target, value.u32(0)),
  },
  {
    id: 1,
    minData: 8,
    get: (request) => answerBytes(request, request.target.priority),
    set: ({ target, value }) => {
      target.priority = value.slice(0, 8);
      return STATUS.STATUS_SUCCESS;
    },
  },
  {
    id: 2,
    minData: 0,
    access: (pin) => (fixedFormat(pin) ? GET : GET | SET),
    get: (request) => answerBytes(request, request.target.connectionFormat),
    set: (request) => {
      const { target, value } = request;
      if (fixedFormat(target)) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
      if (value.length === 0) return shortValue(request, dataFormatSize);
      const proposal = takeProposal(value.slice());
      if (proposal === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      return target.av.formats.apply(target, proposal.format, proposal.attributes);
    },
  },
  {
    id: 4,
    minData: dataFormatSize,
    access: (pin) => (fixedFormat(pin) ? 0 : SET),
    set: ({ target, value }) => {
      if (fixedFormat(target)) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
      const proposal = takeProposal(value.slice());
      if (proposal === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      return target.ks.intersections.propose(target.factory, proposal.format, proposal.attributes);
    },
  },
  { id: 5, minData: 4, get: (request) => answerU32(request, 0) },
  {
    id: 6,
    minData: 0,
    access: (pin) => (pin.descriptor.allocatorFraming === undefined ? 0 : GET),
    get: (request) => {
      const framing = request.target.descriptor.allocatorFraming;
      return framing === undefined ? STATUS.STATUS_NOT_FOUND : answerBytes(request, framingBytes(framing));
    },
  },
];

/** GET of ALLOCATOR and MASTERCLOCK: a NULL handle; the status is the answer (CLK-060, ALLOC-050). */
const answerNullHandle: KsHandler<AvPin> = (request) => {
  const { pointerSize } = request.target.ks.layout;
  request.value.zero(0, pointerSize);
  request.information = pointerSize;
  return STATUS.STATUS_SUCCESS;
};

const stream = (pointerSize: number): KsPropertyItem<AvPin>[] => [
  {
    id: 0,
    minData: pointerSize,
    access: (pin) => (pin.hasAllocator ? GET | SET : 0),
    get: (request) => (request.target.hasAllocator ? answerNullHandle(request) : STATUS.STATUS_NOT_FOUND),
    set: ({ target, value }) => {
      if (!target.hasAllocator) return STATUS.STATUS_NOT_FOUND;
      return assign(target, value.pointer(0, pointerSize), 'allocator');
    },
  },
  {
    id: 3,
    minData: pointerSize,
    get: answerNullHandle,
    set: ({ target, value }) => assign(target, value.pointer(0, pointerSize), 'masterClock'),
  },
  {
    id: 10,
    minData: pointerSize,
    get: (request) => answerBytes(request, request.target.pipeId),
    set: ({ target, value }) => {
      target.pipeId = value.slice(0, pointerSize);
      return STATUS.STATUS_SUCCESS;
    },
  },
];

/** SET of ALLOCATOR and MASTERCLOCK (CLK-061…065, ALLOC-051, ALLOC-052). */
function assign(pin: AvPin, handle: number, slot: 'allocator' | 'masterClock'): number {
  const judged = pin.av.assignments.judge(pin);
  if (judged !== STATUS.STATUS_SUCCESS) return judged;
  const object = resolveAssigned(pin.kernel, handle, (candidate) => pin.av.assignments.fits(candidate, slot));
  if (typeof object === 'number') return object;
  pin.assign(slot, object);
  return STATUS.STATUS_SUCCESS;
}

/** Which objects a pin may be given, and when. */
export class Assignments {
  judge(pin: AvPin): number {
    return pin.deviceState === KSSTATE.STOP ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_DEVICE_STATE;
  }

  fits(object: FileObject, slot: 'allocator' | 'masterClock'): boolean {
    return object.driver instanceof (slot === 'masterClock' ? ClockObject : AllocatorObject);
  }
}

/** The table that the pins of a minidriver's descriptor have besides their own. */
export function pinTable(pointerSize: number, flags: number): KsAutomationTable<AvPin> {
  return {
    properties: [
      { set: ksGuid('KSPROPSETID_Connection'), items: connection },
      { set: ksGuid('KSPROPSETID_Stream'), items: stream(pointerSize) },
      {
        set: ksGuid('KSPROPSETID_StreamInterface'),
        items: [{ id: 0, minData: 4, get: (request) => answerU32(request, request.target.headerSize) }],
      },
    ],
    events:
      (flags & KSPIN_FLAG.GENERATE_EOS_EVENTS) === 0
        ? []
        : [
            {
              set: connectionEvents.set,
              items: [
                { id: connectionEvents.DATADISCONTINUITY },
                { id: connectionEvents.TIMEDISCONTINUITY },
                { id: connectionEvents.ENDOFSTREAM },
              ],
            },
          ],
  };
}
