import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import type { ValidConnect } from '../ks/connect.ts';
import { acquireResetValue } from '../ks/reset.ts';
import { CyclicTransfer } from './cyclic-transfer.ts';
import { KSPIN_DATAFLOW, KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import { IrpQueue } from './irp-queue.ts';
import type { PcMiniportWaveCyclic, PcMiniportWaveCyclicStream, PcPortWaveCyclicStream } from './miniports.ts';
import { PcPin } from './pin.ts';
import type { PcPinFactory } from './pin-factory.ts';

/** An open pin of a WaveCyclic port: a queue of stream requests, and the DMA buffer that they go through (PCLS-070). */
export class WaveCyclicPin extends PcPin implements PcPortWaveCyclicStream {
  readonly queue: IrpQueue;
  readonly #waveCyclic: PcMiniportWaveCyclic;
  #transfer: CyclicTransfer | null = null;
  #inReset = false;

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
    if (this.state !== KSSTATE.STOP) return;
    this.queue.cancelAll();
    this.transfer.restart();
  }

  override otherControl(irp: Irp): number {
    switch (irp.code) {
      case IOCTL.IOCTL_KS_READ_STREAM:
        return this.submit(irp, false);
      case IOCTL.IOCTL_KS_WRITE_STREAM:
        return this.submit(irp, true);
      case IOCTL.IOCTL_KS_RESET_STATE:
        return acquireResetValue(irp, (begin) => {
          this.#inReset = begin;
          if (begin) this.queue.cancelAll();
        });
      default:
        return super.otherControl(irp);
    }
  }

  /** Queues a stream request, and starts on it if the state allows. */
  submit(irp: Irp, write: boolean): number {
    if (this.factory.dataFlow !== (write ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT)) {
      return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    }
    try {
      const headerSize = this.ks.layout.streamHeader.size;
      const headers = this.ks.streams.probe(irp, { write, headerSize, allowFormatChange: false });
      if (typeof headers === 'number') return headers;
      if (this.#inReset || this.state < KSSTATE.PAUSE) return STATUS.STATUS_DEVICE_NOT_READY;
      this.queue.add(irp, headers, write);
      this.transfer.service();
      return STATUS.STATUS_PENDING;
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }
}
