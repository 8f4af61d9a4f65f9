import { GUID_NULL } from '../guid.ts';
import { byteValue, noBytes } from './array-node.ts';
import { attributeNode } from './attribute-node.ts';
import { blockNode, type BlockNode } from './block-node.ts';
import { CodecError } from './errors.ts';
import { formatBlocks, rangeBlocks } from './format-blocks.ts';
import { listNode } from './list-node.ts';
import { alignFrom, cursor, isZero, requireBytes, type FixedNode, type Node } from './node.ts';
import { shown, u32 } from './scalar-node.ts';
import { bytesText } from './text.ts';
import { isStruct, keepRaw, pickFields, rawOf, type StructValue, type Value } from './value.ts';

/** KSDATAFORMAT_ATTRIBUTES, KSDATARANGE_ATTRIBUTES: an attribute list follows. */
const attributesFlag = 2;
const attributesAlign = 8;
const waveFormatExtensible = 0xfffe;
/** Bytes that a WAVEFORMATEXTENSIBLE adds to a WAVEFORMATEX. */
const extensibleExtra = 22;

/**
 * KSDATARANGE and KSDATAFORMAT with what follows them: the fields of the header, those of the specifier's block under
 * the names of its struct (`ConfigCaps`, `VideoInfoHeader`, `WaveFormatEx`, `WaveFormatExt`, …), `Extra` for the bytes
 * of FormatSize that no field takes (colour tables, codec data, unknown specifiers), `Attributes` for the attribute list
 * that Flags announces. FormatSize is computed when not given.
 */
export function dataFormatNode(
  type: 'KSDATAFORMAT' | 'KSDATARANGE',
  fixed: (type: string) => FixedNode,
  flexible: (type: string) => Node | undefined,
): Node {
  const header = fixed(type);
  const headerNames = header.fieldNames ?? [];
  const blocks = (type === 'KSDATARANGE' ? rangeBlocks : formatBlocks).map((b) => blockNode(b, header.size, fixed, flexible));
  const names = [...new Set([...headerNames, ...blocks.flatMap((block) => block.names), 'Extra', 'Attributes'])];
  const common = new Set([...headerNames, 'Extra', 'Attributes']);
  const attributes = listNode(attributeNode(fixed));

  const readBlock = (value: Record<string, Value>, bytes: Uint8Array, from: number, to: number): void => {
    const block = blocks.find((b) => matches(b, value) && applies(b, bytes, from, to));
    let next = from;
    if (block) {
      const { node, tailItem, fieldsEnd } = block;
      const fields =
        tailItem > 0
          ? node.read(bytes, from, to - ((to - from - fieldsEnd) % tailItem))
          : readCut(block, bytes, from, to);
      Object.assign(value, fields);
      const raw = rawOf(fields);
      if (raw) keepRaw(value, raw);
      next = tailItem > 0 ? cursor.at : Math.min(to, from + (node.size ?? 0));
    }
    if (next < to) value['Extra'] = bytes.slice(next, to);
  };

  const partsOf = (value: Value): Parts => {
    if (!isStruct(value)) throw new CodecError(type, `${shown(value)} is no struct`);
    const struct = value;
    const block = blocks.find((b) => matches(b, struct) && hasMembers(b, struct)) ?? blocks.find((b) => fits(b, struct));
    for (const key in struct) {
      if (!common.has(key) && !block?.names.includes(key)) throw new CodecError(type, `its specifier has no field "${key}"`);
    }
    const fields = block && pickFields(struct, block.names);
    const extra = byteValue('BYTE[]', struct['Extra'] ?? noBytes);
    const blockSize = block && fields ? block.node.measure(fields) : 0;
    const natural = header.size + blockSize + extra.length;
    const given = Number(struct['FormatSize'] ?? natural);
    // A format may leave out the padding behind its last field.
    const cut = block && extra.length === 0 && given >= header.size + block.fieldsEnd && given < natural;
    return { struct, block, fields, extra, blockSize, size: cut ? given : natural, list: struct['Attributes'] };
  };

  const measure = ({ size, list }: Parts): number =>
    list === undefined ? size : alignFrom(0, size, attributesAlign) + attributes.measure(list);

  return {
    type,
    size: null,
    minSize: header.size,
    align: header.align,
    shape: 'variable',
    fieldNames: names,
    zero: {},
    read: (bytes, at, end) => {
      const size = u32(bytes, at);
      if (size < header.size) throw new CodecError(type, `FormatSize is ${size}, less than ${header.size}`);
      requireBytes(type, size, at, end);
      const value = header.read(bytes, at, end) as Record<string, Value>;
      readBlock(value, bytes, at + header.size, at + size);
      cursor.at = at + size;
      if ((u32(bytes, at + 4) & attributesFlag) === 0) return value;
      const listAt = alignFrom(at, at + size, attributesAlign);
      const list = readAttributes(attributes, bytes, listAt, end);
      if (!list) {
        cursor.at = at + size;
        return value;
      }
      value['Attributes'] = list;
      if (!isZero(bytes, at + size, listAt)) keepRaw(value, bytes.slice(at + header.size, cursor.at));
      return value;
    },
    measure: (value) => measure(partsOf(value)),
    write: (value, bytes, at) => {
      const parts = partsOf(value);
      const { struct, block, fields, extra, blockSize, size, list } = parts;
      header.write({ FormatSize: size, ...pickFields(struct, headerNames) }, bytes, at);
      const raw = rawOf(struct);
      if (raw) bytes.set(raw.subarray(0, measure(parts) - header.size), at + header.size);
      if (block && fields) writeCut(block, fields, bytes, at + header.size, size - header.size);
      if (extra.length > 0) bytes.set(extra, at + header.size + blockSize);
      if (list === undefined) return size;
      const listAt = alignFrom(0, size, attributesAlign);
      return listAt + attributes.write(list, bytes, at + listAt);
    },
    describe: (value, name, into) => {
      if (!isStruct(value)) return;
      const { block, fields, extra, list } = partsOf(value);
      const prefix = name === '' ? '' : `${name}.`;
      header.describe(pickFields(value, headerNames), name, into);
      if (block && fields) block.node.describe(fields, name, into);
      if (extra.length > 0) into.push({ name: `${prefix}Extra`, text: bytesText(extra) });
      if (list !== undefined) attributes.describe(list, `${prefix}Attributes`, into);
    },
  };
}

interface Parts {
  readonly struct: StructValue;
  readonly block: BlockNode | undefined;
  readonly fields: StructValue | undefined;
  readonly extra: Uint8Array;
  /** Bytes of the block before any cut. */
  readonly blockSize: number;
  /** Bytes of the format without attributes. */
  readonly size: number;
  readonly list: Value | undefined;
}

/** Whether the block is the one that the header names. */
function matches({ applies: { specifier, major } }: BlockNode, value: StructValue): boolean {
  return specifier !== undefined ? value['Specifier'] === specifier : (value['MajorFormat'] ?? GUID_NULL) === major;
}

/** Whether the bytes have room for the block, and hold a WAVEFORMATEXTENSIBLE where that is asked. */
function applies({ applies: { extensible }, fieldsEnd }: BlockNode, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < fieldsEnd) return false;
  const word = (at: number): number => u32(bytes, from + at) & 0xffff;
  return extensible === undefined || (word(0) === waveFormatExtensible && word(16) >= extensibleExtra);
}

/** Reads a block of fixed size whose tail padding may be cut off. */
function readCut({ node }: BlockNode, bytes: Uint8Array, from: number, to: number): Value {
  const size = node.size ?? 0;
  if (to - from >= size) return node.read(bytes, from, to);
  const whole = new Uint8Array(size);
  whole.set(bytes.subarray(from, to));
  return node.read(whole, 0, size);
}

/** Writes a block, without the tail padding if `room` is smaller. */
function writeCut({ node }: BlockNode, fields: StructValue, bytes: Uint8Array, at: number, room: number): void {
  const size = node.measure(fields);
  if (size <= room) {
    node.write(fields, bytes, at);
    return;
  }
  const whole = new Uint8Array(size);
  whole.set(bytes.subarray(at, at + room));
  node.write(fields, whole, 0);
  bytes.set(whole.subarray(0, room), at);
}

const hasMembers = ({ names }: BlockNode, value: StructValue): boolean => names.some((name) => value[name] !== undefined);

/** Whether the members given are those of the block: for a value whose specifier names another. */
function fits(block: BlockNode, value: StructValue): boolean {
  return (
    hasMembers(block, value) &&
    block.names.every((name) => {
      const member = value[name];
      const fields = block.memberFields(name);
      return member === undefined || fields === null || !isStruct(member) || Object.keys(member).every((key) => fields.includes(key));
    })
  );
}

/**
 * The attribute list, if one is there: not every driver sends it to every client (PIN-043), and then the next range
 * follows at once.
 */
function readAttributes(list: Node, bytes: Uint8Array, at: number, end: number): StructValue | undefined {
  if (end - at < list.minSize) return undefined;
  try {
    const value = list.read(bytes, at, end) as StructValue;
    return value['Count'] === 0 || value['Extra'] !== undefined ? undefined : value;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
