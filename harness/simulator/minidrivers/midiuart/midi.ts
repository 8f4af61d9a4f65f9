/** The MIDI miniport: raw bytes out and in. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { KSPIN_DATAFLOW, KSSTATE, PCFILTER_NODE, type PcFilterDescriptor } from '../../classdrivers/portcls/descriptors.ts';
import type { PcMiniportMidi, PcMiniportMidiStream, PcPortMusicStream } from '../../classdrivers/portcls/music-miniports.ts';
import { jackPin, streamPin } from './pins.ts';
import type { Uart } from '../../hardware/midi/uart.ts';

/** PinIds. */
export const MIDI_PIN = { RENDER: 0, OUT: 1, IN: 2, CAPTURE: 3 } as const;

const description: PcFilterDescriptor = {
  pins: [
    streamPin('MIDI', KSPIN_DATAFLOW.IN),
    jackPin(KSPIN_DATAFLOW.OUT),
    jackPin(KSPIN_DATAFLOW.IN),
    streamPin('MIDI', KSPIN_DATAFLOW.OUT),
  ],
  nodes: [],
  connections: [
    { fromNode: PCFILTER_NODE, fromNodePin: MIDI_PIN.RENDER, toNode: PCFILTER_NODE, toNodePin: MIDI_PIN.OUT },
    { fromNode: PCFILTER_NODE, fromNodePin: MIDI_PIN.IN, toNode: PCFILTER_NODE, toNodePin: MIDI_PIN.CAPTURE },
  ],
  categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_CAPTURE'].map(ksGuid),
};

/** A stream in one of the two directions. */
class UartStream implements PcMiniportMidiStream {
  readonly #uart: Uart;
  readonly #port: PcPortMusicStream;
  readonly #capture: boolean;
  #received: number[] = [];

  constructor(uart: Uart, port: PcPortMusicStream, capture: boolean) {
    this.#uart = uart;
    this.#port = port;
    this.#capture = capture;
  }

  /** What comes in while nobody captures is thrown away. */
  setState(state: number): number {
    if (!this.#capture) return STATUS.STATUS_SUCCESS;
    const listening = state >= KSSTATE.PAUSE;
    if (!listening) this.#received = [];
    this.#uart.received = listening ? this.#interrupt : null;
    return STATUS.STATUS_SUCCESS;
  }

  read(limit: number): Uint8Array {
    return Uint8Array.from(this.#received.splice(0, limit));
  }

  write(bytes: Uint8Array): number {
    return this.#uart.send(bytes);
  }

  readonly #interrupt = (bytes: Uint8Array): void => {
    this.#received.push(...bytes);
    this.#port.notify();
  };
}

/** IMiniportMidi of a UART. */
export class MidiMiniport implements PcMiniportMidi {
  readonly description = description;
  readonly #uart: Uart;

  constructor(uart: Uart) {
    this.#uart = uart;
  }

  newStream(port: PcPortMusicStream, _pin: number, capture: boolean): PcMiniportMidiStream {
    return new UartStream(this.#uart, port, capture);
  }
}
