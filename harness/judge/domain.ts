/**
 * Over what a quantified variable ranges: a finite list that is tried in full, or an arbitrary from which fast-check
 * samples, with the boundaries first.
 */
import fc from 'fast-check';
import type { Value } from '../abi/codec.ts';
import { allSets, setsByGuid, enumByName } from '../abi/names.ts';
import { valueTypeOf } from '../plan/ask.ts';
import { itemKey } from '../plan/device.ts';
import type { CompiledBounds, CompiledQuantifier, Expression, Item } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { sameValue } from '../spec/values.ts';
import { limitsOf, violation } from './legal.ts';
import { CannotTell, NotJudged } from './outcome.ts';
import { fieldType } from './value.ts';

export interface Domain {
  /** All values, if there are few; the simplest first. */
  readonly all?: readonly Value[];
  /** Values at the edges: tried before any sample. */
  readonly edges: readonly Value[];
  readonly arbitrary: fc.Arbitrary<Value>;
}

/** A domain with at most this many values is listed, so that it can be tried in full. */
const fewEnough = 4096;

/** The domain of one variable, on the values of those before it. */
export function domainOf(quantifier: CompiledQuantifier, ctx: CaseContext): Domain {
  switch (quantifier.kind) {
    case 'length':
      return integers(boundsOf(quantifier, ctx, 0n));
    case 'integer':
      return integers(boundsOf(quantifier, ctx, -(2n ** 31n)));
    case 'oneOf':
      return listed(quantifier.options.map((option) => option.evaluate(ctx.scope)));
    case 'in':
      return listed(asList(quantifier.list.evaluate(ctx.scope), quantifier.list));
    case 'value':
      return valuesOf(ownItem(ctx), quantifier.valid, ctx);
    case 'id':
      return unknownIds(ownItem(ctx), ctx.book.items);
    case 'guid':
      return quantifier.near ? nearGuids(ctx) : unknownGuids();
    case 'bytes': {
      const length = quantifier.length.evaluateNumber(ctx.scope);
      return { edges: [new Uint8Array(length), new Uint8Array(length).fill(0xff)], arbitrary: fc.uint8Array({ minLength: length, maxLength: length }) };
    }
    case 'bits':
      return submasks(BigInt(quantifier.mask.evaluate(ctx.scope) as number | bigint));
  }
}

function ownItem(ctx: CaseContext): Item {
  const item = ctx.case.about;
  if (!item) throw new CannotTell('the law quantifies over values of an item but is applied to none');
  return item;
}

function asList(value: Value, at: Expression): readonly Value[] {
  if (!Array.isArray(value)) throw new CannotTell(`${at.source} is no list`);
  return value as readonly Value[];
}

function listed(all: readonly Value[]): Domain {
  if (all.length === 0) throw new NotJudged('precondition', 'there is no value to try');
  return { all, edges: all.slice(0, 8), arbitrary: fc.constantFrom(...all) };
}

function boundsOf(bounds: CompiledBounds, ctx: CaseContext, least: bigint): { min: bigint; max: bigint } {
  const big = (e: Expression) => BigInt(e.evaluate(ctx.scope) as number | bigint);
  const min = bounds.from ? big(bounds.from) : least;
  let max = bounds.to ? big(bounds.to) : 2n ** 32n - 1n;
  if (bounds.below) {
    const below = big(bounds.below) - 1n;
    if (!bounds.to || below < max) max = below;
  }
  if (max < min) throw new NotJudged('precondition', `there is no length or number from ${min} to ${max}`);
  return { min, max };
}

const plain = (n: bigint): Value => (n >= BigInt(Number.MIN_SAFE_INTEGER) && n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : n);

function integers({ min, max }: { min: bigint; max: bigint }): Domain {
  const near = [min, min + 1n, max - 1n, max, (min + max) / 2n, 0n, 1n, 2n ** 31n, 2n ** 31n - 1n, 2n ** 32n - 1n];
  const edges = [...new Set(near)].filter((n) => n >= min && n <= max).map(plain);
  // Few are tried in full: the sampler is made only for those who ask.
  const sampled = {
    edges,
    get arbitrary() {
      return fc.bigInt({ min, max }).map(plain, (v) => BigInt(v as number | bigint));
    },
  };
  if (max - min >= BigInt(fewEnough)) return sampled;
  const length = Number(max - min) + 1;
  const first = plain(min);
  const all = typeof first === 'number' && typeof plain(max) === 'number'
    ? Array.from({ length }, (_, i) => first + i)
    : Array.from({ length }, (_, i) => plain(min + BigInt(i)));
  return Object.assign(sampled, { all });
}

function submasks(mask: bigint): Domain {
  const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i)).filter((bit) => (mask & bit) !== 0n);
  if (bits.length === 0) throw new NotJudged('precondition', 'the mask has no bits');
  const edges = [...bits, mask].map(plain);
  const arbitrary = fc.subarray(bits, { minLength: 1 }).map((some) => plain(some.reduce((a, b) => a | b, 0n)));
  if (bits.length > 8) return { edges, arbitrary };
  const all = Array.from({ length: 2 ** bits.length - 1 }, (_, i) =>
    plain(bits.reduce((value, bit, k) => (((i + 1) & (1 << k)) !== 0 ? value | bit : value), 0n)),
  );
  return { all, edges, arbitrary };
}

/** Ids that neither a header nor a spec has in the item's set. */
function unknownIds({ set }: Item, items: readonly Item[]): Domain {
  const known = knownIds(set, items);
  const top = Math.max(...known);
  const fresh = (id: number) => !known.has(id);
  const edges = [top + 1, top + 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff, 0x1_0000].filter(fresh);
  return { edges, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }).filter(fresh) };
}

const idsOfSets = new WeakMap<readonly Item[], Map<Item['set'], ReadonlySet<number>>>();

function knownIds(set: Item['set'], items: readonly Item[]): ReadonlySet<number> {
  const sets = idsOfSets.get(items) ?? new Map<Item['set'], ReadonlySet<number>>();
  idsOfSets.set(items, sets);
  let known = sets.get(set);
  if (!known) {
    const inHeaders = setsByGuid(set.guid).flatMap(({ ids }) => ids.flatMap(({ id }) => id ?? []));
    const inSpecs = items.filter((item) => item.set.guid === set.guid).map(({ id }) => id);
    sets.set(set, (known = new Set([...inHeaders, ...inSpecs, ...set.ids])));
  }
  return known;
}

const digits = (n: number) => n.toString(16).padStart(2, '0').toUpperCase();
const guidText = (b: Uint8Array) =>
  `{${[[0, 4], [4, 6], [6, 8], [8, 10], [10, 16]].map(([from, to]) => [...b.subarray(from, to)].map(digits).join('')).join('-')}}`;

/** Random GUIDs are of version 4; those of KS are not (they are older), so none is a set by accident. */
function unknownGuids(): Domain {
  const arbitrary = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes): Value => {
    const b = bytes.slice();
    b[6] = ((b[6] ?? 0) & 0x0f) | 0x40;
    b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
    return guidText(b);
  });
  const counting = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
  counting[6] = 0x47;
  counting[8] = 0x89;
  return { edges: [guidText(counting)], arbitrary };
}

/** GUIDs one bit off those of the sets that the subject offers. */
function nearGuids(ctx: CaseContext): Domain {
  const { subject, about } = ctx.case;
  const offered = ctx.book.items.filter((item) => subject.offers.get(itemKey(item))?.offered);
  const guids = about ? [about.set.guid] : [...new Set(offered.map((item) => item.set.guid))];
  if (guids.length === 0) throw new NotJudged('precondition', 'the object offers no set');
  const known = new Set(allSets().map((s) => s.guid));
  const hexOf = (guid: string) => BigInt(`0x${guid.replace(/[{}-]/g, '')}`);
  const flipped = (guid: string, bit: number) => {
    const text = (hexOf(guid) ^ (1n << BigInt(bit))).toString(16).padStart(32, '0').toUpperCase();
    return `{${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}}`;
  };
  const all = guids.flatMap((guid) => Array.from({ length: 128 }, (_, bit) => flipped(guid, bit))).filter((g) => !known.has(g));
  return { all, edges: all.slice(0, 8), arbitrary: fc.constantFrom(...all) };
}

/** Legal or illegal values of an item, from its constraints or, where it has none, from its type. */
function valuesOf(item: Item, valid: boolean, ctx: CaseContext): Domain {
  const wanted = (value: Value) => (violation(ctx, item, value) === undefined) === valid;
  const candidates = candidatesOf(item, ctx);
  const edges = candidates.edges.filter(wanted);
  const all = candidates.all?.filter(wanted);
  if (all?.length === 0 || (edges.length === 0 && !valid)) {
    throw new NotJudged('precondition', `no ${valid ? 'legal' : 'illegal'} value of ${item.name} is known`);
  }
  return { ...(all && { all }), edges, arbitrary: all ? fc.constantFrom(...all) : candidates.arbitrary.filter(wanted) };
}

/** Values inside and around the constraints; `valuesOf` keeps one side. */
function candidatesOf(item: Item, ctx: CaseContext): Domain {
  const type = settingType(item, ctx);
  const { min, max } = integerLimits(type);
  const { oneOf, mask, range } = limitsOf(ctx, item);
  const around = (values: readonly Value[]): Value[] => {
    const list = values.flatMap((v) =>
      typeof v === 'number' || typeof v === 'bigint' ? [BigInt(v), BigInt(v) - 1n, BigInt(v) + 1n] : [],
    );
    return [...new Set([...list, min, max])].filter((n) => n >= min && n <= max).map(plain);
  };
  if (oneOf) {
    const others = around(oneOf).filter((v) => !oneOf.some((o) => sameValue(o, v)));
    return { all: [...oneOf, ...others], edges: [...oneOf, ...others], arbitrary: fc.constantFrom(...oneOf, ...others) };
  }
  if (mask !== undefined) {
    const inside = submasks(mask);
    const others = max & ~mask;
    const outside = others === 0n ? [] : submasks(others).edges;
    const edges = [0, ...inside.edges, ...outside];
    return { edges, arbitrary: fc.oneof(inside.arbitrary, fc.constantFrom(...edges)) };
  }
  if (range) {
    const { step } = range;
    const inside = fc.bigInt({ min: 0n, max: (range.max - range.min) / step }).map((k) => plain(range.min + k * step));
    const offStep = step > 1n ? [plain(range.min + 1n)] : [];
    const edges = [...around([plain(range.min), plain(range.max)]), ...offStep];
    return { edges, arbitrary: fc.oneof(inside, integers({ min, max }).arbitrary) };
  }
  return byType(type, min, max);
}

/** Type of what is set: of the field that is the setting, where the value is a struct. */
function settingType(item: Item, ctx: CaseContext): string {
  const whole = valueTypeOf(item, ctx.case.subject.kind);
  return item.kind === 'property' && item.valueField !== undefined ? fieldType(ctx, whole, item.valueField) : whole;
}

function byType(type: string, min: bigint, max: bigint): Domain {
  const members = enumByName(type);
  if (members) return listed(members.map((m) => m.value));
  if (type === 'BOOL') return listed([0, 1]);
  if (integerTypes.has(type)) return integers({ min, max });
  throw new NotJudged('precondition', `no legal value of type ${type} is known`);
}

const integerTypes = new Map<string, readonly [bigint, bigint]>([
  ['LONG', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['INT', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['ULONG', [0n, 2n ** 32n - 1n]],
  ['DWORD', [0n, 2n ** 32n - 1n]],
  ['BOOL', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['LONGLONG', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['ULONGLONG', [0n, 2n ** 64n - 1n]],
  ['USHORT', [0n, 65_535n]],
  ['SHORT', [-32_768n, 32_767n]],
  ['UCHAR', [0n, 255n]],
  ['BYTE', [0n, 255n]],
]);

function integerLimits(type: string): { min: bigint; max: bigint } {
  const [min, max] = integerTypes.get(type) ?? [0n, 2n ** 31n - 1n];
  return { min, max };
}
