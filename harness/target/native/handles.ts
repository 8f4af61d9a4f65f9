/** The handles of a native target, and what the I/O manager checks of them before a driver sees a request. */
import { type NtStatus, STATUS } from '../../abi/ntstatus.ts';
import type { Handle } from '../target.ts';
import { Access, TargetMisuse } from '../target.ts';

/** Handles that only this side knows begin here: no library hands out so high a one. */
const firstLocal = 0x7fff_0000;

/** Access bits of an I/O control code (CTL_CODE): FILE_READ_ACCESS 1, FILE_WRITE_ACCESS 2. */
function neededAccess(code: number): number {
  return (code >>> 14) & 3;
}

/** Which handles are open, and with which rights. */
export class HandleTable {
  /** Granted FILE_READ_ACCESS 1 and FILE_WRITE_ACCESS 2 of open handles. */
  readonly #open = new Map<number, number>();
  /** Handles that were given out once. */
  readonly #known = new Set<number>();
  #lastLocal = firstLocal;

  add(handle: Handle, access: number): void {
    this.#open.set(handle, ((access & Access.read) !== 0 ? 1 : 0) | ((access & Access.write) !== 0 ? 2 : 0));
    this.#known.add(handle);
  }

  /** A handle that means nothing to the library: for signals of libraries without events. */
  addLocal(): Handle {
    this.#lastLocal += 4;
    this.add(this.#lastLocal as Handle, 0);
    return this.#lastLocal as Handle;
  }

  isLocal(handle: Handle): boolean {
    return handle >= firstLocal;
  }

  /** @throws TargetMisuse for a handle that was never given out */
  isOpen(handle: Handle): boolean {
    if (this.#open.has(handle)) return true;
    if (this.#known.has(handle)) return false;
    throw new TargetMisuse(`handle ${handle} was never opened`);
  }

  /** The status with which the I/O manager refuses a request; STATUS_SUCCESS if the driver is to see it (OBJ-111, IOC-011). */
  refusal(handle: Handle, code: number): NtStatus {
    const granted = this.#open.get(handle);
    if (granted === undefined) {
      this.isOpen(handle);
      return STATUS.STATUS_INVALID_HANDLE;
    }
    if (handle >= firstLocal) return STATUS.STATUS_OBJECT_TYPE_MISMATCH;
    return (neededAccess(code) & ~granted) === 0 ? STATUS.STATUS_SUCCESS : STATUS.STATUS_ACCESS_DENIED;
  }

  remove(handle: Handle): void {
    this.#open.delete(handle);
  }

  /** All handles are gone, as if they had never been. */
  clear(): void {
    this.#open.clear();
    this.#known.clear();
  }
}
