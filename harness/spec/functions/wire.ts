/** Bytes, types of the wire and GUIDs. */
import { codecOf } from '../../abi/codec.ts';
import type { Codec, Value } from '../../abi/codec.ts';
import { parseGuid } from '../../abi/guid.ts';
import { ArgumentError, bytesOf, count, integer, isList, text, type Host, type SpecFunction } from './function.ts';

/** No buffer of a claim is larger. */
const mostBytes = 16 * 1024 * 1024;

function codec(args: readonly Value[], host: Host): Codec {
  return codecOf(text(args, 0), host.arch, host.types);
}

function guidOf(name: string, host: Host): string {
  const known = host.guid(name) ?? parseGuid(name);
  if (known === undefined) throw new ArgumentError(`"${name}" is no GUID and no name of one`);
  return known;
}

function concat(parts: readonly Value[]): Uint8Array {
  const pieces = parts.map((_, index) => bytesOf(parts, index));
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > mostBytes) throw new ArgumentError(`the result would have ${length} bytes`);
  const result = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    result.set(piece, offset);
    offset += piece.length;
  }
  return result;
}

export const wire: readonly SpecFunction[] = [
  {
    name: 'sizeof',
    parameters: ['type'],
    returns: 'int',
    about: 'Size in bytes of a type of fixed size, in the ABI of the caller; the name may stand without quotes',
    example: ['sizeof(KSPROPERTY)', '24'],
    apply: (args, host) => {
      const { size, type } = codec(args, host);
      if (size === null) throw new ArgumentError(`${type} has no fixed size`);
      return size;
    },
  },
  {
    name: 'minSizeof',
    parameters: ['type'],
    returns: 'int',
    about: 'Least size in bytes of a type, fixed or variable',
    example: ["minSizeof('KSMULTIPLE_ITEM + GUID[]')", '8'],
    apply: (args, host) => codec(args, host).minSize,
  },
  {
    name: 'encode',
    parameters: ['type', 'value'],
    returns: 'bytes',
    about: 'The bytes of a value; members left out are 0',
    example: ["encode(KSCLOCK_CREATE, {'CreateFlags': 1})", String.raw`b'\x01\x00\x00\x00'`],
    apply: (args, host) => codec(args, host).encode(args[1] ?? null),
  },
  {
    name: 'decode',
    parameters: ['type', 'bytes'],
    returns: 'dyn',
    about: 'The value that bytes hold',
    example: [String.raw`decode('ULONG', b'\x01\x02\x00\x00')`, '0x201'],
    apply: (args, host) => codec(args, host).decode(bytesOf(args, 1)),
  },
  {
    name: 'guid',
    parameters: ['name'],
    returns: 'string',
    about: 'The GUID of that name or text, in canonical form',
    example: ["guid('{00000000-0000-0000-0000-00000000abcd}')", "'{00000000-0000-0000-0000-00000000ABCD}'"],
    apply: (args, host) => guidOf(text(args, 0), host),
  },
  {
    name: 'bytes',
    parameters: ['length'],
    returns: 'bytes',
    about: 'That many zero bytes',
    example: ['bytes(3)', String.raw`b'\x00\x00\x00'`],
    apply: (args) => new Uint8Array(count(args, 0, mostBytes)),
  },
  {
    name: 'fill',
    parameters: ['length', 'byte'],
    returns: 'bytes',
    about: 'That many bytes of one value',
    example: ['fill(2, 0xFF)', String.raw`b'\xff\xff'`],
    apply: (args) => new Uint8Array(count(args, 0, mostBytes)).fill(count(args, 1, 255)),
  },
  {
    name: 'concat',
    parameters: ['a', 'b…'],
    returns: 'bytes',
    about: 'Bytes one after the other, or those of one list',
    example: ["concat(bytes(1), b'a')", String.raw`b'\x00a'`],
    apply: (args) => concat(args.length === 1 && isList(args[0]) ? args[0] : args),
  },
  {
    name: 'slice',
    parameters: ['bytes', 'from', 'to'],
    returns: 'bytes',
    about: 'The bytes from `from` up to, not including, `to`; ends beyond the data are cut',
    example: ["slice(b'abcd', 1, 3)", "b'bc'"],
    apply: (args) => bytesOf(args, 0).slice(count(args, 1, mostBytes), count(args, 2, mostBytes)),
  },
  {
    name: 'byteAt',
    parameters: ['bytes', 'index'],
    returns: 'int',
    about: 'One byte as a number',
    example: ["byteAt(b'abc', 1)", '98'],
    apply: (args) => {
      const bytes = bytesOf(args, 0);
      const byte = bytes[Number(integer(args, 1))];
      if (byte === undefined) throw new ArgumentError(`there is no byte ${String(integer(args, 1))} in ${bytes.length}`);
      return byte;
    },
  },
];
