import type { Arch } from '../../../target/target.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { KsRequest } from '../ks/automation.ts';
import { callerLayout } from '../ks/caller-layout.ts';
import { KSPROPERTY_TYPE } from '../ks/automation.ts';
import type { PcInstance, PcPropertyItem, PcPropertyRequest } from './descriptors.ts';
import type { PcMiniport, PcMiniportStream } from './miniports.ts';

/** Sizes of KSPROPERTY and KSNODEPROPERTY. */
const headerSize = 24;
const nodeHeaderSize = 32;

/** What requests are aimed at: a filter, or a pin with its stream. */
export interface PcTarget {
  readonly miniport: PcMiniport;
  readonly minorTarget: PcMiniportStream | null;
  /** PinId; null for a filter. */
  readonly pinId: number | null;
}

/** The part of In behind the header. */
class Instance implements PcInstance {
  readonly #input: KernelBuffer;
  readonly #offset: number;
  readonly #pointerSize: number;

  constructor(input: KernelBuffer, offset: number, pointerSize: number) {
    this.#input = input;
    this.#offset = offset;
    this.#pointerSize = pointerSize;
  }

  get length(): number {
    return this.#input.length - this.#offset;
  }

  u32(offset: number): number {
    return this.#input.u32(this.#offset + offset);
  }

  i32(offset: number): number {
    return this.#input.i32(this.#offset + offset);
  }

  guid(offset: number): string {
    return this.#input.guid(this.#offset + offset);
  }

  pointer(offset: number): number {
    return this.#input.pointer(this.#offset + offset, this.#pointerSize);
  }

  slice(offset = 0): Uint8Array {
    return this.#input.slice(this.#offset + offset);
  }
}

/** The bytes of In behind KSPROPERTY or KSNODEPROPERTY, whichever the flags say it is (PCLS-020). */
export function instanceOf(request: Pick<KsRequest<unknown>, 'input' | 'flags' | 'arch'>): PcInstance {
  const node = (request.flags & KSPROPERTY_TYPE.TOPOLOGY) !== 0;
  return new Instance(request.input, node ? nodeHeaderSize : headerSize, callerLayout(request.arch).pointerSize);
}

/** PCPROPERTY_REQUEST over the request of the KS library. */
export class PropertyRequest implements PcPropertyRequest {
  readonly majorTarget: PcMiniport;
  readonly minorTarget: PcMiniportStream | null;
  readonly node: number;
  readonly propertyItem: PcPropertyItem;
  readonly verb: number;
  readonly instance: PcInstance;
  readonly value: KernelBuffer;
  readonly arch: Arch;
  valueSize: number;
  readonly #request: KsRequest<PcTarget>;

  constructor(item: PcPropertyItem, request: KsRequest<PcTarget>) {
    this.#request = request;
    this.propertyItem = item;
    this.majorTarget = request.target.miniport;
    this.minorTarget = request.target.minorTarget;
    this.node = request.node;
    this.verb = request.flags;
    this.instance = instanceOf(request);
    this.value = request.value;
    this.valueSize = request.value.length;
    this.arch = request.arch;
  }

  pend(): void {
    this.#request.pend();
  }

  completePending(status: number): void {
    this.#request.complete(status, this.valueSize);
  }
}
