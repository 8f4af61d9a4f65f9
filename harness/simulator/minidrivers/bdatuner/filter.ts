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
import { delivery, onlyFormat, output, transportRange } from './capture.ts';
import { signalStatistics, tunerStatistics } from '../../classdrivers/bda/sets/signal.ts';
import { everything, transportPackets } from '../../hardware/bda/transport-stream.ts';
import { Tuner, type Receiver, type ReceiverCard } from '../../hardware/bda/tuner.ts';
import { machineOf } from '../../classdrivers/avstream/parts/machine.ts';

const tunerOf = (filter: KsFilter): Tuner => filter.context as Tuner;
const cardOf = ({ device }: KsFilter): ReceiverCard => device.context as ReceiverCard;

/** Both pins take part: the receiver is held while one of them is not in STOP. */
function follow(pin: KsPin, to: number): number {
  const { filter } = pin;
  const tuner = tunerOf(filter);
  if (to !== KSSTATE.STOP) {
    const status = cardOf(filter).acquire(tuner);
    if (!isError(status)) tuner.active.add(pin);
    return status;
  }
  tuner.active.delete(pin);
  if (tuner.active.size === 0) cardOf(filter).release(tuner);
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
const packets = delivery(() => transportPackets(everything));
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
    ...packets,
    setDeviceState: (pin, to, from) => {
      const status = follow(pin, to);
      return isError(status) ? status : (packets.setDeviceState?.(pin, to, from) ?? status);
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
        filter.context = new Tuner(machineOf(filter.device), receiver);
        return STATUS.STATUS_SUCCESS;
      },
      close: (filter) => {
        tunerOf(filter).scanner.stop();
      },
    },
    changes: {
      start: (filter) => {
        tunerOf(filter).startChanges();
      },
      check: (filter) => tunerOf(filter).judge(),
      commit: (filter) => tunerOf(filter).commit(),
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
