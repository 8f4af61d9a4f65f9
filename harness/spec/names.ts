/** What names mean in expressions: those of the ABI, and those that spec files declare (a vendor's sets and ids). */
import type { Value } from '../abi/codec.ts';
import { KSSTRING } from '../abi/create-strings.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { allNames, constantByName, guidByName } from '../abi/names.ts';
import { statusByName } from '../abi/ntstatus.ts';

/** A table of constant names. */
export interface Names {
  /** The value of a name; `undefined` if it has none. */
  constant(name: string): Value | undefined;
  guid(name: string): string | undefined;
  /** All names, to suggest from. */
  all(): Iterable<string>;
}

const strings = new Map<string, string>(Object.entries(KSSTRING));
const ioctls = new Map<string, number>(Object.entries(IOCTL));

/** The code of a status by its full name: one way to write it. */
export function statusCode(name: string): number | undefined {
  return name.startsWith('STATUS_') ? statusByName(name) : undefined;
}

/** The names of the ABI: numbers, statuses, IOCTL codes, GUIDs (canonical text), class strings. */
export const abiNames: Names = {
  constant: (name) =>
    constantByName(name) ?? guidByName(name) ?? statusCode(name) ?? ioctls.get(name) ?? strings.get(name),
  guid: guidByName,
  *all() {
    yield* allNames();
    yield* ioctls.keys();
    yield* strings.keys();
  },
};

/** The ABI's names and those that spec files declare: GUIDs of their sets, ids of their items. */
export function withDeclared(guids: ReadonlyMap<string, string>, ids: ReadonlyMap<string, number>): Names {
  return {
    constant: (name) => abiNames.constant(name) ?? guids.get(name) ?? ids.get(name),
    guid: (name) => abiNames.guid(name) ?? guids.get(name),
    *all() {
      yield* abiNames.all();
      yield* guids.keys();
      yield* ids.keys();
    },
  };
}
