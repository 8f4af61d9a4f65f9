import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { Mutex } from '../../kernel/schedule.ts';
import { allocatorCreateItem } from '../ks/allocator-object.ts';
import type { KsGenerate } from '../ks/automation.ts';
import { ClockObject, clockCreateItem } from '../ks/clock-object.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import type { ConnectablePin, ValidConnect } from '../ks/connect.ts';
import type { CreateItem } from '../ks/create.ts';
import type { DefaultClock } from '../ks/default-clock.ts';
import { EventList } from '../ks/event-list.ts';
import { KsObject } from '../ks/ks-object.ts';
import { acquireResetValue } from '../ks/reset.ts';
import { StreamSleep } from '../ks/sleep.ts';
import { KSPIN_FLAG, KSSTATE, type KsPin, type KsPinDescriptorEx } from './descriptors.ts';
import type { AvFilter } from './filter.ts';
import type { AvStream } from './library.ts';
import { nodeCreateItem } from './node.ts';
import type { AvPinFactory } from './pin-factory.ts';
import type { KsGate } from './gate.ts';
import { PinProcessing } from './processing.ts';
import type { QueuedRequest, StreamPointer } from './stream-pointer.ts';

/** An open AVStream pin. */
export class AvPin extends KsObject implements KsPin, ConnectablePin {
  readonly kind = 'pin';
  readonly isPin = true;
  readonly av: AvStream;
  readonly filter: AvFilter;
  readonly factory: AvPinFactory;
  readonly descriptor: KsPinDescriptorEx;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: readonly CompiledAutomation[];
  override readonly createItems: readonly CreateItem[];
  readonly target = this;
  readonly events = new EventList();
  context: unknown = null;
  connectionFormat: Uint8Array = new Uint8Array(0);
  deviceState: number = KSSTATE.STOP;
  inReset = false;
  /** KSPRIORITY. */
  priority: Uint8Array;
  /** Opaque to everybody but its setter (SSET-015). */
  pipeId: Uint8Array;
  readonly clock: DefaultClock;
  /** Requests that were not completed, oldest first. */
  readonly queue: QueuedRequest[] = [];
  readonly processing: PinProcessing;
  #masterClock: FileObject | null = null;
  #allocator: FileObject | null = null;
  readonly #pinTo: FileObject | null;
  readonly #sleep = new StreamSleep();

  constructor(filter: AvFilter, file: FileObject, factory: AvPinFactory, connect: ValidConnect) {
    super(filter.ks, file);
    this.av = filter.av;
    this.filter = filter;
    this.factory = factory;
    this.descriptor = factory.descriptor;
    this.processing = new PinProcessing(this);
    this.automation = filter.factory.pinAutomation(factory.descriptor);
    this.nodeTables = filter.nodeTables;
    this.priority = new Uint8Array(8);
    const priority = new DataView(this.priority.buffer);
    priority.setUint32(0, connect.priority.class, true);
    priority.setUint32(4, connect.priority.subClass, true);
    this.pipeId = new Uint8Array(this.ks.layout.pointerSize);
    const { time, ...resolution } = this.descriptor.dispatch?.clock ?? {};
    this.clock = this.av.makeClock({ ...resolution, ...(time && { time: () => time(this) }) });
    this.#pinTo = connect.pinTo;
    this.#pinTo?.reference();
    this.createItems = [
      clockCreateItem(this.ks, () =>
        this.hasFlag(KSPIN_FLAG.IMPLEMENT_CLOCK) ? this.clock : STATUS.STATUS_NOT_SUPPORTED,
      ),
      allocatorCreateItem(this.ks, this.hasAllocator),
      nodeCreateItem(filter, this),
    ];
  }

  /** PinId of the factory. */
  get id(): number {
    return this.factory.id;
  }

  /** Whether allocators can be made and assigned: the pin has framing (OBJ-092, CONN-073). */
  get hasAllocator(): boolean {
    return this.descriptor.allocatorFraming !== undefined;
  }

  /** Size of this pin's stream headers (STRM-007). */
  get headerSize(): number {
    return this.ks.layout.streamHeader.size + (this.descriptor.streamHeaderExtension ?? 0);
  }

  hasFlag(flag: number): boolean {
    return ((this.descriptor.flags ?? 0) & flag) !== 0;
  }

  powerDown(): void {
    this.#sleep.down(this.deviceState, (state) => this.av.states.set(this, state));
  }

  powerUp(): void {
    this.#sleep.up(this.deviceState, (state) => this.av.states.set(this, state));
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return this.filter.mutexFor(request);
  }

  override otherControl(irp: Irp): number {
    switch (irp.code) {
      case IOCTL.IOCTL_KS_READ_STREAM:
        return this.av.streams.submit(this, irp, false);
      case IOCTL.IOCTL_KS_WRITE_STREAM:
        return this.av.streams.submit(this, irp, true);
      case IOCTL.IOCTL_KS_RESET_STATE:
        return this.resetState(irp);
      default:
        return super.otherControl(irp);
    }
  }

  /** IOC-050…058. */
  resetState(irp: Irp): number {
    return acquireResetValue(irp, (begin) => {
      this.av.streams.reset(this, begin);
    });
  }

  clockTime(): number {
    const master = this.#masterClock?.driver;
    return master instanceof ClockObject ? master.clock.time() : this.clock.time();
  }

  leadingEdge(): StreamPointer | null {
    return this.inReset ? null : this.av.streams.leadingEdge(this);
  }

  get andGate(): KsGate {
    return this.processing.gate;
  }

  attachAndGate(gate: KsGate | null): void {
    this.processing.attach(gate);
  }

  attachOrGate(gate: KsGate | null): void {
    this.processing.attach(gate);
  }

  attemptProcessing(): void {
    this.processing.attempt();
  }

  generateEvents(event: KsGenerate): void {
    this.ks.events.generate(this.events, event);
  }

  /** Gives the pin a clock or an allocator, or takes it away; the file object is referenced. */
  assign(slot: 'allocator' | 'masterClock', object: FileObject | null): void {
    object?.reference();
    const old = slot === 'masterClock' ? this.#masterClock : this.#allocator;
    if (slot === 'masterClock') this.#masterClock = object;
    else this.#allocator = object;
    old?.dereference();
  }

  /**
   * The handle is gone. What the pin was given is let go now, not at close: its own clock, as a child, keeps the pin
   * from closing.
   */
  override cleanup(): void {
    super.cleanup();
    this.assign('masterClock', null);
    this.assign('allocator', null);
  }

  protected override closed(): void {
    this.av.states.set(this, KSSTATE.STOP);
    this.descriptor.dispatch?.close?.(this);
    this.filter.removePin(this);
    this.processing.leave();
  }

  override discard(): void {
    this.#pinTo?.dereference();
    super.discard();
  }
}
