import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Region } from '../../../target/target.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import { Mdl } from '../../kernel/mdl.ts';
import type { SignalObject } from '../../kernel/signals.ts';
import type { ValidConnect } from '../ks/connect.ts';
import { acquireResetValue } from '../ks/reset.ts';
import type { PcFilter } from './filter.ts';
import type {
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcNotificationEvent,
  PcPortWaveRTStream,
} from './miniports.ts';
import { PcPin } from './pin.ts';
import type { PcPinFactory } from './pin-factory.ts';

const pageSize = 4096;

/** An event of a client, referenced for as long as the miniport may set it. */
export interface RegisteredEvent extends PcNotificationEvent {
  readonly signal: SignalObject;
}

/** An open pin of a WaveRT port, and the memory that its stream shares with the client. */
export class WaveRtPin extends PcPin implements PcPortWaveRTStream {
  /** The cyclic buffer as the client was told of it. */
  buffer: { readonly address: number; readonly size: number; readonly notifications: number } | null = null;
  readonly registered: RegisteredEvent[] = [];
  /** Registers that the client was given a mapping of. */
  readonly mappedRegisters = new Set<'position' | 'clock'>();
  readonly #waveRt: PcMiniportWaveRT;
  #stream: PcMiniportWaveRTStream | null = null;
  readonly #mapped: { readonly region: Region; readonly pages: LockedPages; readonly mdl: Mdl }[] = [];

  constructor(
    filter: PcFilter,
    file: FileObject,
    factory: PcPinFactory,
    connect: ValidConnect,
    miniport: PcMiniportWaveRT,
  ) {
    super(filter, file, factory, connect);
    this.#waveRt = miniport;
  }

  get stream(): PcMiniportWaveRTStream {
    if (this.#stream === null) throw new RangeError('the pin has no stream yet');
    return this.#stream;
  }

  override otherControl(irp: Irp): number {
    // Without queues there is nothing to reset (PCLS-080).
    return irp.code === IOCTL.IOCTL_KS_RESET_STATE ? acquireResetValue(irp, () => {}) : super.otherControl(irp);
  }

  changeFormat(format: Uint8Array): number {
    return this.stream.setFormat(format);
  }

  position(): { readonly playOffset: number; readonly writeOffset: number } {
    return this.stream.getPosition();
  }

  protected newStream(capture: boolean): number {
    const stream = this.#waveRt.newStream(this, this.pinId, capture, this.format.slice());
    if (typeof stream === 'number') return stream;
    this.#stream = stream;
    return STATUS.STATUS_SUCCESS;
  }

  allocatePagesForMdl(size: number): LockedPages {
    const length = Math.ceil(size / pageSize) * pageSize;
    const region = this.kernel.memory.allocate(length, 'normal', 0);
    const pages = { bytes: region.bytes, offset: 0, length };
    const mdl = new Mdl(this.kernel.pool, Number(region.address), length);
    mdl.lock(pages);
    this.#mapped.push({ region, pages, mdl });
    return pages;
  }

  /** MapAllocatedPages: where the client sees pages that were allocated for the pin. */
  addressOf(pages: LockedPages): number {
    const mapped = this.#mapped.find((candidate) => candidate.pages === pages);
    if (mapped === undefined) throw new RangeError('pages that were not allocated by the port');
    return Number(mapped.region.address);
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

  protected override closed(): void {
    super.closed();
    for (const event of [...this.registered]) this.unregister(event);
  }

  override discard(): void {
    for (const { region, mdl } of this.#mapped) this.filter.subdevice.portcls.unmapPages(region, mdl);
    super.discard();
  }
}
