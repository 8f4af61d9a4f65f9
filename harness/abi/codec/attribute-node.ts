import { guidByName } from '../names.ts';
import { byteValue, noBytes } from './array-node.ts';
import { CodecError } from './errors.ts';
import { cursor, requireBytes, type FixedNode, type Node } from './node.ts';
import { u32 } from './scalar-node.ts';
import { structOf } from './struct-node.ts';
import { bytesText } from './text.ts';
import { isStruct, keepRaw, pickFields, rawOf, type StructValue, type Value } from './value.ts';

/** The one attribute with a payload that the headers declare. */
const processingMode = 'SignalProcessingMode';
const processingModeId = guidByName('KSATTRIBUTEID_AUDIOSIGNALPROCESSING_MODE');

/**
 * KSATTRIBUTE with its extension: `{Size, Flags, Attribute, SignalProcessingMode?, Extra?}`. Size counts the extension
 * (OBJ-070); it is computed when not given.
 */
export function attributeNode(fixed: (type: string) => FixedNode): Node {
  const type = 'KSATTRIBUTE';
  const header = fixed(type);
  const guid = fixed('GUID');
  const names = [...(header.fieldNames ?? []), processingMode, 'Extra'];
  const known = new Set(names);

  const extra = (value: StructValue): Uint8Array => byteValue('BYTE[]', value['Extra'] ?? noBytes);
  const measure = (value: StructValue): number =>
    header.size + (value[processingMode] === undefined ? 0 : guid.size) + extra(value).length;

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
      if (size < header.size) throw new CodecError(type, `Size is ${size}, less than ${header.size}`);
      requireBytes(type, size, at, end);
      const value = header.read(bytes, at, end) as Record<string, Value>;
      let next = at + header.size;
      if (value['Attribute'] === processingModeId && size >= header.size + guid.size) {
        value[processingMode] = guid.read(bytes, next, end);
        next += guid.size;
      }
      if (next < at + size) value['Extra'] = bytes.slice(next, at + size);
      cursor.at = at + size;
      return value;
    },
    measure: (value) => measure(structOf(type, known, value)),
    write: (value, bytes, at) => {
      const struct = structOf(type, known, value);
      const size = measure(struct);
      const head = { Size: size, ...pickFields(struct, header.fieldNames ?? []) };
      const raw = rawOf(struct, header.size);
      if (raw) keepRaw(head, raw);
      header.write(head, bytes, at);
      const mode = struct[processingMode];
      if (mode !== undefined) guid.write(mode, bytes, at + header.size);
      const rest = extra(struct);
      bytes.set(rest, at + size - rest.length);
      return size;
    },
    describe: (value, name, into) => {
      if (!isStruct(value)) return;
      const prefix = name === '' ? '' : `${name}.`;
      header.describe(value, name, into);
      if (value[processingMode] !== undefined) guid.describe(value[processingMode], prefix + processingMode, into);
      if (value['Extra'] instanceof Uint8Array) into.push({ name: `${prefix}Extra`, text: bytesText(value['Extra']) });
    },
  };
}
