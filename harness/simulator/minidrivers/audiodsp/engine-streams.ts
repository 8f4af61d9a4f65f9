/** Streams of the speaker: those that the DSP plays by itself, and the mix that it gives back (PCLS-116, PCLS-118). */
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { KSSTATE } from '../../classdrivers/portcls/descriptors.ts';
import type { PcPortWaveRTStream } from '../../classdrivers/portcls/miniports.ts';
import { levels, type ChannelValues } from '../../classdrivers/portcls/parts/channel-values.ts';
import type { Cell } from '../../classdrivers/portcls/parts/state-items.ts';
import { CaptureStream, RenderStream, type RtController } from '../../classdrivers/portcls/parts/wavert-streams.ts';
import type { WaveFormat } from '../../classdrivers/portcls/wave-format.ts';

/** What the DSP holds back of a stream: 2 ms. */
const heldBack = 20_000;

/** A stream that the engine plays, with its own level and effects. */
export class EngineStream extends RenderStream {
  readonly levels: ChannelValues = levels();
  readonly localEffects: Cell = { value: 1 };
  /** CONSTRICTOR_OPTION_*: whether the stream may be heard in the loopback. */
  readonly protection: Cell = { value: 0 };
  readonly #running: Set<EngineStream>;

  constructor(
    adapter: PcAdapter,
    port: PcPortWaveRTStream,
    wave: WaveFormat,
    controller: RtController,
    { running }: { readonly running: Set<EngineStream> },
  ) {
    super(adapter, port, wave, controller);
    this.#running = running;
  }

  override setState(state: number): number {
    if (state === KSSTATE.RUN) this.#running.add(this);
    else this.#running.delete(this);
    return super.setState(state);
  }

  /** How far the client says that it has written. */
  readonly written: Cell = { value: 0 };

  protected override presented(): number {
    const late = Math.floor((heldBack * this.wave.rate) / 10_000_000);
    return Math.max(0, this.blocksMoved - late);
  }

  /** Bytes that the engine has fetched. */
  get fetched(): number {
    return this.blocksMoved * this.wave.blockAlign;
  }
}

/** The mix: silence while a stream that runs is protected. */
export class LoopbackStream extends CaptureStream {
  readonly #protected: () => boolean;

  constructor(adapter: PcAdapter, port: PcPortWaveRTStream, wave: WaveFormat, controller: RtController, isProtected: () => boolean) {
    super(adapter, port, wave, controller);
    this.#protected = isProtected;
  }

  protected override sample(packet: number): number {
    return this.#protected() ? 0 : super.sample(packet);
  }
}
