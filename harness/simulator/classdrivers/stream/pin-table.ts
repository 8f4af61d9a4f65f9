/** What the class driver offers on every stream: Connection, Stream, StreamInterface. */
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import { AllocatorObject } from '../ks/allocator-object.ts';
import { answerBytes, answerU32, shortValue } from '../ks/answers.ts';
import { resolveAssigned } from '../ks/assignment.ts';
import type { KsAutomationTable, KsPropertyItem } from '../ks/automation.ts';
import { ClockObject } from '../ks/clock-object.ts';
import { dataFormatSize } from '../ks/formats.ts';
import { ksGuid } from '../ks/guids.ts';
import { takeProposal } from '../ks/pin-set.ts';
import { KSSTATE } from './descriptors.ts';
import type { StreamPin } from './pin.ts';

const GET = 1;
const SET = 2;

const connection: KsPropertyItem<StreamPin>[] = [
  {
    id: 0,
    minData: 4,
    get: (request) => answerU32(request, request.target.streamClass.states.get(request.target)),
    set: ({ target, value }) => target.streamClass.states.set(target, value.u32(0)),
  },
  {
    id: 2,
    minData: 0,
    get: (request) => answerBytes(request, request.target.format),
    set: (request) => {
      const { target, value } = request;
      if (value.length === 0) return shortValue(request, dataFormatSize);
      return target.streamClass.formats.set(target, value.slice());
    },
  },
  {
    id: 4,
    minData: dataFormatSize,
    set: ({ target, value }) => target.streamClass.formats.propose(target, value.slice()),
  },
];

/** Formats of open streams: the GUIDs are judged by the ranges, the rest by the minidriver. */
export class StreamFormats {
  /** CONN-043, CONN-044: on an error the old format stays. */
  set(pin: StreamPin, value: Uint8Array): number {
    const format = this.#judge(pin, value);
    if (typeof format === 'number') return format;
    const { status } = pin.control({ code: 'SRB_SET_DATA_FORMAT', openFormat: format });
    if (!isError(status)) pin.format = format;
    return status;
  }

  /** CONN-050. */
  propose(pin: StreamPin, value: Uint8Array): number {
    const format = this.#judge(pin, value);
    if (typeof format === 'number') return format;
    return pin.control({ code: 'SRB_PROPOSE_DATA_FORMAT', openFormat: format }).status;
  }

  /** A format of one of the stream's ranges. */
  #judge(pin: StreamPin, value: Uint8Array): Uint8Array | number {
    const proposal = takeProposal(value);
    if (proposal === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const { format, attributes } = proposal;
    return pin.ks.connections.basicFormat(pin.factory, format, attributes) ? format : STATUS.STATUS_NOT_SUPPORTED;
  }
}

/** ALLOCATOR and MASTERCLOCK (CLK-060…065, ALLOC-050…052): a get answers a NULL handle. */
function handleItem(
  id: number,
  slot: 'allocator' | 'masterClock',
  pointerSize: number,
  offered: (pin: StreamPin) => boolean,
): KsPropertyItem<StreamPin> {
  const kind = slot === 'masterClock' ? ClockObject : AllocatorObject;
  return {
    id,
    minData: pointerSize,
    access: (pin) => (offered(pin) ? GET | SET : 0),
    get: (request) =>
      offered(request.target) ? answerBytes(request, new Uint8Array(pointerSize)) : STATUS.STATUS_NOT_FOUND,
    set: ({ target, value }) => {
      if (!offered(target)) return STATUS.STATUS_NOT_FOUND;
      if (target.state !== KSSTATE.STOP) return STATUS.STATUS_INVALID_DEVICE_STATE;
      const handle = value.pointer(0, pointerSize);
      const object = resolveAssigned(target.kernel, handle, ({ driver }) => driver instanceof kind);
      if (typeof object === 'number') return object;
      target.assign(slot, object);
      return STATUS.STATUS_SUCCESS;
    },
  };
}

/** The table of the class driver's pins. */
export function pinTable(pointerSize: number): KsAutomationTable<StreamPin> {
  return {
    properties: [
      { set: ksGuid('KSPROPSETID_Connection'), items: connection },
      {
        set: ksGuid('KSPROPSETID_Stream'),
        items: [
          handleItem(0, 'allocator', pointerSize, (pin) => pin.streamObject.allocator),
          handleItem(3, 'masterClock', pointerSize, () => true),
        ],
      },
      {
        set: ksGuid('KSPROPSETID_StreamInterface'),
        items: [{ id: 0, minData: 4, get: (request) => answerU32(request, request.target.headerSize) }],
      },
    ],
  };
}
