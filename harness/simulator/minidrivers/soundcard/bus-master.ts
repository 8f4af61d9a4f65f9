/** A bus-mastering channel of the sound card: works in the client's frames, a mapping at a time. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { KSSTATE } from '../../classdrivers/portcls/descriptors.ts';
import type { PcMapping, PcMiniportWavePciStream, PcPortWavePciStream } from '../../classdrivers/portcls/miniports.ts';
import { parseWave, type WaveFormat } from '../../classdrivers/portcls/wave-format.ts';
import { StreamEffects } from './effects.ts';

const second = 10_000_000;

export class BusMasterStream implements PcMiniportWavePciStream {
  wave: WaveFormat;
  readonly effects = new StreamEffects();
  readonly #adapter: PcAdapter;
  readonly #port: PcPortWavePciStream;
  readonly #capture: boolean;
  #state: number = KSSTATE.STOP;
  #mapping: PcMapping | null = null;
  /** Bytes of the mappings that are through. */
  #moved = 0;
  /** Bytes of the present mapping that were through when the channel was halted. */
  #done = 0;
  /** When the channel last began to move without a break, and its position then; null while it stands. */
  #since: { readonly time: number; readonly bytes: number } | null = null;
  #timer: { cancel(): void } | null = null;

  constructor(adapter: PcAdapter, port: PcPortWavePciStream, capture: boolean, wave: WaveFormat) {
    this.#adapter = adapter;
    this.#port = port;
    this.#capture = capture;
    this.wave = wave;
  }

  setFormat(format: Uint8Array): number {
    const wave = parseWave(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    this.#halt();
    this.wave = wave;
    this.#start();
    return STATUS.STATUS_SUCCESS;
  }

  setState(state: number): number {
    this.#halt();
    this.#state = state;
    if (state === KSSTATE.STOP) this.#moved = this.#done = 0;
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
    const blocks = Math.floor(((this.#adapter.now() - this.#since.time) * this.wave.rate) / second);
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
    if (this.#state !== KSSTATE.RUN) return;
    this.#mapping ??= this.#port.getMapping();
    if (this.#mapping === null) {
      this.#since = null;
      return;
    }
    const { tag, bytes } = this.#mapping;
    this.#since ??= { time: this.#adapter.now(), bytes: this.#moved + this.#done };
    const ahead = this.#moved + bytes.length - this.#since.bytes;
    const due = this.#since.time + Math.ceil((ahead * second) / this.wave.bytesPerSecond);
    this.#timer = this.#adapter.setTimer(due, () => {
      if (this.#capture) for (let i = 0; i < bytes.length; i++) bytes[i] = (this.#moved + i) & 0xff;
      this.#moved += bytes.length;
      this.#done = 0;
      this.#mapping = null;
      this.#port.releaseMapping(tag);
      this.#start();
    });
  }
}
