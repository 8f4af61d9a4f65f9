/** Automation tables in the form in which they are searched: one list of sets, items by id. */
import { writeGuid } from '../../../abi/guid.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { KsAutomationTable, KsEventItem, KsMethodItem, KsPropertyItem } from './automation.ts';

/** Handlers are called with the target that their table belongs to; the class driver pairs them. */
export type AnyTable = KsAutomationTable<never>;
export type PropertyItem = KsPropertyItem<never>;
export type MethodItem = KsMethodItem<never>;
export type EventItem = KsEventItem<never>;

/** A set with its items. */
export class CompiledSet<Item extends { readonly id: number }> {
  /** Canonical GUID text. */
  readonly guid: string;
  /** In table order. */
  readonly items: readonly Item[];
  readonly #byId = new Map<number, Item>();
  /** The GUID as four words, for comparison with a request. */
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;

  constructor(guid: string, items: readonly Item[]) {
    this.guid = guid;
    this.items = items;
    for (const item of items) this.#byId.set(item.id, item);
    const bytes = new Uint8Array(16);
    writeGuid(bytes, 0, guid);
    const view = new DataView(bytes.buffer);
    this.w0 = view.getUint32(0, true);
    this.w1 = view.getUint32(4, true);
    this.w2 = view.getUint32(8, true);
    this.w3 = view.getUint32(12, true);
  }

  item(id: number): Item | undefined {
    return this.#byId.get(id);
  }
}

/** The set whose GUID stands at the start of a request (PROP-013: all 16 bytes count). */
export function findSet<Item extends { readonly id: number }>(
  sets: readonly CompiledSet<Item>[],
  input: KernelBuffer,
): CompiledSet<Item> | undefined {
  const w0 = input.u32(0);
  for (const set of sets) {
    if (set.w0 === w0 && set.w1 === input.u32(4) && set.w2 === input.u32(8) && set.w3 === input.u32(12)) return set;
  }
  return undefined;
}

/** Whether the GUID at the start of a request is GUID_NULL. */
export function isNullSet(input: KernelBuffer): boolean {
  return input.u32(0) === 0 && input.u32(4) === 0 && input.u32(8) === 0 && input.u32(12) === 0;
}

/** The merged tables of one kind of object. */
export interface CompiledAutomation {
  readonly properties: readonly CompiledSet<PropertyItem>[];
  readonly methods: readonly CompiledSet<MethodItem>[];
  readonly events: readonly CompiledSet<EventItem>[];
}

export const noAutomation: CompiledAutomation = { properties: [], methods: [], events: [] };

/**
 * Merges tables; an item of an earlier table supersedes one with the same set and id in a later table (PROP-014,
 * PROP-015). The class driver's own table comes last.
 */
export function compileAutomation(...tables: readonly (AnyTable | undefined)[]): CompiledAutomation {
  return {
    properties: mergeSets(tables.map((table) => table?.properties ?? [])),
    methods: mergeSets(tables.map((table) => table?.methods ?? [])),
    events: mergeSets(tables.map((table) => table?.events ?? [])),
  };
}

function mergeSets<Item extends { readonly id: number }>(
  tables: readonly (readonly { readonly set: string; readonly items: readonly Item[] }[])[],
): CompiledSet<Item>[] {
  const merged = new Map<string, Map<number, Item>>();
  for (const { set, items } of tables.flat()) {
    const known = merged.get(set) ?? new Map<number, Item>();
    for (const item of items) if (!known.has(item.id)) known.set(item.id, item);
    merged.set(set, known);
  }
  return [...merged].map(([guid, items]) => new CompiledSet(guid, [...items.values()]));
}
