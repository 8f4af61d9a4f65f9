import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { SignalObject } from '../../kernel/signals.ts';
import type { Region } from '../../../target/target.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import type { ConnectablePin, ValidConnect } from '../ks/connect.ts';
import type { EventList } from '../ks/event-list.ts';
import { KsObject } from '../ks/ks-object.ts';
import { acquireResetValue } from '../ks/reset.ts';
import { KSPIN_DATAFLOW, KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import type {
  PcMiniport,
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcNotificationEvent,
  PcPortWaveRTStream,
} from './miniports.ts';
import type { PcPinFactory } from './pin-factory.ts';
import type { PcTarget } from './request.ts';

const pageSize = 4096;

/** An event of a client, referenced for as long as the miniport may set it. */
export interface RegisteredEvent extends PcNotificationEvent {
  readonly signal: SignalObject;
}

/** An open pin of a WaveRT port: one stream of the miniport, and the memory that it shares with the client. */
export class PcPin extends KsObject implements ConnectablePin, PcTarget, PcPortWaveRTStream {
  readonly isPin = true;
  readonly filter: PcFilter;
  readonly factory: PcPinFactory;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: readonly CompiledAutomation[];
  readonly target = this;
  /** KSSTATE. */
  state: number = KSSTATE.STOP;
  format: Uint8Array = new Uint8Array(0);
  /** The cyclic buffer as the client was told of it. */
  buffer: { readonly address: number; readonly size: number; readonly notifications: number } | null = null;
  readonly registered: RegisteredEvent[] = [];
  readonly #assigned: Record<'masterClock' | 'allocator', FileObject | null> = { masterClock: null, allocator: null };
  #stream: PcMiniportWaveRTStream | null = null;
  readonly #mapped: { readonly region: Region; readonly pages: LockedPages }[] = [];
  readonly #pinTo: FileObject | null;

  constructor(filter: PcFilter, file: FileObject, factory: PcPinFactory, connect: ValidConnect) {
    super(filter.ks, file);
    this.filter = filter;
    this.factory = factory;
    this.automation = filter.subdevice.pinAutomation(factory.id);
    this.nodeTables = filter.nodeTables;
    this.#pinTo = connect.pinTo;
    this.#pinTo?.reference();
  }

  get pinId(): number {
    return this.factory.id;
  }

  get miniport(): PcMiniport {
    return this.filter.miniport;
  }

  get minorTarget(): PcMiniportWaveRTStream {
    return this.stream;
  }

  get events(): EventList {
    return this.filter.events;
  }

  get stream(): PcMiniportWaveRTStream {
    if (this.#stream === null) throw new RangeError('the pin has no stream yet');
    return this.#stream;
  }

  override otherControl(irp: Irp): number {
    // Without queues there is nothing to reset (PCLS-080).
    return irp.code === IOCTL.IOCTL_KS_RESET_STATE ? acquireResetValue(irp, () => {}) : super.otherControl(irp);
  }

  /** NewStream. */
  openStream(miniport: PcMiniportWaveRT, format: Uint8Array): number {
    const capture = this.factory.dataFlow === KSPIN_DATAFLOW.OUT;
    const stream = miniport.newStream(this, this.pinId, capture, format.slice());
    if (typeof stream === 'number') return stream;
    this.#stream = stream;
    this.format = format.slice();
    return STATUS.STATUS_SUCCESS;
  }

  allocatePagesForMdl(size: number): LockedPages {
    const length = Math.ceil(size / pageSize) * pageSize;
    const region = this.kernel.memory.allocate(length, 'normal', 0);
    const pages = { bytes: region.bytes, offset: 0, length };
    this.#mapped.push({ region, pages });
    return pages;
  }

  /** MapAllocatedPages: where the client sees pages that were allocated for the pin. */
  addressOf(pages: LockedPages): number {
    const mapped = this.#mapped.find((candidate) => candidate.pages === pages);
    if (mapped === undefined) throw new RangeError('pages that were not allocated by the port');
    return Number(mapped.region.address);
  }

  /** Gives the pin a clock or an allocator, or takes it away; the file object is referenced. */
  assign(slot: 'masterClock' | 'allocator', object: FileObject | null): void {
    object?.reference();
    this.#assigned[slot]?.dereference();
    this.#assigned[slot] = object;
  }

  /** References a client's event for the miniport. */
  register(signal: SignalObject): RegisteredEvent {
    const event: RegisteredEvent = {
      signal,
      set: () => {
        signal.set();
      },
    };
    this.kernel.referenceSignal(signal);
    this.registered.push(event);
    return event;
  }

  /** Lets a client's event go. */
  unregister(event: RegisteredEvent): void {
    this.registered.splice(this.registered.indexOf(event), 1);
    this.kernel.dereferenceSignal(event.signal);
  }

  override cleanup(): void {
    super.cleanup();
    this.assign('masterClock', null);
    this.assign('allocator', null);
  }

  protected override closed(): void {
    this.filter.subdevice.portcls.states.set(this, KSSTATE.STOP);
    for (const event of [...this.registered]) {
      this.stream.notification?.unregisterNotificationEvent(event);
      this.unregister(event);
    }
    this.stream.close?.();
    this.factory.count(-1);
  }

  override discard(): void {
    for (const { region } of this.#mapped) this.kernel.memory.release(region);
    this.#pinTo?.dereference();
    super.discard();
  }
}
