/** A DMA channel of the sound card: goes round in a buffer of 100 ms while it runs, with an interrupt every 10 ms. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { STATE, type Machine, type Timer } from '../machine.ts';
import type { ParseWave, Wave } from './wave.ts';

const second = 10_000_000;
const interrupt = 100_000;
/** Blocks of the buffer, whatever the format: 100 ms at the highest rate. */
const bufferBlocks = 4800;
/** Bytes of the largest block. */
const largestBlock = 4;

/** Who is told of interrupts. */
interface Interrupted {
  notify(): void;
}

/** @see PcMiniportWaveCyclicStream, whose members it has: the driver of such a channel only passes requests on. */
export class CyclicChannel {
  wave: Wave;
  readonly #machine: Machine;
  readonly #port: Interrupted;
  readonly #parse: ParseWave;
  readonly #memory = new Uint8Array(bufferBlocks * largestBlock);
  #state: number = STATE.STOP;
  /** Blocks moved when the channel was last started, and when that was. */
  #base = 0;
  #since = 0;
  #timer: Timer | null = null;

  constructor(machine: Machine, port: Interrupted, capture: boolean, wave: Wave, parse: ParseWave) {
    this.#machine = machine;
    this.#port = port;
    this.#parse = parse;
    this.wave = wave;
    // The input is a ramp, so that a listener sees whether samples come in order.
    if (capture) for (let i = 0; i < this.#memory.length; i++) this.#memory[i] = i & 0xff;
  }

  get dmaBuffer(): Uint8Array {
    return this.#memory.subarray(0, bufferBlocks * this.wave.blockAlign);
  }

  setFormat(format: Uint8Array): number {
    const wave = this.#parse(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    // The buffer is as many blocks of another size: what is in it means nothing any more.
    if (this.#state !== STATE.STOP && wave.blockAlign !== this.wave.blockAlign) {
      return STATUS.STATUS_INVALID_DEVICE_STATE;
    }
    this.#settle();
    this.wave = wave;
    return STATUS.STATUS_SUCCESS;
  }

  setState(state: number): number {
    this.#settle();
    if (state === STATE.STOP) this.#base = 0;
    this.#state = state;
    this.#timer?.cancel();
    this.#timer = null;
    if (state === STATE.RUN) this.#schedule();
    return STATUS.STATUS_SUCCESS;
  }

  getPosition(): number {
    return (this.#blocks() % bufferBlocks) * this.wave.blockAlign;
  }

  silence(bytes: Uint8Array): void {
    bytes.fill(this.wave.bits === 8 ? 0x80 : 0);
  }

  #blocks(): number {
    if (this.#state !== STATE.RUN) return this.#base;
    return this.#base + Math.floor(((this.#machine.now() - this.#since) * this.wave.rate) / second);
  }

  #settle(): void {
    this.#base = this.#blocks();
    this.#since = this.#machine.now();
  }

  #schedule(): void {
    this.#timer = this.#machine.setTimer(this.#machine.now() + interrupt, () => {
      this.#port.notify();
      this.#schedule();
    });
  }
}
