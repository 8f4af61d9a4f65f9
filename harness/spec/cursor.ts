/** A value of a checked spec file together with its place: what the compiler walks over. */
import type { Problem, SourcePosition } from '../base/errors.ts';
import type { SourceText } from '../base/yaml-source.ts';
import type { MapMember, ScalarNode, TreeNode } from '../base/yaml-tree.ts';

type Defined<T> = Exclude<T, undefined>;

/** A typed value and the place that it came from. */
export class Cursor<T> {
  readonly value: T;
  readonly source: SourceText;
  readonly #node: TreeNode;
  /** The key under which it stands, if it is a member of a map. */
  readonly #key: MapMember['key'] | undefined;
  /** Where members stand that are not here. */
  readonly #defaults: Cursor<T> | undefined;

  constructor(value: T, node: TreeNode, source: SourceText, key?: MapMember['key'], defaults?: Cursor<T>) {
    this.value = value;
    this.#node = node;
    this.source = source;
    this.#key = key;
    this.#defaults = defaults;
  }

  /** The same map, with the members of `defaults` where it has none of its own. */
  withDefaults(defaults: Cursor<T>): Cursor<T> {
    return new Cursor({ ...defaults.value, ...this.value }, this.#node, this.source, this.#key, defaults);
  }

  /** Where the value begins. */
  get at(): SourcePosition {
    return this.source.position(this.#node.start);
  }

  /** Where its key begins; the value itself if it has none. */
  get keyAt(): SourcePosition {
    return this.source.position((this.#key ?? this.#node).start);
  }

  /** The member `key`, if it is there. */
  get<K extends keyof T & string>(key: K): Cursor<Defined<T[K]>> | undefined {
    const value = this.value[key];
    if (value === undefined || !('members' in this.#node)) return undefined;
    const member = this.#node.members.find(({ name }) => name === key);
    if (!member) return this.#defaults?.get(key);
    // The shape was checked: the node under a key holds the value under the same key.
    return new Cursor(value as Defined<T[K]>, member.node, this.source, member.key);
  }

  /** A member that the shape demands. */
  need<K extends keyof T & string>(key: K): Cursor<Defined<T[K]>> {
    const member = this.get(key);
    if (!member) throw new Error(`the shape of ${this.source.file} was checked, yet ${key} is missing`);
    return member;
  }

  /** The same place, seen as a type that has only some of the members. */
  view<S>(): T extends S ? Cursor<S> : never {
    return this as unknown as T extends S ? Cursor<S> : never;
  }

  /** The elements of a list; a single value is a list of one. */
  list(): Cursor<T extends readonly (infer E)[] ? E : T>[] {
    type Element = T extends readonly (infer E)[] ? E : T;
    if (!Array.isArray(this.value) || !('items' in this.#node)) {
      return [this as unknown as Cursor<Element>];
    }
    const nodes = this.#node.items;
    return this.value.flatMap((element, index) => {
      const node = nodes[index];
      return node ? [new Cursor(element as Element, node, this.source)] : [];
    });
  }

  /** The members of a map of names, in the order written. */
  entries(): [name: string, member: Cursor<Defined<T[keyof T]>>][] {
    if (!('members' in this.#node)) return [];
    return this.#node.members.flatMap(({ name, key, node }) => {
      const member = (this.value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined) return [];
      const cursor = new Cursor(member as Defined<T[keyof T]>, node, this.source, key);
      return [[name, cursor] as [string, typeof cursor]];
    });
  }

  /** A problem that marks the value. */
  problem(code: string, message: string, hint?: string): Problem {
    const { start, end } = this.#node;
    return this.source.problem(code, message, start, end, hint);
  }

  /** A problem that marks the key. */
  keyProblem(code: string, message: string, hint?: string): Problem {
    const { start, end } = this.#key ?? this.#node;
    return this.source.problem(code, message, start, end, hint);
  }

  /** A problem that marks characters `start` to `end` of a text value, where the file shows the text as it is. */
  problemWithin(code: string, message: string, start: number, end: number, hint?: string): Problem {
    const offset = 'value' in this.#node ? offsetOfText(this.#node, this.source.text) : undefined;
    if (offset === undefined) return this.problem(code, message, hint);
    return this.source.problem(code, message, offset + start, offset + end, hint);
  }
}

/** Where the characters of a scalar begin, if they stand in the file one by one; not so with escapes and in blocks. */
function offsetOfText({ value, start, quoted }: ScalarNode, text: string): number | undefined {
  const offset = quoted ? start + 1 : start;
  return text.startsWith(String(value), offset) ? offset : undefined;
}
