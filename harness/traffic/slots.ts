/** What the slots of a list of actions hold while it is performed, and how buffers and bytes are made from them. */
import { byteLength } from '../abi/byte-length.ts';
import type { Arch, Buffer, Handle, Region, RequestId, Target } from '../target/target.ts';
import type { Content, Link, Memory, Slot } from './actions.ts';
import type { Answered } from './answered.ts';
import { isHandle, Known, readPointer } from './links.ts';

export interface HeldHandle {
  readonly kind: 'handle' | 'signal';
  readonly handle: Handle;
  open: boolean;
}

export interface HeldRegion {
  readonly kind: 'region';
  readonly region: Region;
  held: boolean;
  /** Handles that the caller wrote into it, by place. */
  readonly handles: Map<number, Link>;
  /** Requests in flight that name it: until then it must not be given back. */
  users: number;
}

export interface HeldRequest {
  readonly kind: 'request';
  readonly request: RequestId;
  readonly buffers: Buffers;
  flying: boolean;
}

export type Held = HeldHandle | HeldRegion | HeldRequest;

/** The two buffers of a request that is sent. */
export interface Buffers {
  readonly input: Buffer;
  readonly output: Buffer;
  readonly regions: readonly HeldRegion[];
  /** Handles that the caller put into the output so far. */
  readonly handles: () => readonly Link[];
}

/** An action needs something that is not there: a slot that holds nothing, or not any more. */
export class Absent extends Error {}

export class Slots {
  readonly #held = new Map<Slot, Held>();
  readonly #known: Known;

  constructor(arch: Arch) {
    this.#known = new Known(arch);
  }

  /** Everything, in the order it was made. */
  get all(): readonly Held[] {
    return [...this.#held.values()];
  }

  put(slot: Slot, held: Held): void {
    this.#held.set(slot, held);
    if (held.kind === 'region') this.#known.addRegion(held.region, slot);
  }

  /** What the caller sees in the output buffer of a request that completed. */
  outputOf({ output, handles }: Buffers): Pick<Answered, 'output' | 'outputLinks'> {
    const bytes = contentOf(output);
    if (!bytes) return {};
    const view = new DataView(bytes.buffer);
    const still = handles().filter(({ at, size, to }) => at + size <= bytes.length && readPointer(view, at, size) === this.#valueOf(to, undefined));
    const links = [...this.#known.linksIn(bytes), ...still].sort((a, b) => a.at - b.at);
    return { output: bytes, ...(links.length > 0 && { outputLinks: links }) };
  }

  /** @throws Absent unless the slot holds a handle that is open */
  handle(slot: Slot, kind?: HeldHandle['kind']): HeldHandle {
    const held = this.#held.get(slot);
    if (held?.kind !== 'handle' && held?.kind !== 'signal') throw new Absent(`slot ${slot} holds no handle`);
    if (kind && held.kind !== kind) throw new Absent(`slot ${slot} holds a ${held.kind}, not a ${kind}`);
    if (!held.open) throw new Absent(`the handle of slot ${slot} is closed`);
    return held;
  }

  /** @throws Absent unless the slot holds a region that was not given back */
  region(slot: Slot): HeldRegion {
    const held = this.#held.get(slot);
    if (held?.kind !== 'region') throw new Absent(`slot ${slot} holds no region`);
    if (!held.held) throw new Absent(`the region of slot ${slot} was released`);
    return held;
  }

  /** @throws Absent unless the slot holds a request whose answer was not taken */
  request(slot: Slot): HeldRequest {
    const held = this.#held.get(slot);
    if (held?.kind !== 'request') throw new Absent(`slot ${slot} holds no request`);
    if (!held.flying) throw new Absent(`the request of slot ${slot} was answered`);
    return held;
  }

  /** The bytes of `content` in memory of their own, with the handles and addresses that there are now. */
  bytesOf(content: Content): Uint8Array {
    const bytes = content.bytes.slice();
    const view = new DataView(bytes.buffer);
    for (const { at, size, to, offset } of content.links) {
      const value = this.#valueOf(to, offset);
      if (value === undefined || at + size > bytes.length) continue;
      if (size === 8) view.setBigUint64(at, BigInt.asUintN(64, value), true);
      else view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
    }
    return bytes;
  }

  /** Writes to a region, as the caller does to its own memory. */
  write({ region, handles }: HeldRegion, offset: number, content: Content): void {
    region.bytes.set(this.bytesOf(content), offset);
    for (const link of content.links.filter(isHandle)) handles.set(offset + link.at, { ...link, at: offset + link.at });
  }

  /** @throws Absent where a region is not there */
  buffersOf(input: Memory, output: Memory): Buffers {
    const regions: HeldRegion[] = [];
    let handles = (): readonly Link[] => [];
    const bufferOf = (memory: Memory): Buffer => {
      if (memory === null) return null;
      if ('address' in memory) return { address: memory.address, length: byteLength(memory.length) };
      if ('bytes' in memory) {
        handles = () => memory.links.filter(isHandle);
        return this.bytesOf(memory);
      }
      const held = this.region(memory.region);
      const { region } = held;
      if (memory.offset < 0 || memory.length < 0 || memory.offset + memory.length > region.length) {
        throw new Absent(`slot ${memory.region} is a region of ${region.length} bytes only`);
      }
      regions.push(held);
      handles = () => [...held.handles.values()].map((link) => ({ ...link, at: link.at - memory.offset })).filter(({ at }) => at >= 0);
      return { region, offset: memory.offset, length: byteLength(memory.length) };
    };
    return { input: bufferOf(input), output: bufferOf(output), regions, handles };
  }

  /** A handle also when it is closed, and an address also when its region is gone: that is what a caller would pass. */
  #valueOf(slot: Slot, offset: number | undefined): bigint | undefined {
    const held = this.#held.get(slot);
    if (held?.kind === 'region') return held.region.address + BigInt(offset ?? 0);
    return held?.kind === 'handle' || held?.kind === 'signal' ? BigInt(held.handle) : undefined;
  }
}

/** What the caller sees in a buffer, copied. */
export function contentOf(buffer: Buffer): Uint8Array | undefined {
  if (buffer === null) return undefined;
  if (buffer instanceof Uint8Array) return buffer.slice();
  if (!('region' in buffer)) return undefined;
  const { region, offset, length } = buffer;
  return region.bytes.length >= offset + length ? region.bytes.slice(offset, offset + length) : undefined;
}

/** How long a cancelled request may take to complete when all is given back: 1 s. */
const endLimit = 10_000_000n;

/**
 * Gives back everything that the slots hold, in the order that leaves the driver no dangling pointer; how many requests
 * did not complete even so.
 */
export function giveBack(target: Target, slots: Slots): number {
  let stuck = 0;
  const all = [...slots.all].reverse();
  const flying = all.filter((held) => held.kind === 'request').filter(({ flying }) => flying);
  for (const { request } of flying) target.cancel(request);
  for (const held of all) if (held.kind === 'handle' && held.open) close(target, held);
  for (const held of flying) {
    if (!target.wait(held.request, endLimit)) stuck++;
    held.flying = false;
  }
  for (const held of all) {
    if (held.kind === 'signal' && held.open) close(target, held);
    else if (held.kind === 'region' && held.held) {
      held.held = false;
      target.release(held.region);
    }
  }
  return stuck;
}

function close(target: Target, held: HeldHandle): void {
  held.open = false;
  target.close(held.handle);
}
