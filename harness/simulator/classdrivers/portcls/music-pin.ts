import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { ValidConnect } from '../ks/connect.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import { CaptureSide } from './capture-side.ts';
import { KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import { MidiStreamMxf } from './midi-stream-mxf.ts';
import type { PcMiniportStream } from './miniports.ts';
import { leastBlock } from './music-blocks.ts';
import { isDirectMusic } from './music-format.ts';
import { DMUS_STREAM, type MusicMiniport, type Mxf, type PcPortMusicStream } from './music-miniports.ts';
import { StreamTime } from './music-streams.ts';
import { EventAllocator } from './mxf.ts';
import type { PcPinFactory } from './pin-factory.ts';
import { QueuedPin } from './queued-pin.ts';
import { RenderSide } from './render-side.ts';

/** Bytes of a frame of music: what a client that asks is told to allocate. */
const musicFrame = 4096;

/** An open pin of a MIDI or DirectMusic port through which MIDI flows (MUS-001). */
export class MusicPin extends QueuedPin implements PcPortMusicStream {
  readonly allocator: EventAllocator;
  /** Presentation time, which a MIDI stream counts in. */
  readonly time = new StreamTime();
  readonly #port: MusicMiniport;
  #transform: Mxf | null = null;
  #side: RenderSide | CaptureSide | null = null;

  constructor(filter: PcFilter, file: FileObject, factory: PcPinFactory, connect: ValidConnect, port: MusicMiniport) {
    super(filter, file, factory, connect);
    this.#port = port;
    this.allocator = new EventAllocator(this.kernel.pool);
  }

  /** The miniport's transform. */
  get transform(): Mxf {
    if (this.#transform === null) throw new RangeError('the pin has no stream yet');
    return this.#transform;
  }

  get stream(): PcMiniportStream {
    return this.transform;
  }

  override get minorTarget(): PcMiniportStream {
    const { transform } = this;
    return transform instanceof MidiStreamMxf ? transform.stream : transform;
  }

  override get frameSize(): number {
    return musicFrame;
  }

  /** A stream has the one format that it was opened with. */
  changeFormat(): number {
    return STATUS.STATUS_INVALID_PARAMETER;
  }

  position(): { readonly playOffset: number; readonly writeOffset: number } {
    return this.side.position();
  }

  /** What the master clock shows at a time of the stream; far away while a MIDI stream stands. */
  masterTime(time: number): number {
    return isDirectMusic(this.format) ? time : (this.time.masterTime(time) ?? Number.MAX_SAFE_INTEGER);
  }

  /** Notify: reads what the device has, and delivers it. */
  notify(): void {
    const { side, transform } = this;
    if (transform instanceof MidiStreamMxf) transform.service();
    if (side instanceof CaptureSide) side.deliver();
  }

  override stateChanged(): void {
    super.stateChanged();
    this.time.enter(this.state, this.kernel.clock.now);
    this.side.stateChanged(this.state, this.state === KSSTATE.STOP);
  }

  protected newStream(capture: boolean): number {
    const created = this.#newTransform(capture);
    if (typeof created === 'number') return created;
    this.#transform = created.stream;
    if (capture) {
      const side = new CaptureSide(this);
      this.#side = side;
      return created.stream.connectOutput(side);
    }
    this.#side = new RenderSide(this, created.schedulePreFetch ?? 0);
    return created.stream.connectOutput(this.allocator);
  }

  /** A frame that no message fits into would never be filled. */
  protected override get leastFrame(): number {
    return leastBlock(isDirectMusic(this.format));
  }

  protected enqueue(irp: Irp, headers: readonly ProbedHeader[]): void {
    this.side.add(irp, headers);
  }

  protected cancelAll(): void {
    this.side.cancelAll();
  }

  private get side(): RenderSide | CaptureSide {
    if (this.#side === null) throw new RangeError('the pin has no stream yet');
    return this.#side;
  }

  #newTransform(capture: boolean): { readonly stream: Mxf; readonly schedulePreFetch?: number } | number {
    const { clock } = this.kernel;
    const format = this.format.slice();
    if (this.#port.kind === 'Midi') {
      const stream = this.#port.miniport.newStream(this, this.pinId, capture, format);
      return typeof stream === 'number' ? stream : { stream: new MidiStreamMxf(stream, clock, this.allocator) };
    }
    const type = capture ? DMUS_STREAM.MIDI_CAPTURE : DMUS_STREAM.MIDI_RENDER;
    const masterClock = { getTime: () => clock.now };
    return this.#port.miniport.newStream(this, this.pinId, type, format, this.allocator, masterClock);
  }
}
