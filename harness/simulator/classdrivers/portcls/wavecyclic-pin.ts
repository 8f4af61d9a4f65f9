import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { ValidConnect } from '../ks/connect.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import { CyclicTransfer } from './cyclic-transfer.ts';
import { KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import { IrpQueue } from './irp-queue.ts';
import type { PcMiniportWaveCyclic, PcMiniportWaveCyclicStream, PcPortWaveCyclicStream } from './miniports.ts';
import type { PcPinFactory } from './pin-factory.ts';
import { QueuedPin } from './queued-pin.ts';

/** An open pin of a WaveCyclic port: a queue of stream requests, and the DMA buffer that they go through (PCLS-070). */
export class WaveCyclicPin extends QueuedPin implements PcPortWaveCyclicStream {
  readonly queue: IrpQueue;
  readonly #waveCyclic: PcMiniportWaveCyclic;
  #transfer: CyclicTransfer | null = null;

  constructor(
    filter: PcFilter,
    file: FileObject,
    factory: PcPinFactory,
    connect: ValidConnect,
    miniport: PcMiniportWaveCyclic,
  ) {
    super(filter, file, factory, connect);
    this.#waveCyclic = miniport;
    this.queue = new IrpQueue(this.ks.layout);
  }

  get transfer(): CyclicTransfer {
    if (this.#transfer === null) throw new RangeError('the pin has no stream yet');
    return this.#transfer;
  }

  get stream(): PcMiniportWaveCyclicStream {
    return this.transfer.stream;
  }

  changeFormat(format: Uint8Array): number {
    return this.stream.setFormat(format);
  }

  position(): { readonly playOffset: number; readonly writeOffset: number } {
    return this.transfer.position();
  }

  notify(): void {
    if (this.state === KSSTATE.RUN) this.transfer.service();
  }

  protected newStream(capture: boolean): number {
    const stream = this.#waveCyclic.newStream(this, this.pinId, capture, this.format.slice());
    if (typeof stream === 'number') return stream;
    this.#transfer = new CyclicTransfer(stream, this.queue, capture);
    return STATUS.STATUS_SUCCESS;
  }

  override stateChanged(): void {
    super.stateChanged();
    if (this.state === KSSTATE.STOP) this.transfer.restart();
  }

  protected enqueue(irp: Irp, headers: readonly ProbedHeader[], write: boolean): void {
    this.queue.add(irp, headers, write);
    this.transfer.service();
  }

  protected cancelAll(): void {
    this.queue.cancelAll();
  }
}
