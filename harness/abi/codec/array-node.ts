import { atField, CodecError } from './errors.ts';
import { cursor, isZero, type FixedNode, type Node } from './node.ts';
import { shown } from './scalar-node.ts';
import { bytesText } from './text.ts';
import type { Value } from './value.ts';

/** No bytes; shared, as it cannot be changed. */
export const noBytes = new Uint8Array(0);

/** `UCHAR[n]`, `BYTE[n]`: a copy of the bytes. */
export function bytesNode(type: string, size: number): FixedNode {
  return {
    type,
    size,
    minSize: size,
    align: 1,
    shape: 'fixed',
    fieldNames: null,
    zero: noBytes,
    read: (bytes, at) => bytes.slice(at, at + size),
    measure: () => size,
    write: (value, bytes, at) => {
      const given = byteValue(type, value);
      if (given.length > size) throw new CodecError(type, `${given.length} bytes do not fit`);
      bytes.set(given, at);
      return size;
    },
    describe: describeBytes,
  };
}

/** `UCHAR[]`, `BYTE[]`: all bytes to the end. */
export function restOfBytesNode(type: string): Node {
  return {
    type,
    size: null,
    minSize: 0,
    align: 1,
    shape: 'variable',
    fieldNames: null,
    zero: noBytes,
    read: (bytes, at, end) => {
      cursor.at = end;
      return bytes.slice(at, end);
    },
    measure: (value) => byteValue(type, value).length,
    write: (value, bytes, at) => {
      const given = byteValue(type, value);
      bytes.set(given, at);
      return given.length;
    },
    describe: describeBytes,
  };
}

const describeBytes: Node['describe'] = (value, name, into) =>
  into.push({ name, text: value instanceof Uint8Array ? bytesText(value) : shown(value) });

/** Bytes given as such, or as a list of small integers. */
export function byteValue(type: string, value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) {
    return Uint8Array.from(value as readonly Value[], (item) => {
      const number = Number(item);
      if ((typeof item !== 'number' && typeof item !== 'bigint') || !Number.isInteger(number) || number < -128 || number > 255) {
        throw new CodecError(type, `${shown(item)} is no byte`);
      }
      return number;
    });
  }
  throw new CodecError(type, `${shown(value)} is neither bytes nor a list of them`);
}

/** `WCHAR[n]`: text up to the first NUL, or to the end. */
export function fixedStringNode(type: string, units: number): FixedNode {
  const size = units * 2;
  return {
    type,
    size,
    minSize: size,
    align: 2,
    shape: 'fixed',
    fieldNames: null,
    zero: '',
    read: (bytes, at) => readText(bytes, at, at + size),
    measure: () => size,
    exact: (bytes, at) => isZero(bytes, at + readText(bytes, at, at + size).length * 2, at + size),
    write: (value, bytes, at) => {
      const text = textValue(type, value);
      if (text.length > units) throw new CodecError(type, `${text.length} characters do not fit`);
      putText(text, bytes, at);
      return size;
    },
    describe: describeText,
  };
}

/** `WCHAR[]`: text up to the first NUL or the end of the data; written with a NUL. */
export const stringNode: Node = {
  type: 'WCHAR[]',
  size: null,
  minSize: 0,
  align: 2,
  shape: 'string',
  fieldNames: null,
  zero: '',
  read: (bytes, at, end) => {
    if ((end - at) % 2 !== 0) throw new CodecError('WCHAR[]', `${end - at} bytes are no whole number of characters`);
    cursor.at = end;
    return readText(bytes, at, end);
  },
  measure: (value) => (textValue('WCHAR[]', value).length + 1) * 2,
  write: (value, bytes, at) => {
    const text = textValue('WCHAR[]', value);
    putText(text, bytes, at);
    return (text.length + 1) * 2;
  },
  describe: describeText,
};

function describeText(value: Value, name: string, into: { name: string; text: string }[]): void {
  into.push({ name, text: JSON.stringify(value) });
}

function readText(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i + 1 < end; i += 2) {
    const unit = (bytes[i] as number) | ((bytes[i + 1] as number) << 8);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return text;
}

function putText(text: string, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[at + i * 2] = unit;
    bytes[at + i * 2 + 1] = unit >>> 8;
  }
}

function textValue(type: string, value: Value): string {
  if (typeof value !== 'string') throw new CodecError(type, `${shown(value)} is no text`);
  return value;
}

const listValue = (type: string, value: Value): readonly Value[] => {
  if (!Array.isArray(value)) throw new CodecError(type, `${shown(value)} is no list`);
  return value as readonly Value[];
};

/** Writes items of a fixed size one after the other. */
export function writeItems(item: FixedNode, items: readonly Value[], bytes: Uint8Array, at: number): void {
  let i = 0;
  try {
    for (; i < items.length; i++) item.write(items[i] as Value, bytes, at + i * item.size);
  } catch (error) {
    throw atField(error, `[${i}]`);
  }
}

/** `X[n]` of items of a fixed size; missing ones are written as zero. */
export function fixedArrayNode(type: string, item: FixedNode, count: number): FixedNode {
  const size = item.size * count;
  const { exact } = item;
  return {
    type,
    size,
    minSize: size,
    align: item.align,
    shape: 'fixed',
    fieldNames: null,
    zero: [],
    read: (bytes, at) => {
      const items: Value[] = new Array<Value>(count);
      for (let i = 0; i < count; i++) items[i] = item.read(bytes, at + i * item.size, at + (i + 1) * item.size);
      return items;
    },
    measure: () => size,
    ...(exact && {
      exact: (bytes: Uint8Array, at: number) => {
        for (let i = 0; i < count; i++) if (!exact(bytes, at + i * item.size)) return false;
        return true;
      },
    }),
    write: (value, bytes, at) => {
      const items = listValue(type, value);
      if (items.length > count) throw new CodecError(type, `${items.length} items do not fit`);
      writeItems(item, items, bytes, at);
      return size;
    },
    describe: describeItems(item),
  };
}

/** `X[]` of items of a fixed size: as many as there are to the end of the data. */
export function openArrayNode(type: string, item: FixedNode): Node {
  return {
    type,
    size: null,
    minSize: 0,
    align: item.align,
    shape: 'variable',
    fieldNames: null,
    zero: [],
    read: (bytes, at, end) => {
      const count = (end - at) / item.size;
      if (!Number.isInteger(count)) throw new CodecError(type, `${end - at} bytes are no whole number of ${item.size}-byte items`);
      const items: Value[] = new Array<Value>(count);
      for (let i = 0; i < count; i++) items[i] = item.read(bytes, at + i * item.size, end);
      cursor.at = end;
      return items;
    },
    measure: (value) => listValue(type, value).length * item.size,
    write: (value, bytes, at) => {
      const items = listValue(type, value);
      writeItems(item, items, bytes, at);
      return items.length * item.size;
    },
    describe: describeItems(item),
  };
}

/** `name[0]`, `name[1].Field`, …; an empty list shows as such. */
export function describeItems(item: Node): Node['describe'] {
  return (value, name, into) => {
    const items = Array.isArray(value) ? (value as readonly Value[]) : [];
    if (items.length === 0) into.push({ name, text: '(none)' });
    items.forEach((each, i) => item.describe(each, `${name}[${i}]`, into));
  };
}
