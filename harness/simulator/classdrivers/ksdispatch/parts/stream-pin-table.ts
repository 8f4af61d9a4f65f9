/** The dispatch table of a stream pin with its sets: Connection, Stream, StreamInterface, Quality, and connection events. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { IOCTL, type Irp, type KsDispatchTable } from '../descriptors.ts';
import type { KsObjectHeader } from '../object-header.ts';
import { answerBytes, answerGuid, answerU32, shortValue } from '../../ks/answers.ts';
import type { KsPropertyItem } from '../../ks/automation.ts';
import { dataFormatSize } from '../../ks/formats.ts';
import { ksGuid } from '../../ks/guids.ts';
import { takeProposal } from '../../ks/pin-set.ts';
import { connectionEvents, streamIo, submit } from './transfers.ts';
import type { StreamPin } from './stream-pin.ts';
import { relativeEventSize, setStartAt } from './start-at.ts';

type Item = KsPropertyItem<StreamPin>;

/** KSPROPERTY_CONNECTION_STARTAT. */
const STARTAT = 7;
const KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY = 2;

const connection: readonly Item[] = [
  {
    id: 0,
    minData: 4,
    get: (request) => answerU32(request, request.target.state),
    set: ({ target, value }) => target.setState(value.u32(0)),
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
    get: (request) => answerBytes(request, request.target.format),
    set: (request) => {
      if (request.value.length === 0) return shortValue(request, dataFormatSize);
      const proposal = takeProposal(request.value.slice());
      return proposal === undefined ? STATUS.STATUS_INVALID_PARAMETER : request.target.setFormat(proposal.format);
    },
  },
  {
    // ALLOCATORFRAMING: a driver of the old kind has no ALLOCATORFRAMING_EX (SCLS-014).
    id: 3,
    minData: 24,
    get: (request) => {
      const { value, target } = request;
      const { framing } = target;
      value.zero(0, 24);
      value.setU32(0, KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY);
      value.setU32(8, framing.frames);
      value.setU32(12, framing.frameSize);
      value.setU32(16, framing.alignment);
      request.information = 24;
      return STATUS.STATUS_SUCCESS;
    },
  },
  {
    id: 4,
    minData: dataFormatSize,
    set: ({ target, value }) => {
      const proposal = takeProposal(value.slice());
      return proposal === undefined
        ? STATUS.STATUS_INVALID_PARAMETER
        : target.judgeFormat(proposal.format);
    },
  },
];

/** A handle that the pin is given; a get answers NULL, and its status is the answer (CLK-060, ALLOC-050). */
const handleItem = (id: number, slot: 'masterClock' | 'allocator', pointerSize: number, settable: boolean): Item => ({
  id,
  minData: pointerSize,
  get: (request) => answerBytes(request, new Uint8Array(pointerSize)),
  ...(settable && { set: ({ target, value }) => target.assign(slot, value.pointer(0, pointerSize)) }),
});

/** Quality.REPORT: what comes back up to the one who produces. */
const qualityItem = (pointerSize: number): Item => ({
  id: 0,
  minData: pointerSize === 8 ? 24 : 16,
  get: (request) => answerBytes(request, request.target.quality),
  set: ({ target, value }) => {
    target.quality = value.slice(0, target.quality.length);
    return STATUS.STATUS_SUCCESS;
  },
});

function deviceIoControl(object: KsObjectHeader<StreamPin>, irp: Irp): number {
  const { ks } = object.context.device;
  switch (irp.code) {
    case IOCTL.IOCTL_KS_PROPERTY:
      return ks.propertyHandler(object, irp);
    case IOCTL.IOCTL_KS_METHOD:
      return ks.methodHandler(object, irp);
    case IOCTL.IOCTL_KS_ENABLE_EVENT:
      return ks.enableEvent(object, irp);
    case IOCTL.IOCTL_KS_DISABLE_EVENT:
      return ks.disableEvent(object, irp);
    case IOCTL.IOCTL_KS_WRITE_STREAM:
      return submit(object.context, irp, true);
    case IOCTL.IOCTL_KS_READ_STREAM:
      return submit(object.context, irp, false);
    case IOCTL.IOCTL_KS_RESET_STATE:
      return ks.acquireResetValue(irp, (begin) => {
        object.context.reset(begin);
      });
    default:
      return ks.defaultDeviceIoCompletion(irp);
  }
}

function makeTable(pointerSize: number, isSink: boolean): KsDispatchTable<StreamPin> {
  return {
    sets: {
      properties: [
        {
          set: ksGuid('KSPROPSETID_Connection'),
          items: isSink
            ? connection
            : [...connection, { id: STARTAT, minData: relativeEventSize(pointerSize), set: setStartAt }],
        },
        {
          set: ksGuid('KSPROPSETID_Stream'),
          items: [
            handleItem(0, 'allocator', pointerSize, true),
            // The sink produces time and consumes none: read-only (CLK-066).
            handleItem(3, 'masterClock', pointerSize, !isSink),
            { id: 4, minData: 16, get: (request) => answerGuid(request, ksGuid('KSTIME_FORMAT_MEDIA_TIME')) },
          ],
        },
        {
          set: ksGuid('KSPROPSETID_StreamInterface'),
          items: [{ id: 0, minData: 4, get: (request) => answerU32(request, 0) }],
        },
        ...(isSink ? [] : [{ set: ksGuid('KSPROPSETID_Quality'), items: [qualityItem(pointerSize)] }]),
      ],
      methods: [streamIo(isSink)],
      events: isSink
        ? [
            {
              set: connectionEvents.set,
              items: [
                { id: connectionEvents.POSITIONUPDATE },
                { id: connectionEvents.DATADISCONTINUITY },
                { id: connectionEvents.TIMEDISCONTINUITY },
                { id: connectionEvents.ENDOFSTREAM },
              ],
            },
          ]
        : [],
    },
    deviceIoControl,
    cleanup: (pin) => {
      pin.cleanup();
    },
    close: (pin) => {
      pin.close();
    },
  };
}

const tables = [8, 4].map((pointerSize) => ({
  sink: makeTable(pointerSize, true),
  source: makeTable(pointerSize, false),
}));

/** The dispatch table of a sink or a source, for callers with pointers of 8 or 4 bytes. */
export function pinTable(pointerSize: number, isSink: boolean): KsDispatchTable<StreamPin> {
  const [wide, narrow] = tables as [(typeof tables)[0], (typeof tables)[0]];
  return (pointerSize === 8 ? wide : narrow)[isSink ? 'sink' : 'source'];
}
