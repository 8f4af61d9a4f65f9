/** Differences that do not count, as a YAML file declares them. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { layoutOfType } from '../../abi/codec.ts';
import { UserError, type Problem } from '../../base/errors.ts';
import { checkShape } from '../../base/yaml-shape.ts';
import { parseYaml, type FileKind } from '../../base/yaml-source.ts';
import { treeOf } from '../../base/yaml-tree.ts';
import { compileQueries } from '../../plan/query.ts';
import type { SpecBook } from '../../spec/model.ts';
import type { Arch } from '../../target/target.ts';
import { differenceParts, type ByteRange, type Difference } from './differences.ts';

const described = <const S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text));
const text = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.integer('a whole number'), v.minValue(0, 'a whole number'));

export const ignoreEntry = v.strictObject({
  cases: v.optional(described(v.pipe(v.array(text), v.minLength(1)), 'Queries of case ids, as "kscts run" takes them; all unless told')),
  request: v.optional(described(text, 'Name of the property, event or method, or of the control code, that was asked; any unless told')),
  part: v.optional(described(v.picklist(differenceParts), 'In what they may differ; anything unless told')),
  bytes: v.optional(described(v.strictObject({ offset: count, length: count }), 'Only where no byte outside of these differs')),
  field: v.optional(described(text, 'Only where nothing outside of this field of the value differs')),
  reason: described(text, 'Why it does not count'),
});

export const ignoreFile = v.strictObject({
  ignore: described(v.array(ignoreEntry), 'Differences that do not count'),
});

type Entry = v.InferOutput<typeof ignoreEntry>;

/** An entry of a file. */
export interface Ignore extends Entry {
  /** Where it stands: `ignore.yaml:3:5`. */
  readonly at: string;
}

const ignoreFiles: FileKind = { plural: 'files of differences that do not count', mostCharacters: 1_000_000, tooLarge: 'ignore less' };

/**
 * Reads a file.
 * @throws UserError KS530 if it cannot be read; those of the reader of YAML (KS010…017) for what is wrong in it, with its place
 */
export function readIgnores(path: string): readonly Ignore[] {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const ignores = parse(textOf(path), path, report);
  if (problems.length > 0) throw new UserError(problems);
  return ignores;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError({ code: 'KS530', message: `the file "${path}" cannot be read (${String(error.code)})`, hint: 'docs/compare.md says what it looks like' });
  }
}

function parse(text: string, file: string, report: (problem: Problem) => void): readonly Ignore[] {
  const yaml = parseYaml(file, text, report, {}, ignoreFiles);
  if (!yaml) return [];
  const { source, root, document } = yaml;
  if (!root) {
    report(source.problem('KS013', 'the file is empty', 0, 1, 'docs/compare.md says what it looks like'));
    return [];
  }
  let broken = false;
  checkShape(ignoreFile, root, source, (problem) => {
    broken = true;
    report(problem);
  });
  if (broken) return [];
  const tree = treeOf(root);
  const list = 'members' in tree ? tree.members.find(({ name }) => name === 'ignore')?.node : undefined;
  const places = list && 'items' in list ? list.items.map(({ start }) => source.position(start)) : [];
  return v.parse(ignoreFile, document.toJS()).ignore.map((entry, i) => ({ ...entry, at: `${file}:${places[i]?.line ?? 1}:${places[i]?.column ?? 1}` }));
}

/** Tells which differences do not count, and keeps which entries were of use. */
export class Ignores {
  readonly used = new Map<Ignore, number>();
  readonly #entries: readonly { readonly ignore: Ignore; readonly isCase: (id: string) => boolean }[];
  readonly #book: SpecBook;
  readonly #arch: Arch;

  constructor(ignores: readonly Ignore[], book: SpecBook, arch: Arch) {
    this.#entries = ignores.map((ignore) => ({ ignore, isCase: compileQueries(ignore.cases ?? []) }));
    this.#book = book;
    this.#arch = arch;
  }

  /** Entries that were of no use. */
  get unused(): readonly Ignore[] {
    return this.#entries.map(({ ignore }) => ignore).filter((ignore) => !this.used.has(ignore));
  }

  takes(difference: Difference): boolean {
    const entry = this.#entries.find(({ ignore, isCase }) => isCase(difference.case) && this.#fits(ignore, difference));
    if (!entry) return false;
    this.used.set(entry.ignore, (this.used.get(entry.ignore) ?? 0) + 1);
    return true;
  }

  #fits({ request, part, bytes, field }: Ignore, difference: Difference): boolean {
    if (request !== undefined && !difference.title.split(' ').includes(request)) return false;
    if (part !== undefined && part !== difference.part) return false;
    if (bytes && !within(difference, bytes)) return false;
    if (field === undefined) return true;
    return this.#placesOf(field, difference.title).some((range) => within(difference, range));
  }

  /** Where a field of that name stands in the values of what was asked. */
  #placesOf(field: string, title: string): ByteRange[] {
    const words = new Set(title.split(' '));
    return this.#book.items
      .filter(({ name }) => words.has(name))
      .flatMap(({ valueType }) => layoutOfType(valueType, this.#arch, this.#book.types)?.fields ?? [])
      .filter(({ name }) => name === field)
      .map(({ offset, size }) => ({ offset, length: size }));
  }
}

function within({ part, ranges }: Difference, { offset, length }: ByteRange): boolean {
  return part === 'bytes' && ranges.every((range) => range.offset >= offset && range.offset + range.length <= offset + length);
}
