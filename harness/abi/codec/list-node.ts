import { atField, CodecError } from './errors.ts';
import { byteValue, describeItems, noBytes } from './array-node.ts';
import { alignFrom, cursor, isZero, readNext, requireBytes, type Node } from './node.ts';
import { putU32, shown, u32 } from './scalar-node.ts';
import { bytesText, integerText } from './text.ts';
import { isStruct, keepRaw, rawOf, type StructValue, type Value } from './value.ts';

const headerSize = 8;
/** Items of variable size each begin on such a boundary (PROP-138). */
const itemAlign = 8;

/**
 * `KSMULTIPLE_ITEM + X[]`: `{Size, Count, Items}`. Items of a fixed size follow each other as in an array; items of a
 * variable size (data ranges, formats, attributes) are padded to 8 bytes.
 *
 * Bytes that Size counts and no item takes are kept as `Extra`. When encoding, Size and Count are computed unless given;
 * given ones are written as they are, also when they lie.
 */
export function listNode(item: Node): Node {
  const type = `KSMULTIPLE_ITEM + ${item.type}[]`;

  /** Where the items end, with and without the padding of the last. */
  const extent = (items: readonly Value[]): { readonly end: number; readonly padded: number } => {
    if (item.size !== null) {
      const end = headerSize + items.length * item.size;
      return { end, padded: end };
    }
    const end = items.reduce<number>((at, each) => alignFrom(0, at, itemAlign) + item.measure(each), headerSize);
    return { end, padded: alignFrom(0, end, itemAlign) };
  };

  const partsOf = (value: Value): { readonly struct: StructValue; readonly items: readonly Value[]; readonly extra: Uint8Array } => {
    if (!isStruct(value)) throw new CodecError(type, `${shown(value)} is no struct`);
    for (const key in value) {
      if (!listKeys.has(key)) throw new CodecError(type, `it has no field "${key}"`);
    }
    const items = value['Items'] ?? [];
    if (!Array.isArray(items)) throw new CodecError(type, `Items is ${shown(items)}, no list`);
    return { struct: value, items: items as readonly Value[], extra: byteValue('BYTE[]', value['Extra'] ?? noBytes) };
  };

  /** Bytes to write: the padding of the last item may be left out, if Size leaves it out. */
  const sizeOf = (struct: StructValue, end: number, padded: number, extra: number): number => {
    if (extra > 0) return padded + extra;
    const given = Number(struct['Size'] ?? padded);
    return given >= end && given < padded ? given : padded;
  };

  return {
    type,
    size: null,
    minSize: headerSize,
    align: 4,
    shape: 'list',
    fieldNames: [...listKeys],
    zero: {},
    read: (bytes, at, end) => {
      requireBytes(type, headerSize, at, end);
      const Size = u32(bytes, at);
      const Count = u32(bytes, at + 4);
      if (Size < headerSize) throw new CodecError(type, `Size is ${Size}, less than its own header`);
      if (Size > end - at) throw new CodecError(type, `Size is ${Size}, ${end - at} bytes are there`);
      const stop = at + Size;
      const { items, next, gaps } = item.size === null ? readPadded(item, bytes, at, stop, Count) : readPacked(item, bytes, at, stop, Count);
      const value: Record<string, Value> = { Size, Count, Items: items };
      if (next < stop) value['Extra'] = bytes.slice(next, stop);
      if (gaps) keepRaw(value, bytes.slice(at, stop));
      cursor.at = stop;
      return value;
    },
    measure: (value) => {
      const { struct, items, extra } = partsOf(value);
      const { end, padded } = extent(items);
      return sizeOf(struct, end, padded, extra.length);
    },
    write: (value, bytes, at) => {
      const { struct, items, extra } = partsOf(value);
      const { end, padded } = extent(items);
      const size = sizeOf(struct, end, padded, extra.length);
      const raw = rawOf(value, size);
      if (raw) bytes.set(raw, at);
      putU32(bytes, at, wordOf(type, struct['Size'] ?? size));
      putU32(bytes, at + 4, wordOf(type, struct['Count'] ?? items.length));
      let next = at + headerSize;
      let i = 0;
      try {
        for (; i < items.length; i++) {
          if (item.size === null) next = alignFrom(at, next, itemAlign);
          next += item.write(items[i] as Value, bytes, next);
        }
      } catch (error) {
        throw atField(error, `Items[${i}]`);
      }
      if (extra.length > 0) bytes.set(extra, at + padded);
      return size;
    },
    describe: (value, name, into) => {
      if (!isStruct(value)) return;
      const prefix = name === '' ? '' : `${name}.`;
      into.push({ name: `${prefix}Size`, text: integerText(value['Size'] ?? 0) });
      into.push({ name: `${prefix}Count`, text: integerText(value['Count'] ?? 0) });
      describeItems(item)(value['Items'] ?? [], `${prefix}Items`, into);
      if (value['Extra'] instanceof Uint8Array) into.push({ name: `${prefix}Extra`, text: bytesText(value['Extra']) });
    },
  };
}

const listKeys: ReadonlySet<string> = new Set(['Size', 'Count', 'Items', 'Extra']);

/** A count or size as the caller gave it, which may be wrong on purpose. */
function wordOf(type: string, value: Value): number {
  const number = Number(value);
  if ((typeof value !== 'number' && typeof value !== 'bigint') || !Number.isInteger(number) || number < 0 || number > 0xffff_ffff) {
    throw new CodecError(type, `${shown(value)} is no size or count`);
  }
  return number;
}

interface ReadItems {
  readonly items: Value[];
  /** Where the items end. */
  readonly next: number;
  /** Whether padding holds anything. */
  readonly gaps: boolean;
}

function readPacked(item: Node, bytes: Uint8Array, at: number, stop: number, count: number): ReadItems {
  const stride = item.size ?? 0;
  const room = stop - at - headerSize;
  if (count * stride > room) throw new CodecError(item.type, `Count is ${count}, Size has room for ${Math.floor(room / stride)}`);
  const items: Value[] = [];
  let next = at + headerSize;
  for (let i = 0; i < count; i++, next += stride) items.push(item.read(bytes, next, stop));
  return { items, next, gaps: false };
}

/**
 * Items that say their own size. Some drivers count the attribute list behind an item as an element of its own
 * (PIN-043): then the items end early, and their attribute lists make up the count.
 */
function readPadded(item: Node, bytes: Uint8Array, at: number, stop: number, count: number): ReadItems {
  const items: Value[] = [];
  let next = at + headerSize;
  let attributeLists = 0;
  let gaps = false;
  while (items.length < count && !(next >= stop && items.length + attributeLists === count)) {
    if (next >= stop) throw new CodecError(item.type, `Count is ${count}, Size ends after ${items.length} items`);
    let value: Value;
    try {
      value = readNext(item, bytes, next, stop);
    } catch (error) {
      throw atField(error, `Items[${items.length}]`);
    }
    items.push(value);
    if (isStruct(value) && value['Attributes'] !== undefined) attributeLists++;
    next = Math.min(stop, alignFrom(at, cursor.at, itemAlign));
    gaps ||= !isZero(bytes, cursor.at, next);
  }
  return { items, next, gaps };
}
