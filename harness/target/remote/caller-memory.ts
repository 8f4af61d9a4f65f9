/** All regions of a client, and how requests name what lies in them. */
import { TargetMisuse } from '../target.ts';
import type { Buffer as CallerBuffer, MemoryKind, Region } from '../target.ts';
import type { Aftermath, Asked, Slot, WireBuffer } from './protocol.ts';
import { RemoteRegion } from './regions.ts';
import type { RegionOwner } from './regions.ts';

export class CallerMemory {
  readonly #owner: RegionOwner;
  readonly #regions = new Map<Slot, RemoteRegion>();
  #last: Slot = 0;

  constructor(owner: RegionOwner) {
    this.#owner = owner;
  }

  /** A new region, of which the agent is to be told. */
  add(length: number, kind: MemoryKind): RemoteRegion {
    const region = new RemoteRegion(this.#owner, ++this.#last, length, kind);
    this.#regions.set(region.slot, region);
    return region;
  }

  /** Takes a region out. @throws TargetMisuse if it is none of these */
  take(region: Region): RemoteRegion {
    const own = this.#own(region);
    this.#regions.delete(own.slot);
    return own;
  }

  /** What the caller sees in a region. */
  seen(slot: Slot): Uint8Array | undefined {
    return this.#regions.get(slot)?.seen;
  }

  /** What the device wrote. */
  receive(memory: Aftermath['memory']): void {
    for (const { region, changes } of memory) this.#regions.get(region)?.receive(changes);
  }

  /** What the caller wrote that the agent does not know yet; it is sent now. */
  *unsent(): Generator<Asked<'write'>> {
    for (const region of this.#regions.values()) {
      for (const { offset, bytes } of region.unsent()) yield { region: region.slot, offset, bytes };
    }
  }

  /**
   * A buffer as it travels.
   * @param waits it is not sent at once: it must stay as it is now
   * @throws TargetMisuse for a region that is none of these, or bytes outside of it
   */
  wire(buffer: CallerBuffer, waits: boolean): WireBuffer {
    if (buffer === null) return null;
    if (buffer instanceof Uint8Array) return { bytes: waits ? buffer.slice() : buffer };
    if ('address' in buffer) return buffer;
    const { slot, length: size } = this.#own(buffer.region);
    const { offset, length } = buffer;
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new TargetMisuse(`a request names bytes ${offset}…${offset + length} of a region of ${size}`);
    }
    return { region: slot, offset, length };
  }

  forget(): void {
    this.#regions.clear();
  }

  /** Gives what puts back which regions there are now. */
  mark(): () => void {
    const [last, regions] = [this.#last, [...this.#regions]];
    return () => {
      this.#last = last;
      this.#regions.clear();
      for (const [slot, region] of regions) this.#regions.set(slot, region);
    };
  }

  #own(region: Region): RemoteRegion {
    if (region instanceof RemoteRegion && this.#regions.get(region.slot) === region) return region;
    throw new TargetMisuse('a region that this target did not allocate, or that was released');
  }
}
