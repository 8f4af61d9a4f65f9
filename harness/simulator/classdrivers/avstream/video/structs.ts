/**
 * Writing and reading the structures of ksmedia.h by member name. Members are those of structures without pointers,
 * which are the same for every caller.
 */
import { writeGuid } from '../../../../abi/guid.ts';
import { layoutOf, type Layout } from '../../../../abi/layout.ts';
import type { Arch } from '../../../../target/target.ts';

/** Members by name: numbers, GUIDs as text, nested structures. What is not named stays 0. */
export type Members = { readonly [name: string]: number | bigint | string | Members };

function layout(name: string, arch: Arch = 'x64'): Layout {
  const found = layoutOf(arch, name);
  if (found === undefined) throw new RangeError(`no structure is named ${name}`);
  return found;
}

/** Size in bytes of a structure; only those with pointers need the architecture of the caller. */
export const structSize = (name: string, arch?: Arch): number => layout(name, arch).size;

/** Where a member lies. */
export interface Member {
  readonly offset: number;
  readonly size: number;
  readonly type: string;
}

/** Every request looks members up: they are found once. */
const members = { x64: new Map<string, Member>(), x86: new Map<string, Member>() };

/**
 * Offset and size of a member; a dot goes into a nested structure, e.g. `VideoInfoHeader.bmiHeader.biWidth`.
 * @throws RangeError for a member that does not exist: a bug of the driver.
 */
export function member(struct: string, path: string, arch: Arch = 'x64'): Member {
  const key = `${struct}.${path}`;
  let found = members[arch].get(key);
  if (found === undefined) {
    found = findMember(struct, path, arch);
    members[arch].set(key, found);
  }
  return found;
}

function findMember(struct: string, path: string, arch: Arch): Member {
  let at = 0;
  let type = struct;
  let size = structSize(struct, arch);
  for (const name of path.split('.')) {
    const field = layout(type, arch).fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new RangeError(`${type} has no member ${name}`);
    at += field.offset;
    ({ type, size } = field);
  }
  return { offset: at, size, type };
}

/** Writes the named members of the structure that starts at `at`; numbers wrap to the size of their member. */
export function putStruct(bytes: Uint8Array, at: number, struct: string, members: Members): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, value] of Object.entries(members)) {
    const { offset, size, type } = member(struct, name);
    if (typeof value === 'string') writeGuid(bytes, at + offset, value);
    else if (typeof value === 'object') putStruct(bytes, at + offset, type, value);
    else if (size === 8) view.setBigInt64(at + offset, BigInt(value), true);
    else if (size === 4) view.setUint32(at + offset, Number(value), true);
    else if (size === 2) view.setUint16(at + offset, Number(value), true);
    else view.setUint8(at + offset, Number(value));
  }
}

/** A structure of its own with the named members. */
export function structBytes(struct: string, members: Members, arch?: Arch): Uint8Array {
  const bytes = new Uint8Array(structSize(struct, arch));
  putStruct(bytes, 0, struct, members);
  return bytes;
}

/** A signed member of the structure that starts at `at`. */
export function readSigned(bytes: Uint8Array, at: number, struct: string, path: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, size } = member(struct, path);
  if (size === 8) return Number(view.getBigInt64(at + offset, true));
  return size === 4 ? view.getInt32(at + offset, true) : view.getInt16(at + offset, true);
}

/** An unsigned member of the structure that starts at `at`. */
export function readUnsigned(bytes: Uint8Array, at: number, struct: string, path: string): number {
  const value = readSigned(bytes, at, struct, path);
  return value < 0 ? value + 2 ** (8 * member(struct, path).size) : value;
}
