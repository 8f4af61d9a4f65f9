/** A register of the controller in memory that a client can map: it follows what it counts, once a millisecond. */
import type { Machine, Timer } from '../machine.ts';
import type { Pages, PageSource } from './wave.ts';

const millisecond = 10_000;
const registerSize = 4;

export class HardwareRegister {
  readonly pages: Pages;
  readonly width = registerSize * 8;
  /** Increments per second. */
  readonly numerator: number;
  readonly denominator = 1;
  /** By how much a reading may be behind, in increments. */
  readonly accuracy: number;
  readonly #machine: Machine;
  readonly #read: () => number;
  #timer: Timer | null = null;

  constructor(machine: Machine, memory: PageSource, frequency: number, read: () => number) {
    this.#machine = machine;
    this.#read = read;
    this.pages = memory.allocatePagesForMdl(registerSize);
    this.numerator = frequency;
    this.accuracy = Math.ceil(frequency / 1000);
    this.#update();
  }

  /** The register stands still from now on. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #update(): void {
    const { bytes, offset } = this.pages;
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(offset, this.#read() >>> 0, true);
    this.#timer = this.#machine.setTimer(this.#machine.now() + millisecond, () => {
      this.#update();
    });
  }
}
