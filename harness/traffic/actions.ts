/**
 * What was done to a target, as plain data: each call of the boundary is one action. What an action makes (a handle, a
 * region, a request, a signal) has a slot, so that a list of actions can be repeated on a target that gives other
 * handles and addresses, be made smaller, be stored in a file, and be written as a program in another language.
 */
import type { Hns, MemoryKind, PowerState, SignalKind } from '../target/target.ts';

/** Names what an action made. Unique among the actions of a list, whatever its kind. */
export type Slot = number & { readonly __slot: never };

/** A handle or an address that stands inside of bytes, and that is another one each time. */
export interface Link {
  /** Where in the bytes it stands, little endian. */
  readonly at: number;
  /** 8 for an x64 caller, 4 for an x86 one. */
  readonly size: 4 | 8;
  /** A handle, or with `offset` an address within a region. */
  readonly to: Slot;
  readonly offset?: number;
}

/** Bytes, with what must be put into them anew when they are sent again. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly links: readonly Link[];
}

/** A buffer of a request; see `Buffer` of the boundary. */
export type Memory =
  | null
  | Content
  | { readonly region: Slot; readonly offset: number; readonly length: number }
  | { readonly address: bigint; readonly length: number };

interface Request {
  readonly handle: Slot;
  readonly code: number;
  readonly input: Memory;
  readonly output: Memory;
}

/** One call of the boundary, or several lists of them at the same time. */
export type Action =
  | { readonly do: 'open'; readonly path: string; readonly access: number; readonly makes: Slot }
  | { readonly do: 'open-child'; readonly parent: Slot; readonly name: Content; readonly access: number; readonly makes: Slot }
  | { readonly do: 'close'; readonly handle: Slot }
  | (Request & { readonly do: 'ioctl'; readonly limit?: Hns })
  | (Request & { readonly do: 'submit'; readonly makes: Slot })
  | { readonly do: 'wait'; readonly request: Slot; readonly limit: Hns }
  | { readonly do: 'cancel'; readonly request: Slot }
  | { readonly do: 'allocate'; readonly length: number; readonly kind: MemoryKind; readonly misalign: number; readonly makes: Slot }
  /** The caller writes to its own memory. */
  | { readonly do: 'write'; readonly region: Slot; readonly offset: number; readonly content: Content }
  | { readonly do: 'release'; readonly region: Slot }
  | { readonly do: 'create-signal'; readonly kind: SignalKind; readonly limit: number; readonly makes: Slot }
  | { readonly do: 'take-signals'; readonly signal: Slot; readonly limit: Hns }
  | { readonly do: 'sleep'; readonly duration: Hns }
  | { readonly do: 'power'; readonly state: PowerState }
  | { readonly do: 'unplug' }
  | { readonly do: 'plug' }
  /** Lists that run at the same time; `switches` are the points, counted from 0, at which another one goes on. */
  | { readonly do: 'together'; readonly lanes: readonly (readonly Action[])[]; readonly switches: readonly number[] };
