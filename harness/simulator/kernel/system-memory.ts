import type { Arch } from '../../target/target.ts';
import { BugCheck } from './bugcheck.ts';

const pageSize = 4096;

/** Where the kernel half begins, where its code lies, and where memory of the kernel lies that a test knows. */
const ranges = {
  x64: { half: 0xffff_8000_0000_0000, image: 0xffff_f800_0000_0000, data: 0xffff_a000_0000_0000 },
  x86: { half: 0x8000_0000, image: 0x8040_0000, data: 0x8060_0000 },
} as const;
/** Bytes of the kernel's image, which is mapped read-only. */
const imageSize = 0x1_0000;

interface SystemPages {
  readonly base: number;
  readonly bytes: Uint8Array;
  /** What they hold as long as nobody writes to them. */
  readonly original: Uint8Array;
}

/**
 * The kernel half of the address space, as code sees it that follows an address without a probe: the kernel's own image,
 * which can be read, memory that belongs to the kernel, which can be read and written, and nothing anywhere else.
 * Addresses are numbers here, of which the low eleven bits are lost on x64: pages are told apart, bytes within them not.
 */
export class SystemMemory {
  readonly #ranges: (typeof ranges)[Arch];
  #next: number;
  readonly #image: SystemPages;
  readonly #pages: SystemPages[] = [];

  constructor(arch: Arch) {
    this.#ranges = ranges[arch];
    this.#next = this.#ranges.data;
    this.#image = newPages(this.#ranges.image, imageSize);
  }

  /** Where code of the kernel lies, which can be read and not written. */
  get image(): number {
    return this.#image.base;
  }

  /** Whether no user-mode pointer may have this value. */
  holds(address: number): boolean {
    return address >= this.#ranges.half;
  }

  /** Maps `length` bytes that belong to the kernel, full of pointers to itself. An unmapped page lies behind them. */
  allocate(length: number, misalign: number): bigint {
    const size = Math.max(1, Math.ceil((misalign + length) / pageSize)) * pageSize;
    const base = this.#next;
    this.#next += size + pageSize;
    this.#pages.push(newPages(base, size));
    return BigInt(base) + BigInt(misalign);
  }

  /** The bytes behind an address; null where none are mapped, or none that can be written. */
  find(address: number, length: number, write: boolean): { readonly bytes: Uint8Array; readonly offset: number } | null {
    const pages = [...(write ? [] : [this.#image]), ...this.#pages].find((candidate) => within(candidate, address, length));
    return pages === undefined ? null : { bytes: pages.bytes, offset: address - pages.base };
  }

  /**
   * The bytes behind an address that is followed without asking.
   * @throws BugCheck if there are none: no exception frame catches a fault in the kernel half
   */
  touch(address: number, length: number, write: boolean): { readonly bytes: Uint8Array; readonly offset: number } {
    const found = this.find(address, length, write);
    if (found !== null) return found;
    if (write && within(this.#image, address, length)) {
      throw new BugCheck('ATTEMPTED_WRITE_TO_READONLY_MEMORY', hex(address), 'written, and it is code of the kernel');
    }
    throw new BugCheck('PAGE_FAULT_IN_NONPAGED_AREA', hex(address), `${write ? 'written' : 'read'}, and nothing is mapped there`);
  }

  /** The kernel goes on with its own memory. @throws BugCheck if somebody else has written to it */
  verify(): void {
    for (const { base, bytes, original } of this.#pages) {
      // Asked before every request: nearly always all is as it was.
      if (Buffer.compare(bytes, original) === 0) continue;
      const at = bytes.findIndex((byte, i) => byte !== original[i]);
      throw new BugCheck('CRITICAL_STRUCTURE_CORRUPTION', hex(base + at), 'written by a driver that it was handed to');
    }
  }

  /** Takes back memory that a test knew. */
  free(address: bigint): void {
    const at = this.#pages.findIndex(({ base, bytes }) => within({ base, bytes }, Number(address), 1));
    if (at >= 0) this.#pages.splice(at, 1);
  }

  /** Whether there is anything that could be damaged. */
  get mapped(): boolean {
    return this.#pages.length > 0;
  }
}

/** Memory of the kernel holds what every such memory holds: kernel addresses. */
function newPages(base: number, size: number): SystemPages {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const step = base > 0xffff_ffff ? 8 : 4;
  for (let at = 0; at < size; at += step) {
    if (step === 8) view.setBigUint64(at, BigInt(base) + BigInt(at), true);
    else view.setUint32(at, base + at, true);
  }
  return { base, bytes, original: bytes.slice() };
}

function within({ base, bytes }: Pick<SystemPages, 'base' | 'bytes'>, address: number, length: number): boolean {
  return address >= base && address + length <= base + bytes.length;
}

/** How an address is named in a bug check. */
export const hex = (address: number): string => `address 0x${BigInt(address).toString(16)}`;
