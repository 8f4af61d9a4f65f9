import { atField, CodecError, TypeExpressionError } from './errors.ts';
import { cursor, readNext, type Node } from './node.ts';
import { shown } from './scalar-node.ts';
import { isStruct, keepRaw, pickFields, rawOf, type DecodedField, type Value } from './value.ts';

/** A part of a sequence: merged into the object, or under a key of its own. */
interface Part {
  readonly node: Node;
  readonly key: string | null;
  readonly fields: readonly string[];
}

/**
 * `A + B`: parts one right after the other, as one object. The fields of structs stand side by side; a part that is no
 * struct, or that repeats a field of an earlier one, stands under the name of its type (`ULONG`, `GUID`); an open array
 * stands under `Items`.
 */
export function sequenceNode(type: string, nodes: readonly Node[]): Node {
  const parts = nameParts(type, nodes);
  const sizes = nodes.map((node) => node.size);
  const size = sizes.every((each) => each !== null) ? sizes.reduce<number>((sum, each) => sum + (each ?? 0), 0) : null;
  const known = new Set(parts.flatMap((part) => part.fields));

  const pick = (value: Value, part: Part): Value => {
    if (!isStruct(value)) throw new CodecError(type, `${shown(value)} is no struct`);
    if (part.key !== null) return value[part.key] ?? part.node.zero;
    return pickFields(value, part.fields);
  };
  const check = (value: Value): void => {
    if (!isStruct(value)) throw new CodecError(type, `${shown(value)} is no struct`);
    for (const key in value) if (!known.has(key)) throw new CodecError(type, `it has no field "${key}"`);
  };
  const measure = (value: Value): number => {
    check(value);
    return parts.reduce((sum, part) => sum + part.node.measure(pick(value, part)), 0);
  };

  return {
    type,
    size,
    minSize: nodes.reduce((sum, node) => sum + node.minSize, 0),
    align: Math.max(...nodes.map((node) => node.align)),
    shape: size === null ? 'variable' : 'fixed',
    fieldNames: [...known],
    zero: {},
    read: (bytes, at, end) => {
      const value: Record<string, Value> = {};
      let next = at;
      let raw = false;
      for (const part of parts) {
        const each = readNext(part.node, bytes, next, end);
        next = cursor.at;
        if (part.key !== null) {
          value[part.key] = each;
        } else {
          Object.assign(value, each);
          raw ||= rawOf(each) !== undefined;
        }
      }
      if (raw) keepRaw(value, bytes.slice(at, next));
      cursor.at = next;
      return value;
    },
    measure,
    write: (value, bytes, at) => {
      check(value);
      const raw = rawOf(value);
      if (raw?.length === measure(value)) bytes.set(raw, at);
      let next = at;
      for (const part of parts) {
        try {
          next += part.node.write(pick(value, part), bytes, next);
        } catch (error) {
          throw part.key === null ? error : atField(error, part.key);
        }
      }
      return next - at;
    },
    describe: (value, name, into: DecodedField[]) => {
      const prefix = name === '' ? '' : `${name}.`;
      for (const part of parts) part.node.describe(pick(value, part), part.key === null ? name : prefix + part.key, into);
    },
  };
}

function nameParts(type: string, nodes: readonly Node[]): Part[] {
  const taken = new Set<string>();
  return nodes.map((node): Part => {
    const fields = node.fieldNames;
    if (fields && fields.every((field) => !taken.has(field))) {
      for (const field of fields) taken.add(field);
      return { node, key: null, fields };
    }
    const key = fields || !node.type.endsWith('[]') ? node.type : 'Items';
    if (taken.has(key)) throw new TypeExpressionError(type, `two parts would both be called "${key}"`);
    taken.add(key);
    return { node, key, fields: [key] };
  });
}
