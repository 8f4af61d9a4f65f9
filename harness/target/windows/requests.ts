/** Requests in flight: each has an IO_STATUS_BLOCK and an event of its own for as long as the kernel may write there. */
import { isError, ntStatus } from '../../abi/ntstatus.ts';
import type { Answer, Handle } from '../target.ts';
import type { NativeMemory, NativeRegion } from '../native/memory.ts';
import type { NtLayouts } from './nt-layouts.ts';
import { nt } from './nt-layouts.ts';
import type { NtSystem, Word } from './nt-system.ts';

/** Where the kernel reports the end of a request. */
export interface Slot {
  /** An IO_STATUS_BLOCK. */
  readonly block: NativeRegion;
  readonly view: DataView;
  /** A notification event of this target. */
  readonly event: number;
}

/** A buffer of a request, as the system call takes it. */
export interface Passed {
  readonly address: Word;
  readonly length: number;
  /** Memory that was lent for bytes without an address of their own. */
  readonly lent: NativeRegion | null;
}

/** A submitted request. */
export interface Flight {
  readonly handle: Handle;
  /** `null` if it never reached the kernel or has been answered at once. */
  readonly slot: Slot | null;
  readonly answer: Answer | null;
  readonly lent: readonly NativeRegion[];
  /** Where the bytes of the output go back to. */
  readonly copyBack: { readonly from: NativeRegion; readonly to: Uint8Array } | null;
}

/** Slots are used again once their request has ended; one whose request never ends is lost on purpose. */
export class Slots {
  readonly #system: NtSystem;
  readonly #memory: NativeMemory;
  readonly #layout: NtLayouts['IO_STATUS_BLOCK'];
  readonly #createEvent: () => number;
  readonly #free: Slot[] = [];

  constructor(system: NtSystem, memory: NativeMemory, layouts: NtLayouts, createEvent: () => number) {
    this.#system = system;
    this.#memory = memory;
    this.#layout = layouts.IO_STATUS_BLOCK;
    this.#createEvent = createEvent;
  }

  take(): Slot {
    const slot = this.#free.pop() ?? this.#make();
    slot.view.setUint32(this.#layout.Status, nt.STATUS_PENDING, true);
    return slot;
  }

  giveBack(slot: Slot): void {
    this.#free.push(slot);
  }

  /** The answer of a request that is over. Information of an error is not visible (IOC-023). */
  answer(slot: Slot, status = ntStatus(slot.view.getUint32(this.#layout.Status, true))): Answer {
    if (isError(status)) return { status, information: 0 };
    const at = this.#layout.Information;
    const wide = this.#system.arch === 'x64';
    return { status, information: wide ? Number(slot.view.getBigUint64(at, true)) : slot.view.getUint32(at, true) };
  }

  dispose(): void {
    for (const { event } of this.#free.splice(0)) this.#system.NtClose(event);
  }

  #make(): Slot {
    const block = this.#memory.allocate(this.#layout.size);
    const view = new DataView(block.bytes.buffer, block.bytes.byteOffset, block.bytes.length);
    return { block, view, event: this.#createEvent() };
  }
}
