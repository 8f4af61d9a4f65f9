/** Properties whose whole structure goes both ways: KSPROPERTY, what the caller names, and the value behind it. */
import { codecOf, isStruct, type StructValue, type Value } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import type { KsPropertyValues } from '../ks/automation.ts';
import { ksItem } from '../ks/identifiers.ts';
import type { MiniProperty, MiniPropertySet } from './minidriver.ts';
import type { HwStreamObject } from './descriptors.ts';

/** Members of a structure besides `Property`, by their names in the headers. */
export type Members = StructValue;

/** What a property of this kind does. */
export interface StructProperty {
  /** The members that the answer has besides those of the request, or an error status. */
  readonly get?: (asked: Members, stream: HwStreamObject | null) => Members | number;
  /** Takes the members that the caller sets. */
  readonly set?: (members: Members, stream: HwStreamObject | null) => number;
  readonly values?: KsPropertyValues;
}

/** A member that is an integral number below 2^53; 0 if the structure has no such member. */
export function integer(members: Members, name: string): number {
  const value: Value | undefined = members[name];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0;
}

/** Makes the table entry: the structure is needed in In and in Out. */
export function structProperty(arch: Arch, id: number, struct: string, property: StructProperty): MiniProperty {
  const codec = codecOf(struct, arch);
  const size = codec.minSize;
  const read = (bytes: Uint8Array): Members => {
    const decoded = codec.decode(bytes);
    return isStruct(decoded) ? decoded : {};
  };
  const { get, set, values } = property;
  return {
    id,
    minProperty: size,
    minData: size,
    ...(values !== undefined && { values }),
    ...(get !== undefined && {
      get: (request) => {
        const asked = read(request.input.slice(0, size));
        const answer = get(asked, request.stream);
        if (typeof answer === 'number') return answer;
        request.value.write(0, codec.encode({ ...asked, ...answer }));
        request.information = size;
        return STATUS.STATUS_SUCCESS;
      },
    }),
    ...(set !== undefined && { set: ({ value, stream }) => set(read(value.slice(0, size)), stream) }),
  };
}

/** A set of which each item is a property `NAME` of the structure `STRUCT`. */
export function structSet(arch: Arch, items: Readonly<Record<string, readonly [struct: string, what: StructProperty]>>): MiniPropertySet {
  const [first = ''] = Object.keys(items);
  return {
    set: ksItem(first).set,
    items: Object.entries(items).map(([name, [struct, what]]) => structProperty(arch, ksItem(name).id, struct, what)),
  };
}

/** A property whose member Value is kept as it is set. */
export function structCell(value: number, legal: (next: number) => boolean = () => true): StructProperty {
  return {
    get: () => ({ Value: value }),
    set: (members) => {
      const next = integer(members, 'Value');
      if (!legal(next)) return STATUS.STATUS_INVALID_PARAMETER;
      value = next;
      return STATUS.STATUS_SUCCESS;
    },
  };
}
