/** The names an expression may use at one place of a file. */
import type { Known } from '../expression.ts';
import type { ObjectKind } from '../language.ts';
import { claimVariables, itemMembers, itemVariables, objectMembers } from '../variables.ts';

export class Variables implements Known {
  readonly names: ReadonlySet<string>;
  readonly members: Known['members'];
  /** Names that the claim binds somewhere: a use before that is told as such. */
  readonly #later: ReadonlySet<string>;

  constructor(names: Iterable<string>, members: Known['members'] = new Map(), later: ReadonlySet<string> = new Set()) {
    this.names = new Set(names);
    this.members = members;
    this.#later = later;
  }

  /** With more names, of which nothing is known. */
  plus(...names: string[]): Variables {
    const members = new Map([...this.members].filter(([name]) => !names.includes(name)));
    return new Variables([...this.names, ...names], members, this.#later);
  }

  /** With a name that has these members. */
  plusMap(name: string, members: Iterable<string>): Variables {
    return new Variables([...this.names, name], new Map(this.members).set(name, new Set(members)), this.#later);
  }

  /** With names that are bound further on. */
  expecting(later: ReadonlySet<string>): Variables {
    return new Variables(this.names, this.members, later);
  }

  /** What to say of an unknown name that is bound further on. */
  boundLater(name: string): string | undefined {
    return this.#later.has(name) ? `"${name}" is used before the step that binds it` : undefined;
  }
}

type Attributes = ReadonlyMap<ObjectKind, ReadonlySet<string>>;

/** What was made for the kinds of a book: most items and claims live on the same few. */
const made = new WeakMap<Attributes, Map<string, Variables>>();

/** What claims about objects of these kinds see. */
export function variablesOf(kinds: readonly ObjectKind[], attributes: Attributes, aboutItems: boolean): Variables {
  const known = made.get(attributes) ?? new Map<string, Variables>();
  made.set(attributes, known);
  const key = `${kinds.join()} ${String(aboutItems)}`;
  const variables = known.get(key) ?? makeVariables(kinds, attributes, aboutItems);
  known.set(key, variables);
  return variables;
}

function makeVariables(kinds: readonly ObjectKind[], attributes: Attributes, aboutItems: boolean): Variables {
  const members = new Map<string, ReadonlySet<string>>();
  // Without declared kinds (a file checked alone) nothing is known of attributes.
  if (attributes.size > 0) {
    const own = kinds.flatMap((kind) => [...(attributes.get(kind) ?? [])]);
    members.set('object', new Set([...Object.keys(objectMembers), ...own]));
  }
  if (aboutItems) members.set('item', new Set(Object.keys(itemMembers)));
  const names = [...Object.keys(claimVariables), ...(aboutItems ? Object.keys(itemVariables) : [])];
  return new Variables(names, members);
}
