import type { AllocatorMxf, DmusKernelEvent, SynthSinkDMus } from '../../classdrivers/portcls/music-miniports.ts';
import type { WaveFormat } from '../../classdrivers/portcls/wave-format.ts';
import type { Engine } from '../../hardware/synth/engine.ts';
import { SynthPort } from './synth-port.ts';

/** The stream of the wave pin: renders what sounds (ISynthSinkDMus). */
export class WaveOutput extends SynthPort implements SynthSinkDMus {
  readonly #wave: WaveFormat;

  constructor(engine: Engine, wave: WaveFormat, allocator: AllocatorMxf) {
    super(engine, allocator);
    this.#wave = wave;
  }

  putMessage(event: DmusKernelEvent): number {
    return this.output.putMessage(event);
  }

  /** 16-bit samples, the same on every channel. */
  render(bytes: Uint8Array, position: number): void {
    const { blockAlign, channels, rate } = this.#wave;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let block = 0; (block + 1) * blockAlign <= bytes.length; block++) {
      const sample = this.engine.sample((position + block) / rate);
      for (let channel = 0; channel < channels; channel++) view.setInt16(block * blockAlign + channel * 2, sample, true);
    }
  }

  /** The simulated sample clock does not drift from the master clock. */
  syncToMaster(): void {}
}
