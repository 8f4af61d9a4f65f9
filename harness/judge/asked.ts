/**
 * What a case asked of which object: requests counted by item, verb, size class and state, and how long they took. It is
 * counted at every request, so all that does not change from one request to the next is worked out once.
 */
import { codecOf } from '../abi/codec.ts';
import { writeGuid } from '../abi/guid.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { constantsWithPrefix } from '../abi/names.ts';
import { STATUS, isError, isSuccess } from '../abi/ntstatus.ts';
import type { DeviceObject } from '../plan/device.ts';
import { headerSize, requestLayout } from '../plan/request-layout.ts';
import type { Item, SpecBook } from '../spec/model.ts';
import type { Answer, Arch } from '../target/target.ts';
import type { Prepared, Question } from './exchange.ts';

/**
 * How the buffers of a request compare with what the item needs. `cut`: the input is shorter than the struct of the
 * request. Otherwise the output: `none`, `short`, `exact`, `long`; `unknown` where neither the type nor the answer tells
 * how long the value is.
 */
export const sizeClasses = ['none', 'short', 'exact', 'long', 'cut', 'unknown'] as const;

/** Requests of a kind: how many, and how long they took together and at most, in microseconds. */
export type Times = readonly [count: number, total: number, most: number];

/** What is not one of the item's own verbs. */
const otherId = 'OTHER_ID';
const otherVerb = 'OTHER';

/** Modifiers that stand beside a verb: KS*_TYPE_TOPOLOGY, the priority of a property, the scope of a filter. */
const modifiers = 0xf000_0000;

const verbsByKind = {
  property: verbNames('KSPROPERTY_TYPE_'),
  event: verbNames('KSEVENT_TYPE_'),
  method: verbNames('KSMETHOD_TYPE_'),
} as const;

/** Requests that carry no verb. */
const plainVerbs: ReadonlyMap<number, string> = new Map([
  [IOCTL.IOCTL_KS_DISABLE_EVENT, 'DISABLE'],
  [IOCTL.IOCTL_KS_READ_STREAM, 'READ_STREAM'],
  [IOCTL.IOCTL_KS_WRITE_STREAM, 'WRITE_STREAM'],
  [IOCTL.IOCTL_KS_RESET_STATE, 'RESET_STATE'],
]);

/** Verbs whose output is the value of the item. */
const ofValue: ReadonlySet<string> = new Set(['GET', 'SET', 'DEFAULTVALUES', 'ENABLE', 'ONESHOT', 'ENABLEBUFFERED', 'CALL']);

function verbNames(prefix: string): ReadonlyMap<number, string> {
  return new Map(constantsWithPrefix(prefix).map(({ name, value }) => [Number(value) >>> 0, name.slice(prefix.length)]));
}

/** Requests about one item of one object. */
interface Row {
  readonly item: Item | undefined;
  readonly object: DeviceObject;
  /** The object whose state counts: itself or an ancestor. */
  readonly owner: DeviceObject | undefined;
  /** Whether a set of the item changes that state. */
  readonly setsState: boolean;
  readonly guid: Uint8Array | undefined;
  readonly structSize: number;
  /** `null` where it varies. */
  readonly valueSize: number | null;
  readonly verbs: Map<string, Cells>;
}

interface Cells {
  /** Whether the output is the value of the item. */
  readonly ofValue: boolean;
  /** By size class + 8 · state; a state of -1 is none. */
  readonly counts: Map<number, number>;
  timed: number;
  total: number;
  most: number;
}

export class Asked {
  readonly #book: SpecBook;
  readonly #arch: Arch;
  readonly #rows = new Map<Item | undefined, Map<DeviceObject, Row>>();
  readonly #states = new Map<DeviceObject, number>();
  #last: Row | undefined;
  /** Requests that tell later how long they took. */
  readonly #later: { readonly cells: Cells; readonly milliseconds: () => number }[] = [];
  /** The request counted last: its row, verb and cell. */
  #latest: { readonly row: Row; readonly verb: string; readonly cell: number } | undefined;

  constructor(book: SpecBook, arch: Arch) {
    this.#book = book;
    this.#arch = arch;
  }

  /**
   * Counts a request about `object`, and notes the state that it brings about.
   * @param answer `null` where none came
   * @param milliseconds how long it took, or tells it later; not told of one that is not waited for
   */
  count(request: Prepared, object: DeviceObject, answer: Answer | null, milliseconds?: number | (() => number)): void {
    const row = this.#rowOf(request.question.item, object);
    const verb = verbOf(row, request.question);
    let cells = row.verbs.get(verb);
    if (!cells) row.verbs.set(verb, (cells = { ofValue: ofValue.has(verb), counts: new Map(), timed: 0, total: 0, most: 0 }));
    const state = row.owner ? (this.#states.get(row.owner) ?? 0) : -1;
    const cell = sizeClassOf(row, verb, cells.ofValue, request, answer) + 8 * state;
    cells.counts.set(cell, (cells.counts.get(cell) ?? 0) + 1);
    this.#latest = { row, verb, cell };
    if (typeof milliseconds === 'function') this.#later.push({ cells, milliseconds });
    else if (milliseconds !== undefined) addTime(cells, milliseconds);
    if (row.setsState && row.owner && verb === 'SET' && answer && isSuccess(answer.status) && request.value) {
      this.#states.set(row.owner, request.value[0] ?? 0);
    }
  }

  /** An object was closed: the next instance begins in its first state. */
  closed(object?: DeviceObject): void {
    if (object) this.#states.delete(object);
    else this.#states.clear();
  }

  /**
   * How many requests by cell: `GET exact RUN`, with `-` for no state. Then the item and `@` the object, each where it is
   * another one than `ownItem` and `own`; `-` for a request about no item.
   */
  cells(ownItem: Item | undefined, own: DeviceObject): Record<string, number> {
    const cells: Record<string, number> = {};
    for (const row of this.#all()) {
      for (const [verb, { counts }] of row.verbs) {
        for (const [cell, count] of counts) cells[this.#cellText(row, verb, cell, ownItem, own)] = count;
      }
    }
    return cells;
  }

  /** The cell of the last request. */
  latest(ownItem: Item | undefined, own: DeviceObject): string | undefined {
    return this.#latest && this.#cellText(this.#latest.row, this.#latest.verb, this.#latest.cell, ownItem, own);
  }

  /** How long requests took, by verb and item: `GET KSPROPERTY_CLOCK_TIME`; the item is left out where it is `ownItem`. */
  times(ownItem: Item | undefined): Record<string, Times> {
    for (const { cells, milliseconds } of this.#later.splice(0)) addTime(cells, milliseconds());
    const times: Record<string, Times> = {};
    const us = (milliseconds: number) => Math.round(milliseconds * 1000);
    for (const { item, verbs } of this.#all()) {
      for (const [verb, { timed, total, most }] of verbs) {
        if (timed === 0) continue;
        const kind = item === ownItem && item ? verb : `${verb} ${item?.name ?? '-'}`;
        const [count, all, longest] = times[kind] ?? [0, 0, 0];
        times[kind] = [count + timed, all + us(total), Math.max(longest, us(most))];
      }
    }
    return times;
  }

  *#all(): Generator<Row> {
    for (const rows of this.#rows.values()) yield* rows.values();
  }

  #cellText({ item, object, owner }: Row, verb: string, cell: number, ownItem: Item | undefined, own: DeviceObject): string {
    const size = sizeClasses[cell & 7] ?? 'unknown';
    const state = owner ? this.#stateName(owner, cell >> 3) : '-';
    const about = item === ownItem && item ? '' : (item?.name ?? '-');
    const where = object === own ? '' : `@${object.path}`;
    return `${verb} ${size} ${state}${about + where === '' ? '' : ` ${about}${where}`}`;
  }

  /** `RUN` of `KSSTATE_RUN (3)`. */
  #stateName({ declaration, kind }: DeviceObject, state: number): string {
    const item = declaration.state?.candidates[0];
    if (!item) return String(state);
    const codec = codecOf(item.valueTypes[kind] ?? item.valueType, this.#arch, this.#book.types);
    const text = codec.fields(state)[0]?.text ?? String(state);
    return text.replace(/ \(\d+\)$/, '').replace(/^.*_/, '');
  }

  #rowOf(item: Item | undefined, object: DeviceObject): Row {
    const last = this.#last;
    if (last?.item === item && last?.object === object) return last;
    let rows = this.#rows.get(item);
    if (!rows) this.#rows.set(item, (rows = new Map()));
    let row = rows.get(object);
    if (!row) rows.set(object, (row = this.#newRow(item, object)));
    this.#last = row;
    return row;
  }

  #newRow(item: Item | undefined, object: DeviceObject): Row {
    const owner = ownerOfState(object);
    const valueType = item && (item.valueTypes[object.kind] ?? item.valueType);
    const requestType = item && (item.requestTypes[object.kind] ?? item.requestType);
    return {
      item,
      object,
      owner,
      setsState: item !== undefined && (owner?.declaration.state?.candidates.includes(item) ?? false),
      guid: item && guidBytes(item),
      structSize: requestType === undefined ? 0 : requestLayout(requestType, this.#arch, this.#book.types).structSize,
      valueSize: valueType === undefined ? null : valueType === 'none' ? 0 : codecOf(valueType, this.#arch, this.#book.types).size,
      verbs: new Map(),
    };
  }
}

function addTime(cells: Cells, milliseconds: number): void {
  cells.timed++;
  cells.total += milliseconds;
  if (milliseconds > cells.most) cells.most = milliseconds;
}

const guids = new WeakMap<Item['set'], Uint8Array>();

function guidBytes({ set }: Item): Uint8Array {
  let bytes = guids.get(set);
  if (!bytes) {
    bytes = new Uint8Array(16);
    writeGuid(bytes, 0, set.guid);
    guids.set(set, bytes);
  }
  return bytes;
}

/** The nearest of an object and its ancestors that has states. */
function ownerOfState(object: DeviceObject): DeviceObject | undefined {
  for (let at: DeviceObject | undefined = object; at; at = at.parent) if (at.declaration.state) return at;
  return undefined;
}

function verbOf(row: Row, { code, inputBytes }: Question): string {
  const plain = plainVerbs.get(code);
  if (plain !== undefined) return plain;
  const { item, guid } = row;
  if (!item || !guid || !inputBytes || inputBytes.length < headerSize) return otherVerb;
  if (u32(inputBytes, 16) !== item.id >>> 0) return otherId;
  for (let i = 0; i < 16; i++) if (inputBytes[i] !== guid[i]) return otherId;
  const flags = (u32(inputBytes, 20) & ~modifiers) >>> 0;
  if (item.kind === 'method' && flags < 0x100) return 'CALL';
  return verbsByKind[item.kind].get(flags) ?? otherVerb;
}

function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

const tooSmall: ReadonlySet<number> = new Set([STATUS.STATUS_BUFFER_TOO_SMALL, STATUS.STATUS_INVALID_BUFFER_SIZE]);
const [none, short, exact, long, cut, unknown] = [0, 1, 2, 3, 4, 5] as const;

function sizeClassOf(row: Row, verb: string, isValue: boolean, { question, outputLength, value }: Prepared, answer: Answer | null): number {
  if (row.item && verb !== 'DISABLE' && (question.inputBytes?.length ?? 0) < row.structSize) return cut;
  if (outputLength === 0) return none;
  if (row.valueSize !== null && isValue) {
    return outputLength < row.valueSize ? short : outputLength === row.valueSize ? exact : long;
  }
  if (!answer) return unknown;
  if (isSuccess(answer.status)) return value || answer.information === outputLength ? exact : long;
  // A warning such as STATUS_BUFFER_OVERFLOW, and the error that a buffer is too small, say that there was more.
  return !isError(answer.status) || tooSmall.has(answer.status) ? short : unknown;
}
