import type { FileObject } from '../../kernel/file-object.ts';
import type { SignalObject } from '../../kernel/signals.ts';
import type { KsEventEntry } from './automation.ts';
import type { EventItem } from './compiled.ts';

/** An enable of an event. */
export class EventEntry implements KsEventEntry {
  readonly set: string;
  readonly id: number;
  readonly node: number;
  readonly extra: Uint8Array;
  readonly input: Uint8Array;
  context: unknown = null;
  readonly item: EventItem;
  /** What the item's handlers are given. */
  readonly target: unknown;
  /** Through which it was enabled; only it can disable it (EVT-048). */
  readonly file: FileObject;
  /** The address of the caller's KSEVENTDATA: its name when it is disabled (EVT-040). */
  readonly address: number;
  readonly signal: SignalObject;
  /** By how much a semaphore is released. */
  readonly adjustment: number;
  readonly oneshot: boolean;
  readonly buffered: boolean;
  /** Records of a buffered enable that were not fetched yet. */
  readonly records: Uint8Array[] = [];
  enabled = true;

  constructor(init: Omit<EventEntry, 'context' | 'records' | 'enabled'>) {
    this.set = init.set;
    this.id = init.id;
    this.node = init.node;
    this.extra = init.extra;
    this.input = init.input;
    this.item = init.item;
    this.target = init.target;
    this.file = init.file;
    this.address = init.address;
    this.signal = init.signal;
    this.adjustment = init.adjustment;
    this.oneshot = init.oneshot;
    this.buffered = init.buffered;
  }
}

/** The enables of one object, oldest first. */
export class EventList {
  readonly entries: EventEntry[] = [];
}
