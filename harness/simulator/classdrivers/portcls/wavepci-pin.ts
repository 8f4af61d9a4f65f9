import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { ValidConnect } from '../ks/connect.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import { KSPIN_DATAFLOW, KSSTATE } from './descriptors.ts';
import type { PcFilter } from './filter.ts';
import { MappingQueue } from './mapping-queue.ts';
import type { PcMapping, PcMiniportWavePci, PcMiniportWavePciStream, PcPortWavePciStream } from './miniports.ts';
import type { PcPinFactory } from './pin-factory.ts';
import { QueuedPin } from './queued-pin.ts';

/** An open pin of a WavePci port: the hardware works in the frames of the stream requests themselves. */
export class WavePciPin extends QueuedPin implements PcPortWavePciStream {
  readonly mappings: MappingQueue;
  readonly #wavePci: PcMiniportWavePci;
  #stream: PcMiniportWavePciStream | null = null;
  /** GetMapping had none since the last request came. */
  #starved = true;

  constructor(
    filter: PcFilter,
    file: FileObject,
    factory: PcPinFactory,
    connect: ValidConnect,
    miniport: PcMiniportWavePci,
  ) {
    super(filter, file, factory, connect);
    this.#wavePci = miniport;
    this.mappings = new MappingQueue(this.ks.layout, (tags) => {
      this.stream.revokeMappings(tags);
    });
  }

  get stream(): PcMiniportWavePciStream {
    if (this.#stream === null) throw new RangeError('the pin has no stream yet');
    return this.#stream;
  }

  changeFormat(format: Uint8Array): number {
    return this.stream.setFormat(format);
  }

  /** PCLS-068: on render what the hardware was given is written, on capture what it gave back is read. */
  position(): { readonly playOffset: number; readonly writeOffset: number } {
    const render = this.factory.dataFlow === KSPIN_DATAFLOW.IN;
    const { handed, released } = this.mappings;
    return { playOffset: this.stream.getPosition(), writeOffset: render ? handed : released };
  }

  getMapping(): PcMapping | null {
    const mapping = this.mappings.next();
    if (mapping === null) this.#starved = true;
    return mapping;
  }

  releaseMapping(tag: number): void {
    this.mappings.release(tag);
  }

  override stateChanged(): void {
    super.stateChanged();
    if (this.state === KSSTATE.STOP) this.mappings.restart();
  }

  protected newStream(capture: boolean): number {
    const stream = this.#wavePci.newStream(this, this.pinId, capture, this.format.slice());
    if (typeof stream === 'number') return stream;
    this.#stream = stream;
    return STATUS.STATUS_SUCCESS;
  }

  protected enqueue(irp: Irp, headers: readonly ProbedHeader[], write: boolean): void {
    this.mappings.add(irp, headers, write);
    if (!this.#starved) return;
    this.#starved = false;
    this.stream.mappingAvailable();
  }

  protected cancelAll(): void {
    this.mappings.cancelAll();
  }
}
