/** The DirectMusic miniport: events out and in, and the synthesizer at the other end of the cable, as far as it is known. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter, PcTimer } from '../../classdrivers/portcls/adapter.ts';
import {
  KSPIN_DATAFLOW,
  KSSTATE,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcFilterDescriptor,
} from '../../classdrivers/portcls/descriptors.ts';
import {
  DMUS_KEF,
  DMUS_STREAM,
  type AllocatorMxf,
  type DmusKernelEvent,
  type Mxf,
  type PcMiniportDMus,
  type PcNewDMusStream,
  type PcPortMusicStream,
} from '../../classdrivers/portcls/music-miniports.ts';
import { capsItem, portParametersItem, SYNTH_PC, unknownLimit } from '../../classdrivers/portcls/synth-properties.ts';
import { jackPin, streamPin } from './pins.ts';
import type { Uart } from '../../hardware/midi/uart.ts';

/** PinIds. */
export const DMUS_PIN = { RENDER: 0, MIDI_RENDER: 1, OUT: 2, IN: 3, CAPTURE: 4 } as const;
/** NodeIds. */
export const DMUS_NODE = { RENDER: 0, CAPTURE: 1 } as const;

/** How long a busy transmitter is left alone. */
const retry = 10_000;

/** A stream in one of the two directions. */
class UartMxf implements Mxf {
  readonly #uart: Uart;
  readonly #adapter: PcAdapter;
  readonly #port: PcPortMusicStream;
  readonly #allocator: AllocatorMxf;
  readonly #capture: boolean;
  readonly #waiting: DmusKernelEvent[] = [];
  #retry: PcTimer | null = null;
  #output: Mxf;

  constructor(uart: Uart, adapter: PcAdapter, port: PcPortMusicStream, allocator: AllocatorMxf, capture: boolean) {
    this.#uart = uart;
    this.#adapter = adapter;
    this.#port = port;
    this.#allocator = this.#output = allocator;
    this.#capture = capture;
  }

  setState(state: number): number {
    if (this.#capture) {
      this.#uart.received = state >= KSSTATE.PAUSE ? this.#interrupt : null;
    } else if (state === KSSTATE.STOP) {
      this.#retry?.cancel();
      this.#retry = null;
      for (const event of this.#waiting.splice(0)) this.#output.putMessage(event);
    }
    return STATUS.STATUS_SUCCESS;
  }

  connectOutput(sink: Mxf): number {
    this.#output = sink;
    return STATUS.STATUS_SUCCESS;
  }

  disconnectOutput(): number {
    this.#output = this.#allocator;
    return STATUS.STATUS_SUCCESS;
  }

  /** Sends the data of an event, and gives it back when the last byte has gone. */
  putMessage(event: DmusKernelEvent): number {
    this.#waiting.push(event);
    if (this.#retry === null) this.#send();
    return STATUS.STATUS_SUCCESS;
  }

  #send(): void {
    this.#retry = null;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      first.data = first.data.subarray(this.#uart.send(first.data));
      if (first.data.length > 0) {
        this.#retry = this.#adapter.setTimer(this.#adapter.now() + retry, () => {
          this.#send();
        });
        return;
      }
      this.#waiting.shift();
      this.#output.putMessage(first);
    }
  }

  /** Raw bytes for the port to parse. */
  readonly #interrupt = (bytes: Uint8Array): void => {
    const event = this.#allocator.getMessage();
    event.data = bytes;
    event.flags = DMUS_KEF.EVENT_INCOMPLETE;
    event.presTime = this.#adapter.now();
    event.channelGroup = 1;
    this.#output.putMessage(event);
    this.#port.notify();
  };
}

/** One channel group, and nothing known of who plays it. */
const onePort = { voices: unknownLimit, channelGroups: 1, audioChannels: unknownLimit, sampleRate: 0, effects: 0, share: 0 };

/** What is said of the synthesizer behind a pin; nothing through a filter (PCLS-031). */
function synthTable(driver: string, description: string): PcAutomationTable {
  const caps = {
    Guid: ksGuid(driver),
    Flags: SYNTH_PC.EXTERNAL,
    MemorySize: 0,
    MaxChannelGroups: 1,
    MaxVoices: unknownLimit,
    MaxAudioChannels: unknownLimit,
    EffectFlags: 0,
    Description: description,
  };
  const streamOf = (request: { readonly minorTarget: unknown }) =>
    request.minorTarget instanceof UartMxf ? request.minorTarget : undefined;
  return {
    properties: [
      capsItem((request) => (streamOf(request) === undefined ? undefined : caps)),
      portParametersItem({ find: streamOf, defaults: onePort, accept: () => onePort, configure: () => {} }),
    ],
  };
}

const description: PcFilterDescriptor = {
  pins: [
    streamPin('DIRECTMUSIC', KSPIN_DATAFLOW.IN),
    streamPin('MIDI', KSPIN_DATAFLOW.IN),
    jackPin(KSPIN_DATAFLOW.OUT),
    jackPin(KSPIN_DATAFLOW.IN),
    streamPin('DIRECTMUSIC', KSPIN_DATAFLOW.OUT),
  ],
  nodes: [
    { type: ksGuid('KSNODETYPE_SYNTHESIZER'), automationTable: synthTable('CLSID_MiniportDriverDMusUART', 'MPU-401 out') },
    {
      type: ksGuid('KSNODETYPE_SYNTHESIZER'),
      automationTable: synthTable('CLSID_MiniportDriverDMusUARTCapture', 'MPU-401 in'),
    },
  ],
  connections: [
    { fromNode: PCFILTER_NODE, fromNodePin: DMUS_PIN.RENDER, toNode: DMUS_NODE.RENDER, toNodePin: 1 },
    { fromNode: DMUS_NODE.RENDER, fromNodePin: 0, toNode: PCFILTER_NODE, toNodePin: DMUS_PIN.OUT },
    { fromNode: PCFILTER_NODE, fromNodePin: DMUS_PIN.MIDI_RENDER, toNode: PCFILTER_NODE, toNodePin: DMUS_PIN.OUT },
    { fromNode: PCFILTER_NODE, fromNodePin: DMUS_PIN.IN, toNode: DMUS_NODE.CAPTURE, toNodePin: 1 },
    { fromNode: DMUS_NODE.CAPTURE, fromNodePin: 0, toNode: PCFILTER_NODE, toNodePin: DMUS_PIN.CAPTURE },
  ],
  categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_CAPTURE'].map(ksGuid),
};

/** IMiniportDMus of a UART. */
export class DMusMiniport implements PcMiniportDMus {
  readonly description = description;
  readonly #uart: Uart;
  readonly #adapter: PcAdapter;

  constructor(uart: Uart, adapter: PcAdapter) {
    this.#uart = uart;
    this.#adapter = adapter;
  }

  newStream(
    port: PcPortMusicStream,
    _pin: number,
    streamType: number,
    _format: Uint8Array,
    allocator: AllocatorMxf,
  ): PcNewDMusStream {
    const capture = streamType === DMUS_STREAM.MIDI_CAPTURE;
    return { stream: new UartMxf(this.#uart, this.#adapter, port, allocator, capture) };
  }
}
