import { atField, CodecError } from './errors.ts';
import { byteValue, noBytes } from './array-node.ts';
import { alignFrom, cursor, isZero, requireBytes, type FixedNode, type Node } from './node.ts';
import { shown, u32 } from './scalar-node.ts';
import { structOf } from './struct-node.ts';
import { bytesText } from './text.ts';
import { isStruct, keepRaw, pickFields, rawOf, type StructValue, type Value } from './value.ts';

/** Each record starts on such a boundary (PROP-113). */
const recordAlign = 4;

/**
 * `KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]`, what SERIALIZESET answers: `{PropertySet, Count, Items: [{PropTypeSet, Id,
 * PropertyLength, Data}]}`. PropertyLength excludes the padding behind the data (PROP-114). Count and PropertyLength are
 * computed unless given.
 */
export function serialNode(header: FixedNode, record: FixedNode): Node {
  const type = 'KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]';
  const names = [...(header.fieldNames ?? []), 'Items'];
  const known = new Set(names);
  const knownInRecord = new Set([...(record.fieldNames ?? []), 'Data']);

  const itemsOf = (value: Value): { readonly head: StructValue; readonly data: Uint8Array }[] => {
    const items = structOf(type, known, value)['Items'] ?? [];
    if (!Array.isArray(items)) throw new CodecError(type, `Items is ${shown(items)}, no list`);
    return (items as readonly Value[]).map((item) => {
      const { Data: data = noBytes, ...head } = structOf(record.type, knownInRecord, item);
      return { head, data: byteValue('BYTE[]', data) };
    });
  };

  const measure = (value: Value): number =>
    itemsOf(value).reduce((at, { data }) => alignFrom(0, at, recordAlign) + record.size + data.length, header.size);

  return {
    type,
    size: null,
    minSize: header.size,
    align: 1,
    shape: 'list',
    fieldNames: names,
    zero: {},
    read: (bytes, at, end) => {
      const value = header.read(bytes, at, end) as Record<string, Value>;
      const count = Number(value['Count']);
      const items: Value[] = [];
      let next = at + header.size;
      let gaps = false;
      for (let i = 0; i < count; i++) {
        const from = alignFrom(at, next, recordAlign);
        try {
          requireBytes(record.type, record.size, from, end);
          const item = record.read(bytes, from, end) as Record<string, Value>;
          const length = u32(bytes, from + record.size - 4);
          requireBytes(record.type, record.size + length, from, end);
          gaps ||= !isZero(bytes, next, from);
          next = from + record.size + length;
          item['Data'] = bytes.slice(next - length, next);
          items.push(item);
        } catch (error) {
          throw atField(error, `Items[${i}]`);
        }
      }
      value['Items'] = items;
      if (gaps) keepRaw(value, bytes.slice(at, next));
      cursor.at = next;
      return value;
    },
    measure,
    write: (value, bytes, at) => {
      const items = itemsOf(value);
      const size = measure(value);
      const raw = rawOf(value, size);
      if (raw) bytes.set(raw, at);
      const given = pickFields(structOf(type, known, value), header.fieldNames ?? []);
      header.write({ Count: items.length, ...given }, bytes, at);
      let next = at + header.size;
      items.forEach(({ head: own, data }) => {
        next = alignFrom(at, next, recordAlign);
        record.write({ PropertyLength: data.length, ...own }, bytes, next);
        bytes.set(data, next + record.size);
        next += record.size + data.length;
      });
      return size;
    },
    describe: (value, name, into) => {
      if (!isStruct(value)) return;
      const prefix = name === '' ? '' : `${name}.`;
      header.describe(value, name, into);
      itemsOf(value).forEach(({ head, data }, i) => {
        record.describe(head, `${prefix}Items[${i}]`, into);
        into.push({ name: `${prefix}Items[${i}].Data`, text: bytesText(data) });
      });
    },
  };
}
