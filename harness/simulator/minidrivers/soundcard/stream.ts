/** A DMA channel of the sound card: goes round in a buffer of 100 ms while it runs, with an interrupt every 10 ms. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { KSSTATE } from '../../classdrivers/portcls/descriptors.ts';
import type { PcMiniportWaveCyclicStream, PcPortWaveCyclicStream } from '../../classdrivers/portcls/miniports.ts';
import { parseWave, type WaveFormat } from '../../classdrivers/portcls/wave-format.ts';

const second = 10_000_000;
const interrupt = 100_000;
/** Blocks of the buffer, whatever the format: 100 ms at the highest rate. */
const bufferBlocks = 4800;
/** Bytes of the largest block. */
const largestBlock = 4;

export class SoundCardStream implements PcMiniportWaveCyclicStream {
  wave: WaveFormat;
  readonly #adapter: PcAdapter;
  readonly #port: PcPortWaveCyclicStream;
  readonly #memory = new Uint8Array(bufferBlocks * largestBlock);
  #state: number = KSSTATE.STOP;
  /** Blocks moved when the channel was last started, and when that was. */
  #base = 0;
  #since = 0;
  #timer: { cancel(): void } | null = null;

  constructor(adapter: PcAdapter, port: PcPortWaveCyclicStream, capture: boolean, wave: WaveFormat) {
    this.#adapter = adapter;
    this.#port = port;
    this.wave = wave;
    // The input is a ramp, so that a listener sees whether samples come in order.
    if (capture) for (let i = 0; i < this.#memory.length; i++) this.#memory[i] = i & 0xff;
  }

  get dmaBuffer(): Uint8Array {
    return this.#memory.subarray(0, bufferBlocks * this.wave.blockAlign);
  }

  setFormat(format: Uint8Array): number {
    const wave = parseWave(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    // The buffer is as many blocks of another size: what is in it means nothing any more.
    if (this.#state !== KSSTATE.STOP && wave.blockAlign !== this.wave.blockAlign) {
      return STATUS.STATUS_INVALID_DEVICE_STATE;
    }
    this.#settle();
    this.wave = wave;
    return STATUS.STATUS_SUCCESS;
  }

  setState(state: number): number {
    this.#settle();
    if (state === KSSTATE.STOP) this.#base = 0;
    this.#state = state;
    this.#timer?.cancel();
    this.#timer = null;
    if (state === KSSTATE.RUN) this.#schedule();
    return STATUS.STATUS_SUCCESS;
  }

  getPosition(): number {
    return (this.#blocks() % bufferBlocks) * this.wave.blockAlign;
  }

  silence(bytes: Uint8Array): void {
    bytes.fill(this.wave.bits === 8 ? 0x80 : 0);
  }

  #blocks(): number {
    if (this.#state !== KSSTATE.RUN) return this.#base;
    return this.#base + Math.floor(((this.#adapter.now() - this.#since) * this.wave.rate) / second);
  }

  #settle(): void {
    this.#base = this.#blocks();
    this.#since = this.#adapter.now();
  }

  #schedule(): void {
    this.#timer = this.#adapter.setTimer(this.#adapter.now() + interrupt, () => {
      this.#port.notify();
      this.#schedule();
    });
  }
}
