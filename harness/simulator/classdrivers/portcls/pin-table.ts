/** What a port offers on every pin (PCLS-002): Connection, Stream, the position, and protected content. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { AllocatorObject } from '../ks/allocator-object.ts';
import { answerBytes, answerU32 } from '../ks/answers.ts';
import { resolveAssigned } from '../ks/assignment.ts';
import type { KsAutomationTable, KsHandler, KsPropertyItem, KsRequest } from '../ks/automation.ts';
import { ClockObject } from '../ks/clock-object.ts';
import { ksGuid } from '../ks/guids.ts';
import { takeProposal } from '../ks/pin-set.ts';
import { KSSTATE } from './descriptors.ts';
import type { PcPin } from './pin.ts';

const framingSize = 24;
/** KSALLOCATOR_FRAMING of a port: paged memory, as many frames as a mixer keeps queued. */
const frames = 8;

/** KSDATAFORMAT without what follows it. */
const formatSize = 64;

const connection: KsPropertyItem<PcPin>[] = [
  {
    id: 0,
    minData: 4,
    get: (request) => answerU32(request, request.target.state),
    set: (request) => {
      // CONN-005: the port leaves the size of the value in Information.
      request.information = 4;
      return request.target.filter.subdevice.portcls.states.set(request.target, request.value.u32(0));
    },
  },
  {
    // The handler minds the size: that of a format is none of the item's (PROP-024).
    id: 2,
    minData: 0,
    get: (request) => answerBytes(request, request.target.format),
    set: (request) => {
      if (request.value.length < formatSize) return STATUS.STATUS_BUFFER_TOO_SMALL;
      const proposal = takeProposal(request.value.slice());
      if (proposal === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      request.information = proposal.format.length;
      return setFormat(request.target, proposal.format);
    },
  },
  {
    id: 3,
    minData: framingSize,
    get: (request) => {
      const { value } = request;
      value.zero(0, framingSize);
      value.setU32(4, 1);
      value.setU32(8, frames);
      value.setU32(12, request.target.frameSize);
      request.information = framingSize;
      return STATUS.STATUS_SUCCESS;
    },
  },
];

/** CONN-043…047: the format that the pin has already is always right; another needs a range, and a stream at rest. */
function setFormat(pin: PcPin, format: Uint8Array): number {
  if (sameBytes(format, pin.format)) return STATUS.STATUS_SUCCESS;
  if (pin.state === KSSTATE.RUN) return STATUS.STATUS_INVALID_PARAMETER;
  const judged = pin.ks.intersections.propose(pin.factory, format, []);
  if (judged !== STATUS.STATUS_SUCCESS) return STATUS.STATUS_INVALID_PARAMETER;
  const status = pin.changeFormat(format.slice());
  if (status === STATUS.STATUS_SUCCESS) pin.format = format.slice();
  return status;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** ALLOCATOR and MASTERCLOCK (CLK-060…065, ALLOC-050…052): a get answers a NULL handle. */
function handleItem(id: number, slot: 'allocator' | 'masterClock', pointerSize: number): KsPropertyItem<PcPin> {
  const kind = slot === 'masterClock' ? ClockObject : AllocatorObject;
  return {
    id,
    minData: pointerSize,
    get: (request) => answerBytes(request, new Uint8Array(pointerSize)),
    set: ({ target, value }) => {
      if (target.state !== KSSTATE.STOP) return STATUS.STATUS_INVALID_DEVICE_STATE;
      const handle = value.pointer(0, pointerSize);
      const object = resolveAssigned(target.kernel, handle, ({ driver }) => driver instanceof kind);
      if (typeof object === 'number') return object;
      target.assign(slot, object);
      return STATUS.STATUS_SUCCESS;
    },
  };
}

/** AUDIO_POSITION: offsets in the cyclic buffer (PCLS-068). */
const position: KsHandler<PcPin> = (request) => {
  const { playOffset, writeOffset } = request.target.position();
  request.value.setI64Number(0, playOffset);
  request.value.setI64Number(8, writeOffset);
  request.information = 16;
  return STATUS.STATUS_SUCCESS;
};

/** AUDIO_POSITIONEX: the position between two readings of the counter, whose unit is 100 ns (PCLS-115). */
const positionEx: KsHandler<PcPin> = (request) => {
  const { now } = request.target.kernel.clock;
  const { playOffset, writeOffset } = request.target.position();
  [10_000_000, now, playOffset, writeOffset, now].forEach((value, i) => {
    request.value.setI64Number(i * 8, value);
  });
  request.information = 40;
  return STATUS.STATUS_SUCCESS;
};

/** The table of a port's pins. */
export function pinTable(pointerSize: number): KsAutomationTable<PcPin> {
  return {
    properties: [
      { set: ksGuid('KSPROPSETID_Connection'), items: connection },
      {
        set: ksGuid('KSPROPSETID_Stream'),
        items: [handleItem(0, 'allocator', pointerSize), handleItem(3, 'masterClock', pointerSize)],
      },
      {
        set: ksGuid('KSPROPSETID_Audio'),
        items: [
          { id: 5, minData: 16, get: position },
          { id: 50, minData: 40, get: positionEx },
        ],
      },
      // The rights of content are the system's to set.
      { set: ksGuid('KSPROPSETID_DrmAudioStream'), items: [{ id: 0, minData: 4, kernelOnly: true, set: setContentId }] },
    ],
  };
}

function setContentId({ target, value }: KsRequest<PcPin>): number {
  target.contentId = value.u32(0);
  return STATUS.STATUS_SUCCESS;
}
