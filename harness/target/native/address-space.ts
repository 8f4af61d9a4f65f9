/**
 * Memory whose pages can be taken away from the driver and not from the harness: every page is mapped twice, once where
 * the driver sees it, with the protection of the moment, and once where the harness looks.
 */
import { UserError } from '../../base/errors.ts';
import type { Koffi } from './load-koffi.ts';
import { loadKoffi } from './load-koffi.ts';

/** What the driver may do with pages. */
export type Protection = 'none' | 'read' | 'read-write';

/** Pages that are mapped twice. */
export interface Section {
  /** Address of the first byte for the driver. All pages begin with protection `none`. */
  readonly base: number;
  /** The harness' own view: always readable and writable. */
  readonly bytes: Uint8Array;
}

/** The operating system's part. */
export interface AddressSpace {
  readonly pageSize: number;
  /**
   * @param length a multiple of the page size
   * @param low addresses for the driver shall fit 32 bits
   */
  map(length: number, low: boolean): Section;
  /** `address` and `length` are multiples of the page size, inside one section. */
  protect(address: number, length: number, protection: Protection): void;
  /** Takes the driver's side of a section away. The harness' side goes when nothing refers to `bytes` any more. */
  unmap(section: Section): void;
}

/** @throws UserError KS401 without koffi, KS407 on a system that it does not know */
export function openAddressSpace(): AddressSpace {
  const open = { linux: linuxSpace, win32: windowsSpace }[process.platform as string];
  if (!open) {
    throw new UserError({ code: 'KS407', message: `the native target runs on Linux and Windows, not on ${process.platform}` });
  }
  return open(loadKoffi());
}

function failed(what: string): Error {
  return new Error(`${what} failed`);
}

/** Frees the harness' views once they are garbage: until then somebody may still look through them. */
function finalizer(free: (address: number) => void): (buffer: ArrayBufferLike, address: number) => void {
  const registry = new FinalizationRegistry<number>(free);
  return (buffer, address) => { registry.register(buffer, address); };
}

function linuxSpace(koffi: Koffi): AddressSpace {
  const libc = koffi.load(null);
  const memfdCreate = libc.func('memfd_create', 'int', ['str', 'uint']);
  const ftruncate = libc.func('ftruncate', 'int', ['int', 'int64_t']);
  const close = libc.func('close', 'int', ['int']);
  const mmap = libc.func('mmap', 'intptr_t', ['uintptr_t', 'size_t', 'int', 'int', 'int', 'int64_t']);
  const munmap = libc.func('munmap', 'int', ['uintptr_t', 'size_t']);
  const mprotect = libc.func('mprotect', 'int', ['uintptr_t', 'size_t', 'int']);
  const [closeOnExec, shared, low32] = [1, 0x01, 0x40];
  const protections = { none: 0, read: 1, 'read-write': 3 } as const;
  const lengths = new Map<number, number>();
  const freeLater = finalizer((address) => {
    munmap(address, lengths.get(address) ?? 0);
    lengths.delete(address);
  });
  const mapOnce = (fd: number, length: number, protection: Protection, flags: number): number => {
    const address = Number(mmap(0, length, protections[protection], shared | flags, fd, 0));
    if (address === -1) throw failed(`mmap of ${length} bytes`);
    return address;
  };
  return {
    pageSize: 4096,
    map(length, low) {
      const fd = Number(memfdCreate('kscts', closeOnExec));
      if (fd < 0 || ftruncate(fd, length) !== 0) throw failed(`memfd_create of ${length} bytes`);
      const base = mapOnce(fd, length, 'none', low ? low32 : 0);
      const own = mapOnce(fd, length, 'read-write', 0);
      close(fd);
      const buffer = koffi.view(BigInt(own), length);
      lengths.set(own, length);
      freeLater(buffer, own);
      return { base, bytes: new Uint8Array(buffer) };
    },
    protect(address, length, protection) {
      if (mprotect(address, length, protections[protection]) !== 0) throw failed(`mprotect of ${length} bytes`);
    },
    unmap({ base, bytes }) {
      munmap(base, bytes.length);
    },
  };
}

function windowsSpace(koffi: Koffi): AddressSpace {
  const kernel32 = koffi.load('kernel32.dll');
  const createFileMapping = kernel32.func('__stdcall', 'CreateFileMappingW', 'intptr_t', [
    'intptr_t', 'uintptr_t', 'uint32_t', 'uint32_t', 'uint32_t', 'uintptr_t',
  ]);
  const mapViewOfFile = kernel32.func('__stdcall', 'MapViewOfFile', 'uintptr_t', [
    'intptr_t', 'uint32_t', 'uint32_t', 'uint32_t', 'size_t',
  ]);
  const unmapViewOfFile = kernel32.func('__stdcall', 'UnmapViewOfFile', 'int', ['uintptr_t']);
  const closeHandle = kernel32.func('__stdcall', 'CloseHandle', 'int', ['intptr_t']);
  const virtualProtect = kernel32.func('__stdcall', 'VirtualProtect', 'int', ['uintptr_t', 'size_t', 'uint32_t', 'void *']);
  const protections = { none: 0x01, read: 0x02, 'read-write': 0x04 } as const;
  const invalidHandle = -1;
  const mapWrite = 0x0002;
  const freeLater = finalizer((address) => { unmapViewOfFile(address); });
  const previous = new Uint32Array(1);
  const protect = (address: number, length: number, protection: Protection) => {
    if (!virtualProtect(address, length, protections[protection], previous)) throw failed(`VirtualProtect of ${length} bytes`);
  };
  return {
    pageSize: 4096,
    map(length, low) {
      if (low && process.arch !== 'ia32') {
        throw new UserError({ code: 'KS407', message: '32-bit callers on Windows need a 32-bit Node' });
      }
      const mapping = Number(createFileMapping(invalidHandle, 0, protections['read-write'], Math.floor(length / 2 ** 32), length >>> 0, 0));
      if (mapping === 0) throw failed(`CreateFileMapping of ${length} bytes`);
      const base = Number(mapViewOfFile(mapping, mapWrite, 0, 0, length));
      const own = Number(mapViewOfFile(mapping, mapWrite, 0, 0, length));
      closeHandle(mapping);
      if (base === 0 || own === 0) throw failed(`MapViewOfFile of ${length} bytes`);
      protect(base, length, 'none');
      const buffer = koffi.view(BigInt(own), length);
      freeLater(buffer, own);
      return { base, bytes: new Uint8Array(buffer) };
    },
    protect,
    unmap({ base }) {
      unmapViewOfFile(base);
    },
  };
}
