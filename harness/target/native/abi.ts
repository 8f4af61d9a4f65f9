/** The C ABI of `include/kscts.h`, as data: its version, functions, structures and numbers. */
import { ntStatus } from '../../abi/ntstatus.ts';

/** `KSCTS_ABI_VERSION`. */
export const abiVersion = 1;

/** `KSCTS_PENDING`: the only status that is not final. */
export const statusPending = ntStatus(0x103);

/** `KSCTS_SIGNAL_*`. */
export const signalKinds = { 'auto-reset': 1, 'manual-reset': 2, semaphore: 3 } as const;

/** A function: result, then arguments, as koffi names types. Addresses are plain numbers (`uintptr_t`). */
export type Signature = readonly [result: string, ...args: string[]];

type Argument<Type> = Type extends 'str' ? string : Type extends 'int64_t' | 'uint64_t' ? bigint : number;
/** A 64-bit result is a bigint only where a number would lose digits. */
type Result<Type> = Type extends 'void' ? undefined : Type extends 'int64_t' ? number | bigint : number;
type FunctionOf<Types extends Signature> = Types extends readonly [infer R, ...infer A]
  ? (...args: { [K in keyof A]: Argument<A[K]> }) => Result<R>
  : never;
/** What functions of such signatures are to TypeScript. */
export type Functions<Names extends Record<string, Signature>> = {
  readonly [Name in keyof Names]: FunctionOf<Names[Name]>;
};

/** Functions that a library must export. */
export const requiredFunctions = {
  kscts_abi_version: ['uint32_t'],
  kscts_create: ['uint32_t', 'uintptr_t', 'uintptr_t'],
  kscts_destroy: ['void', 'uintptr_t'],
  kscts_get_filter: ['uint32_t', 'uintptr_t', 'uint32_t', 'uintptr_t'],
  kscts_open: ['uint32_t', 'uintptr_t', 'str', 'uint32_t', 'uintptr_t'],
  kscts_open_child: ['uint32_t', 'uintptr_t', 'uint32_t', 'uintptr_t', 'uint32_t', 'uint32_t', 'uintptr_t'],
  kscts_close: ['uint32_t', 'uintptr_t', 'uint32_t'],
  kscts_ioctl: ['uint32_t', 'uintptr_t', 'uintptr_t'],
} as const satisfies Record<string, Signature>;

/** Functions that a library may leave out, in groups that only make sense whole. */
export const optionalFunctions = {
  identify: { kscts_identify: ['void', 'uintptr_t', 'uintptr_t'] },
  pending: {
    kscts_wait: ['uint32_t', 'uintptr_t', 'uint64_t', 'int64_t', 'uintptr_t'],
    kscts_cancel: ['void', 'uintptr_t', 'uint64_t'],
  },
  signals: {
    kscts_create_signal: ['uint32_t', 'uintptr_t', 'uint32_t', 'uint32_t', 'uintptr_t'],
    kscts_take_signals: ['uint32_t', 'uintptr_t', 'uint32_t', 'int64_t'],
  },
  time: { kscts_now: ['int64_t', 'uintptr_t'], kscts_sleep: ['void', 'uintptr_t', 'int64_t'] },
  census: { kscts_get_census: ['void', 'uintptr_t', 'uintptr_t'] },
  probe: { kscts_probe: ['uint32_t', 'uintptr_t', 'uintptr_t', 'uint32_t'] },
} as const satisfies Record<string, Record<string, Signature>>;

/** A member of a structure. A `text` is NUL-terminated UTF-8 in an array of that many bytes. */
type Member =
  | 'u16'
  | 'u32'
  | 'u64'
  | { readonly text: number }
  | { readonly array: 'u8' | 'kscts_guid' | 'kscts_range'; readonly length: number };

/** The structures of the header, members in order. */
export const structures = {
  kscts_guid: { data1: 'u32', data2: 'u16', data3: 'u16', data4: { array: 'u8', length: 8 } },
  kscts_range: { base: 'u64', length: 'u64' },
  kscts_host: { pointer_size: 'u32', reserved: 'u32', plain: { array: 'kscts_range', length: 2 } },
  kscts_filter: {
    path: { text: 256 },
    name: { text: 64 },
    friendly_name: { text: 128 },
    class_driver: { text: 16 },
    category_count: 'u32',
    reserved: 'u32',
    categories: { array: 'kscts_guid', length: 16 },
  },
  kscts_identity: {
    driver: { text: 128 },
    version: { text: 64 },
    provider: { text: 64 },
    hardware_id: { text: 128 },
    os: { text: 64 },
  },
  kscts_request: {
    handle: 'u32',
    code: 'u32',
    input: 'u64',
    output: 'u64',
    input_length: 'u32',
    output_length: 'u32',
    information: 'u64',
    id: 'u64',
  },
  kscts_census: { handles: 'u32', pending_requests: 'u32', event_enables: 'u32', allocations: 'u32', references: 'u32' },
} as const satisfies Record<string, Record<string, Member>>;

type Structures = typeof structures;
export type StructureName = keyof Structures;

/** Size of a structure and offsets of its members, in bytes. */
export interface Layout<Name extends StructureName = StructureName> {
  readonly size: number;
  readonly offsets: Readonly<Record<keyof Structures[Name], number>>;
}

const shapes = { u8: [1, 1], u16: [2, 2], u32: [4, 4], u64: [8, 8], kscts_guid: [16, 4], kscts_range: [16, 8] } as const;

/** Bytes and alignment of a member. */
function shapeOf(member: Member): readonly [size: number, align: number] {
  if (typeof member === 'string') return shapes[member];
  if ('text' in member) return [member.text, 1];
  const [size, align] = shapes[member.array];
  return [size * member.length, align];
}

function layOut<Name extends StructureName>(name: Name): Layout<Name> {
  const offsets: Record<string, number> = {};
  let end = 0;
  let largest = 1;
  for (const [member, type] of Object.entries<Member>(structures[name])) {
    const [size, align] = shapeOf(type);
    end = Math.ceil(end / align) * align;
    offsets[member] = end;
    end += size;
    largest = Math.max(largest, align);
  }
  return { size: Math.ceil(end / largest) * largest, offsets: offsets as Layout<Name>['offsets'] };
}

/** The layout of every structure by the rules of C. The tests compare them with a compiler and with koffi. */
export const layouts: { readonly [Name in StructureName]: Layout<Name> } = {
  kscts_guid: layOut('kscts_guid'),
  kscts_range: layOut('kscts_range'),
  kscts_host: layOut('kscts_host'),
  kscts_filter: layOut('kscts_filter'),
  kscts_identity: layOut('kscts_identity'),
  kscts_request: layOut('kscts_request'),
  kscts_census: layOut('kscts_census'),
};

/** Bytes that the library is given to say why it does not answer (`kscts_probe`). */
export const probeDetailSize = 512;

/** The text in an array of `size` bytes at `offset`, up to its NUL. Wrong UTF-8 becomes replacement characters. */
export function readText(bytes: Uint8Array, offset: number, size: number): string {
  const field = bytes.subarray(offset, offset + size);
  const end = field.indexOf(0);
  // A copy: TextDecoder refuses memory that is not the engine's own.
  return new TextDecoder().decode(field.slice(0, end < 0 ? size : end));
}
