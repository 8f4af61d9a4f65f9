import type { LockedPages } from './address-space.ts';
import { BugCheck } from './bugcheck.ts';
import type { KernelBuffer } from './kernel-buffer.ts';
import type { Pool } from './pool.ts';

/**
 * A memory descriptor list: which caller pages a request names, and whether they are locked. A driver gets at the bytes
 * only while they are; locking and unlocking must balance, and the list itself is pool that must be freed once.
 */
export class Mdl implements LockedPages {
  /** Where the buffer that it describes begins. */
  readonly address: number;
  /** How many bytes it has. */
  readonly length: number;
  readonly #pool: Pool;
  readonly #memory: KernelBuffer;
  #pages: LockedPages | null = null;

  /** IoAllocateMdl. Nothing is locked yet. */
  constructor(pool: Pool, address: number, length: number) {
    this.address = address;
    this.length = length;
    this.#pool = pool;
    this.#memory = pool.allocate('MDL', 48);
  }

  get locked(): boolean {
    return this.#pages !== null;
  }

  /** MmProbeAndLockPages succeeded: these are the pages. */
  lock(pages: LockedPages): void {
    this.#pages = pages;
  }

  /** MmUnlockPages. */
  unlock(): void {
    if (this.#memory.freed) throw new BugCheck('DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL', 'MDL', 'used after it was freed');
    if (this.#pages === null) throw new BugCheck('PFN_LIST_CORRUPT', 'MDL', 'its pages were unlocked, but they are not locked');
    this.#pages = null;
  }

  /** IoFreeMdl. */
  free(): void {
    this.#pool.free(this.#memory);
  }

  get bytes(): Uint8Array {
    return this.#mapped().bytes;
  }

  get offset(): number {
    return this.#mapped().offset;
  }

  /** MmGetSystemAddressForMdlSafe. */
  #mapped(): LockedPages {
    if (this.#pages === null) {
      throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'MDL', 'its pages were mapped, but they are not locked');
    }
    return this.#pages;
  }
}
