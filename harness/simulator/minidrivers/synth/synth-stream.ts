/** A stream of MIDI into the synthesizer, and what is set for it. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { KSSTATE } from '../../classdrivers/portcls/descriptors.ts';
import { MidiParser } from '../../classdrivers/portcls/midi-parser.ts';
import type { AllocatorMxf, DmusKernelEvent, Mxf } from '../../classdrivers/portcls/music-miniports.ts';
import type { PortParameters } from '../../classdrivers/portcls/synth-properties.ts';
import { defaults, limits, type Engine } from './engine.ts';

const channelsPerGroup = 16;
/** DAUD_STANDARD_VOICE_PRIORITY. */
const standardPriority = 0x8000_0000;
/** Index of the percussion channel. */
const percussion = 9;
/** Level of silence, in 1/100 dB. */
const silence = -9600;

const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;
const CONTROL = 0xb0;
/** Controllers that end what sounds. */
const endings: readonly number[] = [120, 123];

/** Percussion first, then the channels in their order (MUS-026). */
function defaultPriority(channel: number): number {
  const index = channel % channelsPerGroup;
  const rank = index === percussion ? 15 : channelsPerGroup - 2 - (index < percussion ? index : index - 1);
  return standardPriority + rank;
}

export class SynthStream implements Mxf {
  parameters: PortParameters = { ...defaults };
  /** By group and channel. */
  readonly priorities = Array.from({ length: limits.channelGroups * channelsPerGroup }, (_, i) => defaultPriority(i));
  /** Cumulative since RUN; they stand still outside of it. */
  lostNotes = 0;
  peak = silence;
  readonly #engine: Engine;
  readonly #adapter: PcAdapter;
  readonly #allocator: AllocatorMxf;
  readonly #parser = new MidiParser();
  #output: Mxf;

  constructor(engine: Engine, adapter: PcAdapter, allocator: AllocatorMxf) {
    this.#engine = engine;
    this.#adapter = adapter;
    this.#allocator = this.#output = allocator;
  }

  get voices(): number {
    return this.#engine.voicesOf(this).length;
  }

  setState(state: number): number {
    if (state === KSSTATE.RUN) {
      this.lostNotes = 0;
      this.peak = silence;
    } else if (state === KSSTATE.STOP) {
      this.#engine.stop(this);
      this.#parser.reset();
    }
    return STATUS.STATUS_SUCCESS;
  }

  close(): void {
    this.#engine.memory.release(this);
  }

  connectOutput(sink: Mxf): number {
    this.#output = sink;
    return STATUS.STATUS_SUCCESS;
  }

  disconnectOutput(): number {
    this.#output = this.#allocator;
    return STATUS.STATUS_SUCCESS;
  }

  /** Events come ahead of their time by the prefetch, and take effect when it has come. */
  putMessage(event: DmusKernelEvent): number {
    const group = Math.max(0, event.channelGroup - 1);
    if (event.presTime <= this.#adapter.now()) this.#play(group, event.data);
    else {
      const { data } = event;
      this.#adapter.setTimer(event.presTime, () => {
        this.#play(group, data);
      });
    }
    return this.#output.putMessage(event);
  }

  #play(group: number, data: Uint8Array): void {
    if (group >= this.parameters.channelGroups) return;
    for (const [status = 0, first = 0, second = 0] of this.#parser.push(data)) {
      const channel = group * channelsPerGroup + (status & 0xf);
      const kind = status & 0xf0;
      if (kind === NOTE_ON && second > 0) this.#start(channel, first, second);
      else if (kind === NOTE_ON || kind === NOTE_OFF) this.#engine.stop(this, channel, first);
      else if (kind === CONTROL && endings.includes(first)) this.#engine.stop(this, channel);
    }
  }

  #start(channel: number, key: number, velocity: number): void {
    const priority = this.priorities[channel] ?? standardPriority;
    if (this.#engine.start({ player: this, channel, key, velocity, priority }, this.parameters.voices)) this.lostNotes++;
    this.peak = Math.max(this.peak, Math.round(2000 * Math.log10(velocity / 127)));
  }
}
