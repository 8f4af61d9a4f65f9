import { CodecError } from './errors.ts';
import type { FixedNode } from './node.ts';
import { shown } from './scalar-node.ts';
import { integerText } from './text.ts';

/** A bit-field within one byte. */
export function bitFieldNode(type: string, bitOffset: number, bitSize: number): FixedNode {
  const limit = 2 ** bitSize;
  const mask = (limit - 1) << bitOffset;
  return {
    type: `${type}:${bitSize}`,
    size: 1,
    minSize: 1,
    align: 1,
    shape: 'fixed',
    fieldNames: null,
    zero: 0,
    read: (bytes, at) => ((bytes[at] as number) & mask) >>> bitOffset,
    measure: () => 1,
    write: (value, bytes, at) => {
      const number = Number(value);
      if ((typeof value !== 'number' && typeof value !== 'bigint') || !Number.isInteger(number) || number < 0 || number >= limit) {
        throw new CodecError(`${type}:${bitSize}`, `${shown(value)} does not fit ${bitSize} bits`);
      }
      bytes[at] = ((bytes[at] as number) & ~mask) | (number << bitOffset);
      return 1;
    },
    describe: (value, name, into) => into.push({ name, text: integerText(value) }),
  };
}
