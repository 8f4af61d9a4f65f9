/**
 * Finds the handles and addresses inside of bytes that were sent, so that they can be put there anew. A recording sees
 * bytes only, so this is a guess with rules:
 *
 * - An address is a value of pointer size, aligned to 4 within the bytes, that lies in a region which the caller has or
 *   had. Only the first 4096 bytes of a content are searched: what is longer is a frame. Addresses of x64 callers are
 *   too large to be anything else; for x86 a number may be mistaken for one.
 * - Handles are small numbers, so a value is one only where a handle is known to stand: in KSEVENTDATA of an enable, in
 *   the PinToHandle of KSPIN_CONNECT, and where {@link HandleFields} says so; and only if it is one that is open.
 */
import { parseCreateName, KSSTRING } from '../abi/create-strings.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { layoutOf, pointerSize, type Arch } from '../abi/layout.ts';
import type { Region } from '../target/target.ts';
import type { Link, Slot } from './actions.ts';

/** Offsets at which a request has handles. */
export interface HandlePlaces {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Says where in the buffers of a request handles stand, by control code and input. */
export type HandleFields = (code: number, input: Uint8Array | null) => HandlePlaces | undefined;

const mostSearched = 4096;

/** Handles and regions by what they were to the target that is recorded. */
export class Known {
  readonly #arch: Arch;
  readonly #size: 4 | 8;
  readonly #handles = new Map<number, Slot>();
  /** Those that were released, too; where addresses are used again, the newest comes last. */
  #regions: { readonly slot: Slot; readonly first: bigint; readonly end: bigint }[] = [];
  #lowest = 0n;
  #highest = 0n;

  constructor(arch: Arch) {
    this.#arch = arch;
    this.#size = pointerSize(arch);
  }

  clear(): void {
    this.#handles.clear();
    this.#regions = [];
  }

  addHandle(handle: number, slot: Slot): void {
    this.#handles.set(handle, slot);
  }

  removeHandle(handle: number): void {
    this.#handles.delete(handle);
  }

  addRegion({ address, length }: Region, slot: Slot): void {
    const end = address + BigInt(Math.max(1, length));
    this.#lowest = this.#regions.length === 0 || address < this.#lowest ? address : this.#lowest;
    this.#highest = this.#regions.length === 0 || end > this.#highest ? end : this.#highest;
    this.#regions.push({ slot, first: address, end });
  }

  /** Where a raw address lies. */
  placeOf(address: bigint): { readonly slot: Slot; readonly offset: number; readonly length: number } | undefined {
    const region = this.#regions.findLast(({ first, end }) => address >= first && address < end);
    return region && { slot: region.slot, offset: Number(address - region.first), length: Number(region.end - region.first) };
  }

  /** All links in `bytes`, by rising place. */
  linksIn(bytes: Uint8Array, handlesAt: readonly number[] = []): Link[] {
    const links: Link[] = [];
    if (this.#regions.length > 0) this.#searchAddresses(bytes, links);
    for (const at of handlesAt) {
      const link = this.handleAt(bytes, at);
      if (link) links.push(link);
    }
    return links.sort((a, b) => a.at - b.at);
  }

  /** The open handle that stands at a place. */
  handleAt(bytes: Uint8Array, at: number): Link | undefined {
    const size = this.#size;
    if (at + size > bytes.length) return undefined;
    const to = this.#handles.get(Number(readPointer(viewOf(bytes), at, size)));
    return to === undefined ? undefined : { at, size, to };
  }

  /** Where the handle of the notification object stands in KSEVENTDATA. */
  get eventHandleAt(): number {
    return offsetIn(this.#arch, 'KSEVENTDATA', 'EventHandle.Event');
  }

  /** Where handles stand in the name of a child. */
  handlesInName(name: Uint8Array): readonly number[] {
    const parsed = parseCreateName(name);
    if (parsed?.classText !== KSSTRING.KSSTRING_Pin || !parsed.parameters) return [];
    return [name.length - parsed.parameters.length + offsetIn(this.#arch, 'KSPIN_CONNECT', 'PinToHandle')];
  }

  #searchAddresses(bytes: Uint8Array, links: Link[]): void {
    const size = this.#size;
    const view = viewOf(bytes);
    const last = Math.min(bytes.length, mostSearched) - size;
    for (let at = 0; at <= last; at += 4) {
      const value = readPointer(view, at, size);
      if (value < this.#lowest || value >= this.#highest) continue;
      const place = this.placeOf(value);
      if (!place) continue;
      links.push({ at, size, to: place.slot, offset: place.offset });
      at += size - 4;
    }
  }
}

/** Whether a link is to a handle, and not to an address. */
export const isHandle = ({ offset }: Link): boolean => offset === undefined;

/** Where the handles of a request stand, as far as the kinds of KS itself go, and by `fields`. */
export function handlePlaces(known: Known, code: number, input: Uint8Array | null, fields: HandleFields | undefined): HandlePlaces {
  const told = fields?.(code, input);
  const output = code === IOCTL.IOCTL_KS_ENABLE_EVENT ? [known.eventHandleAt] : (told?.output ?? []);
  return { input: told?.input ?? [], output };
}

function offsetIn(arch: Arch, struct: string, field: string): number {
  const found = layoutOf(arch, struct)?.fields.find(({ name }) => name === field);
  if (!found) throw new Error(`no field ${struct}.${field}`);
  return found.offset;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** An unsigned value of pointer size. */
export function readPointer(view: DataView, at: number, size: 4 | 8): bigint {
  return size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}
