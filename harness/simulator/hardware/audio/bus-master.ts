/** A bus-mastering channel of the sound card: works in the client's frames, a mapping at a time. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { STATE, type Machine, type Timer } from '../machine.ts';
import type { ParseWave, Wave } from './wave.ts';

const second = 10_000_000;

/** A piece of a client's frame that the channel can reach. */
interface Mapping {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** Where the pieces come from, and go to. */
interface Mappings {
  getMapping(): Mapping | null;
  releaseMapping(tag: number): void;
}

/** @see PcMiniportWavePciStream, whose members it has: the driver of such a channel only passes requests on. */
export class BusMaster {
  wave: Wave;
  readonly #machine: Machine;
  readonly #port: Mappings;
  readonly #parse: ParseWave;
  readonly #capture: boolean;
  #state: number = STATE.STOP;
  #mapping: Mapping | null = null;
  /** Bytes of the mappings that are through. */
  #moved = 0;
  /** Bytes of the present mapping that were through when the channel was halted. */
  #done = 0;
  /** When the channel last began to move without a break, and its position then; null while it stands. */
  #since: { readonly time: number; readonly bytes: number } | null = null;
  #timer: Timer | null = null;

  constructor(machine: Machine, port: Mappings, capture: boolean, wave: Wave, parse: ParseWave) {
    this.#machine = machine;
    this.#port = port;
    this.#parse = parse;
    this.#capture = capture;
    this.wave = wave;
  }

  setFormat(format: Uint8Array): number {
    const wave = this.#parse(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    this.#halt();
    this.wave = wave;
    this.#start();
    return STATUS.STATUS_SUCCESS;
  }

  setState(state: number): number {
    this.#halt();
    this.#state = state;
    if (state === STATE.STOP) this.#moved = this.#done = 0;
    this.#start();
    return STATUS.STATUS_SUCCESS;
  }

  mappingAvailable(): void {
    if (this.#mapping === null) this.#start();
  }

  revokeMappings(tags: readonly number[]): void {
    if (this.#mapping === null || !tags.includes(this.#mapping.tag)) return;
    this.#halt();
    this.#moved += this.#done;
    this.#done = 0;
    this.#mapping = null;
    this.#start();
  }

  getPosition(): number {
    if (this.#mapping === null || this.#since === null) return this.#moved + this.#done;
    const blocks = Math.floor(((this.#machine.now() - this.#since.time) * this.wave.rate) / second);
    const end = this.#moved + this.#mapping.bytes.length;
    return Math.min(end, this.#since.bytes + blocks * this.wave.blockAlign);
  }

  #halt(): void {
    this.#done = this.getPosition() - this.#moved;
    this.#since = null;
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Goes on with the present mapping, or with the next. What follows without a break is timed from its beginning. */
  #start(): void {
    if (this.#state !== STATE.RUN) return;
    this.#mapping ??= this.#port.getMapping();
    if (this.#mapping === null) {
      this.#since = null;
      return;
    }
    const { tag, bytes } = this.#mapping;
    this.#since ??= { time: this.#machine.now(), bytes: this.#moved + this.#done };
    const ahead = this.#moved + bytes.length - this.#since.bytes;
    const due = this.#since.time + Math.ceil((ahead * second) / this.wave.bytesPerSecond);
    this.#timer = this.#machine.setTimer(due, () => {
      if (this.#capture) for (let i = 0; i < bytes.length; i++) bytes[i] = (this.#moved + i) & 0xff;
      this.#moved += bytes.length;
      this.#done = 0;
      this.#mapping = null;
      this.#port.releaseMapping(tag);
      this.#start();
    });
  }
}
