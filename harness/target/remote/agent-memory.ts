/** The agent's side of caller memory: the regions of one connection, and what the client knows of them. */
import { TargetMisuse } from '../target.ts';
import type { Region, Target } from '../target.ts';
import { Mirror } from './changes.ts';
import type { Aftermath, Asked, Given, Slot } from './protocol.ts';

/** Most bytes of caller memory that a connection can hold. */
const mostMemory = 512 * 2 ** 20;

/** A number of a region or a request that is not there, e.g. a request whose submission failed. */
export class NothingThere extends Error {}

export class AgentMemory {
  readonly #target: Target;
  readonly #regions = new Map<Slot, Region>();
  /** Regions that can be looked at. */
  readonly #mirrors = new Map<Slot, { readonly region: Region; readonly mirror: Mirror }>();
  #held = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  /** @throws NothingThere */
  region(slot: Slot): Region {
    const region = this.#regions.get(slot);
    if (!region) throw new NothingThere(`region ${slot} is not there`);
    return region;
  }

  /** @throws TargetMisuse for more than a connection can hold */
  allocate({ makes, length, kind, misalign }: Asked<'allocate'>): Given<'allocate'> {
    if (kind !== 'kernel' && this.#held + length > mostMemory) throw new TargetMisuse(`more than ${mostMemory} bytes of memory`);
    const region = this.#target.allocate(length, kind, misalign);
    this.#regions.set(makes, region);
    if (kind !== 'kernel') this.#held += length;
    if (region.bytes.length > 0) this.#mirrors.set(makes, { region, mirror: new Mirror(region.bytes) });
    return { address: region.address };
  }

  /** @throws NothingThere; TargetMisuse for bytes behind its end */
  write({ region, offset, bytes }: Asked<'write'>): void {
    const { bytes: to } = this.region(region);
    if (offset + bytes.length > to.length) throw new TargetMisuse(`a write behind the ${to.length} bytes of a region`);
    to.set(bytes, offset);
    this.#mirrors.get(region)?.mirror.told([{ offset, bytes }]);
  }

  /** @throws NothingThere */
  release(slot: Slot): void {
    const region = this.region(slot);
    if (region.kind !== 'kernel') this.#held -= region.length;
    this.#regions.delete(slot);
    this.#mirrors.delete(slot);
    this.#target.release(region);
  }

  /** What the device wrote to regions since the client was told; it is told, from now on. */
  news(): Aftermath['memory'] {
    const memory = [];
    for (const [slot, { region, mirror }] of this.#mirrors) {
      const changes = mirror.tell(region.bytes);
      if (changes.length > 0) memory.push({ region: slot, changes });
    }
    return memory;
  }
}
