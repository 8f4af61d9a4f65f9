/** A stream engine of the controller: moves a cyclic buffer at the rate of its format, on the simulated clock. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { STATE, type Machine, type Timer } from '../machine.ts';
import type { Pages, PageSource, Wave } from './wave.ts';

const second = 10_000_000;
/** Bytes that the engine fetches at a time: buffers are whole bursts. */
const burst = 128;
/** A descriptor list reaches this far. */
const largestBuffer = 1 << 22;

/** Called at the end of every packet, when the engine is there. */
export type PacketDone = (packet: number) => void;

/** A cyclic buffer as it was allocated. */
interface AudioBuffer {
  readonly pages: Pages;
  /** Bytes of it that are used, from the start of the pages. */
  readonly actualSize: number;
}

export class DmaEngine {
  readonly #machine: Machine;
  readonly #packetDone: PacketDone;
  #wave: Wave;
  #state: number = STATE.STOP;
  #buffer: AudioBuffer | null = null;
  #packetSize = 0;
  /** Bytes moved when the engine was last started, and when that was. */
  #base = 0;
  #since = 0;
  #timer: Timer | null = null;

  constructor(machine: Machine, wave: Wave, packetDone: PacketDone) {
    this.#machine = machine;
    this.#wave = wave;
    this.#packetDone = packetDone;
  }

  get state(): number {
    return this.#state;
  }

  /** Bytes of a packet; 0 without notifications. */
  get packetSize(): number {
    return this.#packetSize;
  }

  get bufferSize(): number {
    return this.#buffer?.actualSize ?? 0;
  }

  /** Bytes moved since STOP, in whole blocks. */
  get moved(): number {
    if (this.#state !== STATE.RUN) return this.#base;
    const elapsed = this.#machine.now() - this.#since;
    const blocks = Math.floor((elapsed * this.#wave.rate) / second);
    return this.#base + blocks * this.#wave.blockAlign;
  }

  /** Packets that are through. */
  get packets(): number {
    return this.#packetSize === 0 ? 0 : Math.floor(this.moved / this.#packetSize);
  }

  setWave(wave: Wave): void {
    this.#wave = wave;
  }

  /** Allocates the buffer: at least what was asked for, in whole bursts and blocks for every packet (PCLS-082). */
  allocate(memory: PageSource, requested: number, notificationCount: number): AudioBuffer | number {
    if (requested === 0) return STATUS.STATUS_UNSUCCESSFUL;
    const unit = leastCommonMultiple(burst, this.#wave.blockAlign * Math.max(1, notificationCount));
    const size = Math.ceil(requested / unit) * unit;
    if (requested > largestBuffer) return STATUS.STATUS_INSUFFICIENT_RESOURCES;
    const buffer = { pages: memory.allocatePagesForMdl(size), actualSize: size };
    this.#buffer = buffer;
    this.#packetSize = notificationCount === 0 ? 0 : size / notificationCount;
    return buffer;
  }

  setState(state: number): number {
    this.#base = state === STATE.STOP ? 0 : this.moved;
    this.#since = this.#machine.now();
    this.#state = state;
    this.#schedule();
    return STATUS.STATUS_SUCCESS;
  }

  /** What a capture engine writes: a packet with every byte the same. */
  record(packet: number, sample: number): void {
    if (this.#buffer === null) return;
    const { bytes, offset } = this.#buffer.pages;
    const start = offset + ((packet * this.#packetSize) % this.#buffer.actualSize);
    bytes.fill(sample, start, start + this.#packetSize);
  }

  /** Sets the interrupt of the end of the present packet. */
  #schedule(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#state !== STATE.RUN || this.#packetSize === 0) return;
    const packet = this.packets;
    const blocks = ((packet + 1) * this.#packetSize - this.#base) / this.#wave.blockAlign;
    const due = this.#since + Math.ceil((Math.ceil(blocks) * second) / this.#wave.rate);
    this.#timer = this.#machine.setTimer(due, () => {
      this.#packetDone(packet);
      this.#schedule();
    });
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
