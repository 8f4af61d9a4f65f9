/** The client's side of caller memory: copies that are kept the same as what the device sees. */
import { byteLength, type ByteLength } from '../../abi/byte-length.ts';
import type { MemoryKind, Region } from '../target.ts';
import { TargetMisuse } from '../target.ts';
import { applyChanges, Mirror } from './changes.ts';
import type { Change } from './changes.ts';
import type { Slot } from './protocol.ts';

const nothing = new Uint8Array(0);

/** What a region asks of its target. */
export interface RegionOwner {
  /** Lets the agent answer all that is outstanding; after it addresses are known. */
  settle(): void;
  /** Settles if the device may write to memory while nobody asks it. */
  refresh(): void;
}

/** A region at the other end. */
export class RemoteRegion implements Region {
  readonly slot: Slot;
  readonly length: ByteLength;
  kind: MemoryKind;
  readonly #owner: RegionOwner;
  readonly #shadow: Uint8Array;
  readonly #mirror: Mirror;
  #address: bigint | null = null;

  constructor(owner: RegionOwner, slot: Slot, length: number, kind: MemoryKind) {
    this.#owner = owner;
    this.slot = slot;
    this.length = byteLength(length);
    this.kind = kind;
    this.#shadow = kind === 'normal' || kind === 'read-only' ? new Uint8Array(length) : nothing;
    this.#mirror = new Mirror(this.#shadow);
  }

  /** Known once the agent has answered: nobody waits for it who does not look. */
  get address(): bigint {
    if (this.#address === null) this.#owner.settle();
    if (this.#address === null) throw new TargetMisuse('the address of a region that was not allocated');
    return this.#address;
  }

  /** What the device is known to have written, and where that can be old, the newest. */
  get bytes(): Uint8Array {
    if (this.kind === 'freed') return nothing;
    if (this.#shadow.length > 0) this.#owner.refresh();
    return this.#shadow;
  }

  /** The same without waiting for what could be newer. */
  get seen(): Uint8Array {
    return this.#shadow;
  }

  setAddress(address: bigint): void {
    this.#address = address;
  }

  /** What the caller wrote that the agent does not know yet; it is sent now. */
  unsent(): readonly Change[] {
    return this.#mirror.tell(this.#shadow);
  }

  /** What the device wrote. */
  receive(changes: readonly Change[]): void {
    applyChanges(this.#shadow, changes);
    this.#mirror.told(changes);
  }
}
