/** What spec files say of sets: their GUIDs and ids, from the ABI's tables or the file itself. */
import { parseGuid } from '../../abi/guid.ts';
import { allSets, setByName, type SetInfo } from '../../abi/names.ts';
import type { Problem } from '../../base/errors.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import type { SpecFile } from '../language.ts';
import type { ItemKind } from '../model.ts';

type SetMap<K extends 'propertySets' | 'eventSets' | 'methodSets'> = NonNullable<SpecFile[K]>[string];
export type AnySet = SetMap<'propertySets'> | SetMap<'eventSets'> | SetMap<'methodSets'>;

/** A set as one file speaks of it. */
export interface DeclaredSet {
  readonly name: string;
  readonly kind: ItemKind;
  readonly cursor: Cursor<AnySet>;
  readonly guid: string;
  /** The id of an item of the set, if any source tells it. */
  id(item: string): number | undefined;
  /** Names of the items that the set has. */
  readonly itemNames: readonly string[];
}

const sections = [
  ['propertySets', 'property'],
  ['eventSets', 'event'],
  ['methodSets', 'method'],
] as const;

/** The sets of a file, in the order written; those without a known GUID are reported and left out. */
export function declaredSets(file: Cursor<SpecFile>, report: (problem: Problem) => void): DeclaredSet[] {
  return sections.flatMap(([section, kind]) =>
    (file.get(section)?.entries() ?? []).flatMap(([name, cursor]) => declaredSet(name, kind, cursor as Cursor<AnySet>, report) ?? []),
  );
}

function declaredSet(
  name: string,
  kind: ItemKind,
  cursor: Cursor<AnySet>,
  report: (problem: Problem) => void,
): DeclaredSet | undefined {
  const info = setByName(name);
  // Events may go by the GUID and the ids of a property set (VCAP-004): then the file says the GUID.
  if (info && info.kind !== kind && cursor.value.guid === undefined) {
    const hint = `if its GUID is one of ${article(kind)} set too, give it: guid: "${info.guid ?? '{…}'}"`;
    report(cursor.keyProblem('KS030', `${name} is ${article(info.kind)} set, not ${article(kind)} set`, hint));
    return undefined;
  }
  const guid = guidOf(name, kind, cursor, info, report);
  if (guid === undefined) return undefined;
  const own = new Map(Object.entries(cursor.value.ids ?? {}));
  const ids = new Map([...(info?.ids ?? []).map(({ name: item, id }) => [item, id] as const), ...own]);
  return { name, kind, cursor, guid, id: (item) => ids.get(item) ?? undefined, itemNames: [...ids.keys()] };
}

function guidOf(
  name: string,
  kind: ItemKind,
  cursor: Cursor<AnySet>,
  info: SetInfo | undefined,
  report: (problem: Problem) => void,
): string | undefined {
  const given = cursor.get('guid');
  if (given) {
    const guid = parseGuid(given.value);
    if (guid === undefined) report(given.problem('KS030', `"${given.value}" is no GUID`, 'write {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}'));
    else if (info?.guid && info.guid !== guid) {
      report(given.problem('KS030', `the headers give ${name} another GUID`, info.guid));
    }
    return guid;
  }
  if (info?.guid) return info.guid;
  if (info) {
    report(cursor.keyProblem('KS030', `no source tells the GUID of ${name}`, 'give it: guid: "{…}"'));
    return undefined;
  }
  const names = allSets()
    .filter((set) => set.kind === kind)
    .map((set) => set.name);
  const hint = didYouMean(name, names) ?? 'a set of your own needs `guid` and `ids`';
  report(cursor.keyProblem('KS030', `there is no ${kind} set "${name}"`, hint));
  return undefined;
}

const article = (kind: string): string => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);
