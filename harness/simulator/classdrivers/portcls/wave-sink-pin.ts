import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { ValidConnect } from '../ks/connect.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import { KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import { IrpQueue } from './irp-queue.ts';
import { DMUS_STREAM, type PcMiniportDMus, type PcPortMusicStream, type SynthSinkDMus } from './music-miniports.ts';
import { EventAllocator } from './mxf.ts';
import type { PcPinFactory } from './pin-factory.ts';
import { QueuedPin } from './queued-pin.ts';
import { parseWave, type WaveFormat } from './wave-format.ts';

/** The wave sink wakes up this often (MUS-007). */
const period = 200_000;
const second = 10_000_000;
/** Periods that are kept for a client that does not read. */
const kept = 5;

/** An open pin that gives the waves of a software synthesizer: the port's wave sink. */
export class WaveSinkPin extends QueuedPin implements PcPortMusicStream {
  readonly queue: IrpQueue;
  readonly allocator: EventAllocator;
  readonly #dmus: PcMiniportDMus;
  #sink: SynthSinkDMus | null = null;
  #wave: WaveFormat | null = null;
  #timer: ClockTimer | null = null;
  /** Blocks that were rendered since STOP, those before the last RUN, and when that began. */
  #rendered = 0;
  #base = 0;
  #since = 0;
  /** Bytes that were rendered and not read, and how many were read. */
  #unread = new Uint8Array(0);
  #read = 0;

  constructor(filter: PcFilter, file: FileObject, factory: PcPinFactory, connect: ValidConnect, miniport: PcMiniportDMus) {
    super(filter, file, factory, connect);
    this.#dmus = miniport;
    this.queue = new IrpQueue(this.ks.layout);
    this.allocator = new EventAllocator(this.kernel.pool);
  }

  get stream(): SynthSinkDMus {
    if (this.#sink === null) throw new RangeError('the pin has no stream yet');
    return this.#sink;
  }

  /** The synthesizer has the one format that the stream was opened with. */
  changeFormat(): number {
    return STATUS.STATUS_INVALID_PARAMETER;
  }

  position(): { readonly playOffset: number; readonly writeOffset: number } {
    return { playOffset: this.#rendered * (this.#wave?.blockAlign ?? 1), writeOffset: this.#read };
  }

  notify(): void {
    this.#deliver();
  }

  override stateChanged(): void {
    super.stateChanged();
    this.#timer?.cancel();
    this.#timer = null;
    if (this.state === KSSTATE.RUN) {
      this.#since = this.kernel.clock.now;
      this.#base = this.#rendered;
      this.#timer = this.kernel.clock.setPeriodic(period, () => {
        this.#wake();
      });
    } else if (this.state === KSSTATE.STOP) {
      this.#rendered = this.#read = 0;
      this.#unread = new Uint8Array(0);
    }
  }

  protected newStream(): number {
    const { clock } = this.kernel;
    const wave = parseWave(this.format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const masterClock = { getTime: () => clock.now };
    const created = this.#dmus.newStream(
      this,
      this.pinId,
      DMUS_STREAM.WAVE_SINK,
      this.format.slice(),
      this.allocator,
      masterClock,
    );
    if (typeof created === 'number') return created;
    // A stream that is no ISynthSinkDMus has nothing to render.
    if (!('render' in created.stream)) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    this.#wave = wave;
    this.#sink = created.stream;
    return created.stream.connectOutput(this.allocator);
  }

  protected enqueue(irp: Irp, headers: readonly ProbedHeader[], write: boolean): void {
    this.queue.add(irp, headers, write);
    this.#deliver();
  }

  protected cancelAll(): void {
    this.queue.cancelAll();
  }

  /** Renders up to now. */
  #wake(): void {
    const wave = this.#wave;
    if (wave === null) return;
    const { now } = this.kernel.clock;
    const blocks = this.#base + Math.floor(((now - this.#since) * wave.rate) / second);
    const bytes = new Uint8Array((blocks - this.#rendered) * wave.blockAlign);
    this.stream.render(bytes, this.#rendered);
    this.#rendered = blocks;
    this.stream.syncToMaster(now, blocks);
    const most = Math.ceil((kept * period * wave.rate) / second) * wave.blockAlign;
    this.#unread = Uint8Array.from([...this.#unread, ...bytes]).slice(-most);
    this.#deliver();
  }

  #deliver(): void {
    while (this.#unread.length > 0) {
      const moved = this.queue.next(this.#unread.length, (frame) => {
        frame.set(this.#unread.subarray(0, frame.length));
      });
      if (moved === 0) return;
      this.#unread = this.#unread.slice(moved);
      this.#read += moved;
    }
  }
}
