/** Tuner filters: an antenna pin, a tuner, a demodulator, a transport pin. */
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  KSSTATE,
  type KsFilter,
  type KsNodeDescriptor,
  type KsPin,
  type KsPinDescriptorEx,
} from '../../classdrivers/avstream/descriptors.ts';
import type { BdaFilterDescriptor } from '../../classdrivers/bda/descriptors.ts';
import { makeFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { onlyFormat, output, transportRange } from '../bdacapture/capture.ts';
import { everything, outputDispatch, transportPackets } from '../bdacapture/stream.ts';
import { signalStatistics, tunerStatistics } from './items.ts';
import { Scanner } from './scanner.ts';
import { hardwareOf, judgeRecorded, NOT_DEFINED, tunerOf, type Receiver, type Settings, type Tuner } from './tuning.ts';

const untuned: Settings = { frequency: NOT_DEFINED };

/** Takes the receiver for a filter that leaves STOP (BDA-005). */
function acquire(filter: KsFilter): number {
  const { holders } = hardwareOf(filter.device);
  const { receiver } = tunerOf(filter);
  const holder = holders.get(receiver);
  if (holder !== undefined && holder !== filter) return STATUS.STATUS_INSUFFICIENT_RESOURCES;
  holders.set(receiver, filter);
  return STATUS.STATUS_SUCCESS;
}

/** Both pins take part: the receiver is held while one of them is not in STOP. */
function follow(pin: KsPin, to: number): number {
  const { filter } = pin;
  const tuner = tunerOf(filter);
  if (to !== KSSTATE.STOP) {
    const status = acquire(filter);
    if (!isError(status)) tuner.active.add(pin);
    return status;
  }
  tuner.active.delete(pin);
  if (tuner.active.size === 0) hardwareOf(filter.device).holders.delete(tuner.receiver);
  return STATUS.STATUS_SUCCESS;
}

const signal = {
  communication: KSPIN_COMMUNICATION.BOTH,
  flags: KSPIN_FLAG.DO_NOT_USE_STANDARD_TRANSPORT | KSPIN_FLAG.FIXED_FORMAT,
  dispatch: { setDeviceState: follow },
} as const;

const antennaPin: KsPinDescriptorEx = {
  ...signal,
  // Asked with a NodeId of −1, for the signal at the aerial (BDA-010).
  automation: { properties: [signalStatistics(tunerStatistics)] },
  dataFlow: KSPIN_DATAFLOW.IN,
  dataRanges: [
    {
      bytes: makeFormat({
        majorFormat: ksGuid('KSDATAFORMAT_TYPE_BDA_ANTENNA'),
        subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
        specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
      }),
    },
  ],
};

const transport = { category: ksGuid('PINNAME_BDA_TRANSPORT'), name: ksGuid('PINNAME_BDA_TRANSPORT') };

/** To the capture filter of the card, over a medium of its own. */
const cardPin = (medium: string): KsPinDescriptorEx => ({
  ...signal,
  ...transport,
  dataFlow: KSPIN_DATAFLOW.OUT,
  mediums: [{ set: medium, id: 0 }],
  dataRanges: [{ bytes: transportRange }],
  intersectHandler: onlyFormat,
});

/** To any client: the tuner delivers the stream itself. */
const delivery = outputDispatch(transportPackets(everything));
const clientPin: KsPinDescriptorEx = {
  ...output,
  ...transport,
  dataRanges: [
    {
      bytes: makeFormat({
        majorFormat: ksGuid('KSDATAFORMAT_TYPE_STREAM'),
        subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_BDA_MPEG2_TRANSPORT'),
        specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
      }),
    },
  ],
  dispatch: {
    ...delivery,
    setDeviceState: (pin, to, from) => {
      const status = follow(pin, to);
      return isError(status) ? status : (delivery.setDeviceState?.(pin, to, from) ?? status);
    },
  },
};

/** Pin types, which are PinIds where both pins are there from the start. */
export const PIN = { ANTENNA: 0, TRANSPORT: 1 } as const;

/** What makes one tuner filter different from another. */
export interface TunerFilter {
  readonly name: string;
  readonly friendlyName: string;
  readonly receiver: Receiver;
  readonly tuner: KsNodeDescriptor;
  readonly demodulator: KsNodeDescriptor;
  /** Medium that joins the transport pin to a capture filter; without one the tuner delivers the stream itself. */
  readonly medium?: string;
  /** Whether the transport pin and the nodes are made by the client. */
  readonly dynamic: boolean;
}

/** Makes a tuner filter with its template: antenna → tuner → demodulator → transport. */
export function tunerFilter({ name, friendlyName, receiver, tuner, demodulator, medium, dynamic }: TunerFilter): BdaFilterDescriptor {
  return {
    name,
    friendlyName,
    categories: [ksGuid('KSCATEGORY_BDA_NETWORK_TUNER')],
    dispatch: {
      create: (filter) => {
        filter.context = {
          receiver,
          inForce: untuned,
          recorded: untuned,
          pending: false,
          sampleTime: 100,
          active: new Set(),
          scanner: new Scanner(filter.device, receiver.channels),
        } satisfies Tuner;
        return STATUS.STATUS_SUCCESS;
      },
      close: (filter) => {
        tunerOf(filter).scanner.stop();
      },
    },
    changes: {
      start: (filter) => {
        const state = tunerOf(filter);
        state.recorded = state.inForce;
        state.pending = false;
      },
      check: (filter) => judgeRecorded(tunerOf(filter)),
      commit: (filter) => {
        const state = tunerOf(filter);
        const status = judgeRecorded(state);
        if (isError(status)) return status;
        state.inForce = state.recorded;
        state.pending = false;
        return STATUS.STATUS_SUCCESS;
      },
      pending: (filter) => tunerOf(filter).pending,
    },
    template: {
      pins: [antennaPin, medium === undefined ? clientPin : cardPin(medium)],
      nodes: [tuner, demodulator],
      connections: [
        { fromNode: -1, fromPin: PIN.ANTENNA, toNode: 0, toPin: 0 },
        { fromNode: 0, fromPin: 1, toNode: 1, toPin: 0 },
        { fromNode: 1, fromPin: 1, toNode: -1, toPin: PIN.TRANSPORT },
      ],
      pinPairs: [
        { inputPin: PIN.ANTENNA, outputPin: PIN.TRANSPORT, maxInputsPerOutput: 1, maxOutputsPerInput: 1, joints: [1] },
      ],
    },
    initialPins: dynamic ? [PIN.ANTENNA] : [PIN.ANTENNA, PIN.TRANSPORT],
    initialTopologies: dynamic ? [] : [{ input: PIN.ANTENNA, output: PIN.TRANSPORT }],
  };
}
