/** A stream of MIDI into the synthesizer. */
import type { PcAdapter, PcTimer } from '../../classdrivers/portcls/adapter.ts';
import { KSSTATE } from '../../classdrivers/portcls/descriptors.ts';
import { MidiParser } from '../../classdrivers/portcls/midi-parser.ts';
import type { AllocatorMxf, DmusKernelEvent } from '../../classdrivers/portcls/music-miniports.ts';
import type { Engine } from '../../hardware/synth/engine.ts';
import { channelsPerGroup } from '../../classdrivers/portcls/sets/synth.ts';
import { standardPriority, SynthPort } from './synth-port.ts';

const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;
const CONTROL = 0xb0;
/** Controllers that end what sounds. */
const endings: readonly number[] = [120, 123];

export class SynthStream extends SynthPort {
  readonly #adapter: PcAdapter;
  readonly #parser = new MidiParser();
  /** Events that wait for their time. */
  readonly #timers = new Set<PcTimer>();

  constructor(engine: Engine, adapter: PcAdapter, allocator: AllocatorMxf) {
    super(engine, allocator);
    this.#adapter = adapter;
  }

  override setState(state: number): number {
    if (state === KSSTATE.STOP) {
      for (const timer of this.#timers) timer.cancel();
      this.#timers.clear();
      this.engine.stop(this);
      this.#parser.reset();
    }
    return super.setState(state);
  }

  /** Events come ahead of their time by the prefetch, and take effect when it has come. */
  putMessage(event: DmusKernelEvent): number {
    const group = Math.max(0, event.channelGroup - 1);
    if (event.presTime <= this.#adapter.now()) this.#play(group, event.data);
    else {
      const { data } = event;
      const timer = this.#adapter.setTimer(event.presTime, () => {
        this.#timers.delete(timer);
        this.#play(group, data);
      });
      this.#timers.add(timer);
    }
    return this.output.putMessage(event);
  }

  #play(group: number, data: Uint8Array): void {
    if (group >= this.parameters.channelGroups) return;
    for (const [status = 0, first = 0, second = 0] of this.#parser.push(data)) {
      const channel = group * channelsPerGroup + (status & 0xf);
      const kind = status & 0xf0;
      if (kind === NOTE_ON && second > 0) this.#start(channel, first, second);
      else if (kind === NOTE_ON || kind === NOTE_OFF) this.engine.stop(this, channel, first);
      else if (kind === CONTROL && endings.includes(first)) this.engine.stop(this, channel);
    }
  }

  #start(channel: number, key: number, velocity: number): void {
    const priority = this.priorities[channel] ?? standardPriority;
    if (this.engine.start({ player: this, channel, key, velocity, priority }, this.parameters.voices)) this.lostNotes++;
    this.peak = Math.max(this.peak, Math.round(2000 * Math.log10(velocity / 127)));
  }
}
