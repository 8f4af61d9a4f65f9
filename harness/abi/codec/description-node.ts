import { guidByName } from '../names.ts';
import { bytesNode } from './array-node.ts';
import { atField, CodecError } from './errors.ts';
import { cursor, requireBytes, type FixedNode, type Node } from './node.ts';
import { shown, u32 } from './scalar-node.ts';
import { structOf } from './struct-node.ts';
import { bytesText } from './text.ts';
import { isStruct, pickFields, type DecodedField, type StructValue, type Value } from './value.ts';

const ranges = 1;
const steppedRanges = 2;
const values = 3;

/**
 * KSPROPERTY_DESCRIPTION with its member lists, packed back to back (PROP-062, PROP-065): the fields of the header and
 * `MembersLists: [{MembersHeader, Members: [...]}]`. Members are KSPROPERTY_BOUNDS_*, KSPROPERTY_STEPPING_* or values,
 * 32 or 64 bits wide as MembersSize says; values of another width stay bytes. Values are signed where PropTypeSet says
 * so. The 40-byte form, which announces lists and leaves them out (PROP-051), has none.
 *
 * When encoding, DescriptionSize, MembersListCount, MembersCount and MembersSize are computed unless given.
 */
export function descriptionNode(fixed: (type: string) => FixedNode): Node {
  const type = 'KSPROPERTY_DESCRIPTION';
  const header = fixed(type);
  const listHeader = fixed('KSPROPERTY_MEMBERSHEADER');
  const names = [...(header.fieldNames ?? []), 'MembersLists'];
  const known = new Set(names);

  const listsOf = (value: Value): readonly MembersList[] => {
    const lists = structOf(type, known, value)['MembersLists'] ?? [];
    if (!Array.isArray(lists)) throw new CodecError(type, `MembersLists is ${shown(lists)}, no list`);
    return (lists as readonly Value[]).map((list) => membersList(type, list));
  };
  const memberOf = memberNodes(fixed);
  const listSize = (list: MembersList): number => listHeader.size + list.members.reduce<number>((sum, member) => sum + memberSize(memberOf, list, member), 0);
  const measure = (value: Value): number => header.size + listsOf(value).reduce((sum, list) => sum + listSize(list), 0);

  return {
    type,
    size: null,
    minSize: header.size,
    align: header.align,
    shape: 'variable',
    fieldNames: names,
    zero: {},
    read: (bytes, at, end) => {
      const value = header.read(bytes, at, end) as Record<string, Value>;
      cursor.at = at + header.size;
      const size = u32(bytes, at + 4);
      if (size < header.size) throw new CodecError(type, `DescriptionSize is ${size}, less than ${header.size}`);
      const count = end - at === header.size ? 0 : Number(value['MembersListCount']);
      if (count > 0) requireBytes(type, size, at, end);
      const signed = isSigned(value['PropTypeSet']);
      const lists: Value[] = [];
      for (let i = 0; i < count; i++) {
        try {
          lists.push(readList(bytes, cursor.at, at + size, signed));
        } catch (error) {
          throw atField(error, `MembersLists[${i}]`);
        }
      }
      value['MembersLists'] = lists;
      return value;
    },
    measure,
    write: (value, bytes, at) => {
      const lists = listsOf(value);
      const size = measure(value);
      const given = pickFields(structOf(type, known, value), header.fieldNames ?? []);
      header.write({ DescriptionSize: size, MembersListCount: lists.length, ...given }, bytes, at);
      let next = at + header.size;
      for (const list of lists) next += writeList(list, bytes, next);
      return size;
    },
    describe: (value, name, into) => {
      if (!isStruct(value)) return;
      const prefix = name === '' ? '' : `${name}.`;
      header.describe(value, name, into);
      listsOf(value).forEach((list, i) => describeList(list, `${prefix}MembersLists[${i}]`, into));
    },
  };

  function readList(bytes: Uint8Array, at: number, end: number, signed: boolean): Value {
    requireBytes(listHeader.type, listHeader.size, at, end);
    const head = listHeader.read(bytes, at, end);
    const size = u32(bytes, at + 4);
    // A size of 0 is legal for BOOL: the members are not spelt out, however many there are (PROP-066).
    const count = size === 0 ? 0 : u32(bytes, at + 8);
    const from = at + listHeader.size;
    if (count * size > end - from) throw new CodecError(listHeader.type, `${count} members of ${size} bytes do not fit the ${end - from} that are left`);
    const node = memberOf(u32(bytes, at), size, signed);
    const members: Value[] = [];
    for (let i = 0; i < count; i++) members.push(node.read(bytes, from + i * size, end));
    cursor.at = from + count * size;
    return { MembersHeader: head, Members: members };
  }

  function writeList(list: MembersList, bytes: Uint8Array, at: number): number {
    const { head, members } = list;
    const [first] = members;
    const width = first === undefined ? 0 : memberSize(memberOf, list, first);
    listHeader.write({ MembersSize: width, MembersCount: members.length, ...head }, bytes, at);
    let next = at + listHeader.size;
    for (const member of members) next += memberNode(memberOf, list, member).write(member, bytes, next);
    return next - at;
  }

  function describeList(list: MembersList, name: string, into: DecodedField[]): void {
    listHeader.describe(list.head, `${name}.MembersHeader`, into);
    list.members.forEach((member, i) => {
      const each = `${name}.Members[${i}]`;
      if (member instanceof Uint8Array) into.push({ name: each, text: bytesText(member) });
      else memberNode(memberOf, list, member).describe(member, each, into);
    });
  }
}

interface MembersList {
  readonly head: StructValue;
  readonly members: readonly Value[];
}

function membersList(type: string, value: Value): MembersList {
  if (!isStruct(value)) throw new CodecError(type, `a member list is ${shown(value)}, no struct`);
  const { MembersHeader: head = {}, Members: members = [] } = value;
  if (!isStruct(head)) throw new CodecError(type, `MembersHeader is ${shown(head)}, no struct`);
  if (!Array.isArray(members)) throw new CodecError(type, `Members is ${shown(members)}, no list`);
  return { head, members: members as readonly Value[] };
}

type MemberNodes = (flags: number, size: number, signed: boolean) => FixedNode;

/** The node of a list's members, by MembersFlags and MembersSize; bytes where the two do not go together. */
function memberNodes(fixed: (type: string) => FixedNode): MemberNodes {
  const bounds = new Map([fixed('KSPROPERTY_BOUNDS_LONG'), fixed('KSPROPERTY_BOUNDS_LONGLONG')].map((node) => [node.size, node]));
  const stepping = new Map([fixed('KSPROPERTY_STEPPING_LONG'), fixed('KSPROPERTY_STEPPING_LONGLONG')].map((node) => [node.size, node]));
  const signedValue = new Map([fixed('LONG'), fixed('LONGLONG')].map((node) => [node.size, node]));
  const unsignedValue = new Map([fixed('ULONG'), fixed('ULONGLONG')].map((node) => [node.size, node]));
  return (flags, size, signed) => {
    const bySize =
      flags === ranges ? bounds : flags === steppedRanges ? stepping : flags === values ? (signed ? signedValue : unsignedValue) : undefined;
    return bySize?.get(size) ?? bytesNode(`BYTE[${size}]`, size);
  };
}

/** The node that writes a member: by the list's MembersSize, or by what the member is. */
function memberNode(nodes: MemberNodes, { head }: MembersList, member: Value): FixedNode {
  const flags = Number(head['MembersFlags'] ?? values);
  const given = head['MembersSize'];
  if (member instanceof Uint8Array) return bytesNode(`BYTE[${member.length}]`, member.length);
  if (given !== undefined && Number(given) > 0) return nodes(flags, Number(given), false);
  const wide = isWide(member);
  if (flags === steppedRanges) return nodes(flags, wide ? 24 : 16, false);
  if (flags === ranges) return nodes(flags, wide ? 16 : 8, false);
  return nodes(values, wide ? 8 : 4, false);
}

const memberSize = (nodes: MemberNodes, list: MembersList, member: Value): number => memberNode(nodes, list, member).size;

/** Whether a member holds a bigint: 64-bit values are bigints. */
function isWide(member: Value): boolean {
  return typeof member === 'bigint' || (isStruct(member) && Object.values(member).some(isWide));
}

/** VARENUM of the signed integers: VT_I2, VT_I4, VT_I8, VT_INT. */
const signedTypes: ReadonlySet<number> = new Set([2, 3, 20, 22]);
const generalTypes = guidByName('KSPROPTYPESETID_General');

function isSigned(typeSet: Value | undefined): boolean {
  return isStruct(typeSet ?? null) && (typeSet as StructValue)['Set'] === generalTypes && signedTypes.has(Number((typeSet as StructValue)['Id']));
}
