import type { FileObject } from '../../kernel/file-object.ts';
import type { Mutex } from '../../kernel/schedule.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import type { ConnectablePin, ValidConnect } from '../ks/connect.ts';
import type { EventList } from '../ks/event-list.ts';
import { KsObject } from '../ks/ks-object.ts';
import { StreamSleep } from '../ks/sleep.ts';
import { KSPIN_DATAFLOW, KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import type { PcMiniport, PcMiniportStream } from './miniports.ts';
import type { PcPinFactory } from './pin-factory.ts';
import type { PcTarget } from './request.ts';
import { parseWave } from './wave-format.ts';

const framesPerSecond = 100;

/** An open pin of a wave port: what the streams of all wave miniports have in common. */
export abstract class PcPin extends KsObject implements ConnectablePin, PcTarget {
  readonly isPin = true;
  readonly filter: PcFilter;
  readonly factory: PcPinFactory;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: readonly CompiledAutomation[];
  readonly target = this;
  /** KSSTATE. */
  state: number = KSSTATE.STOP;
  format: Uint8Array = new Uint8Array(0);
  readonly #assigned: Record<'masterClock' | 'allocator', FileObject | null> = { masterClock: null, allocator: null };
  readonly #pinTo: FileObject | null;
  /** DRM content that flows through the pin; 0 for none. */
  contentId = 0;
  readonly #sleep = new StreamSleep();

  constructor(filter: PcFilter, file: FileObject, factory: PcPinFactory, connect: ValidConnect) {
    super(filter.ks, file);
    this.filter = filter;
    this.factory = factory;
    this.automation = filter.subdevice.pinAutomation(factory.id);
    this.nodeTables = filter.nodeTables;
    this.#pinTo = connect.pinTo;
    this.#pinTo?.reference();
  }

  /** The miniport's stream: there once `openStream` has succeeded. */
  abstract get stream(): PcMiniportStream;

  /** Makes a format that fits the pin's ranges that of the stream. */
  abstract changeFormat(format: Uint8Array): number;

  /** KSAUDIO_POSITION as the port answers it. */
  abstract position(): { readonly playOffset: number; readonly writeOffset: number };

  /** NewStream, with a format that is the pin's own copy. */
  protected abstract newStream(capture: boolean): number;

  /** Called after every step of the state. */
  stateChanged(): void {}

  /** Bytes of a frame that a client is told to allocate: 10 ms of sound. */
  get frameSize(): number {
    return Math.ceil((parseWave(this.format)?.bytesPerSecond ?? 0) / framesPerSecond);
  }

  powerDown(): void {
    this.#sleep.down(this.state, (state) => this.filter.subdevice.portcls.states.set(this, state));
  }

  powerUp(): void {
    this.#sleep.up(this.state, (state) => this.filter.subdevice.portcls.states.set(this, state));
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return this.filter.subdevice.portcls.lockFor(request);
  }

  get pinId(): number {
    return this.factory.id;
  }

  get miniport(): PcMiniport {
    return this.filter.miniport;
  }

  get minorTarget(): PcMiniportStream {
    return this.stream;
  }

  get events(): EventList {
    return this.filter.events;
  }

  /** Opens the miniport's stream with the format that the client asked for. */
  openStream(format: Uint8Array): number {
    this.format = format.slice();
    return this.newStream(this.factory.dataFlow === KSPIN_DATAFLOW.OUT);
  }

  /** Gives the pin a clock or an allocator, or takes it away; the file object is referenced. */
  assign(slot: 'masterClock' | 'allocator', object: FileObject | null): void {
    object?.reference();
    this.#assigned[slot]?.dereference();
    this.#assigned[slot] = object;
  }

  override cleanup(): void {
    super.cleanup();
    this.assign('masterClock', null);
    this.assign('allocator', null);
  }

  protected override closed(): void {
    this.filter.subdevice.portcls.states.set(this, KSSTATE.STOP);
    this.stream.close?.();
    this.factory.count(-1);
  }

  override discard(): void {
    this.#pinTo?.dereference();
    super.discard();
  }
}
