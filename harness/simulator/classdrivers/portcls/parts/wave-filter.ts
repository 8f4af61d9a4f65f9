/** A WaveRT miniport made of its descriptor and a way to make streams. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { PcFilterDescriptor } from '../descriptors.ts';
import type {
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcPort,
  PcPortWaveRTStream,
} from '../miniports.ts';
import { parseWave, type WaveFormat } from '../wave-format.ts';

/** Makes the stream of a pin. */
export type MakeStream = (port: PcPortWaveRTStream, wave: WaveFormat, pin: number) => PcMiniportWaveRTStream;

export class WaveFilter implements PcMiniportWaveRT {
  readonly description: PcFilterDescriptor;
  readonly #makeStream: MakeStream;
  #port: PcPort | null = null;

  constructor(description: PcFilterDescriptor, makeStream: MakeStream) {
    this.description = description;
    this.#makeStream = makeStream;
  }

  init(port: PcPort): void {
    this.#port = port;
  }

  newStream(
    port: PcPortWaveRTStream,
    pin: number,
    _capture: boolean,
    format: Uint8Array,
  ): PcMiniportWaveRTStream | number {
    const wave = parseWave(format);
    return wave === undefined ? STATUS.STATUS_INVALID_PARAMETER : this.#makeStream(port, wave, pin);
  }

  /** Raises an event for the clients that it concerns. */
  raise(event: Parameters<PcPort['generateEventList']>[0]): void {
    this.#port?.generateEventList(event);
  }
}
