/** A register of the controller in memory that a client can map: it follows what it counts, once a millisecond. */
import type { LockedPages } from '../../kernel/address-space.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import type { PcHwRegister, PcPortWaveRTStream } from '../../classdrivers/portcls/miniports.ts';

const millisecond = 10_000;
const registerSize = 4;

export class HardwareRegister implements PcHwRegister {
  readonly pages: LockedPages;
  readonly width = registerSize * 8;
  /** Increments per second. */
  readonly numerator: number;
  readonly denominator = 1;
  /** By how much a reading may be behind, in increments. */
  readonly accuracy: number;
  readonly #adapter: PcAdapter;
  readonly #read: () => number;
  #timer: { cancel(): void } | null = null;

  constructor(adapter: PcAdapter, port: PcPortWaveRTStream, frequency: number, read: () => number) {
    this.#adapter = adapter;
    this.#read = read;
    this.pages = port.allocatePagesForMdl(registerSize);
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
    this.#timer = this.#adapter.setTimer(this.#adapter.now() + millisecond, () => {
      this.#update();
    });
  }
}
