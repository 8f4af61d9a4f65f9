/** Loads spec files into a {@link SpecBook}: parse, check the shape, resolve names, compile. All mistakes are told at once. */
import { createHash } from 'node:crypto';
import type { TypeTable } from '../abi/codec.ts';
import { UserError, type Problem, type SourcePosition } from '../base/errors.ts';
import { compileBehaviour, compileLaw, compileModel } from './compile/claims.ts';
import type { CompileContext } from './compile/context.ts';
import { compileItems } from './compile/items.ts';
import { attributesOf, collectObjects, compileObject, parentsOf } from './compile/objects.ts';
import { compileProfiles, requirementsOf } from './compile/profiles.ts';
import { declaredSets, type DeclaredSet } from './compile/sets.ts';
import { collectTypes } from './compile/types.ts';
import { ExpressionCompiler } from './expression.ts';
import type { Claim, Item, Rule, SpecBook } from './model.ts';
import { withDeclared } from './names.ts';
import { areKnownRight } from './precompiled.ts';
import { collectRules, shippedRules } from './rules.ts';
import { findSpecFiles, readSpecFile, shippedSpecs, type SpecDocument } from './spec-files.ts';

/**
 * Loads all spec files under `paths`, files or folders.
 * @param rules what claims may cite, beside rules that the files declare; those of the shipped document unless told
 * @throws UserError with every problem of every file, sorted by place
 */
export function loadSpecs(paths: readonly string[] = [shippedSpecs], rules: ReadonlyMap<string, Rule> = shippedRules()): SpecBook {
  const problems: Problem[] = [];
  let loaded = false;
  const report = (problem: Problem): void => {
    // Of specs that were right when kscts was built, a part is compiled when it is first needed.
    if (loaded) throw new UserError(problem);
    problems.push(problem);
  };
  const files = findSpecFiles(paths, report);
  const documents = files.flatMap((file) => readSpecFile(file, report) ?? []);
  if (files.length === 0 && problems.length === 0) {
    report({ code: 'KS010', message: `there are no spec files (*.yaml) in ${paths.join(', ')}` });
  }
  const book = compileBook(documents, report, rules, rules === shippedRules() && areKnownRight(documents.map(({ root }) => root.source.text)));
  if (problems.length > 0) throw new UserError(sortedProblems(problems));
  loaded = true;
  return book;
}

/**
 * Compiles documents into a book, which is only whole if nothing is reported.
 * @param knownRight whether nothing will be reported: then steps are compiled when they are first needed
 */
export function compileBook(
  documents: readonly SpecDocument[],
  report: (problem: Problem) => void,
  rules: ReadonlyMap<string, Rule> = shippedRules(),
  knownRight = false,
): SpecBook {
  const setsOf = new Map(documents.map((document) => [document, declaredSets(document.root, report)]));
  const types = collectTypes(documents, report);
  const objects = collectObjects(
    documents.flatMap(({ root }) => root.get('objects') ?? []),
    report,
  );
  const items = new Map<string, Item[]>();
  const afterItems: (() => void)[] = [];
  const names = withDeclared(...declaredNames([...setsOf.values()].flat()));
  const ctx: CompileContext = {
    report,
    knownRight,
    names,
    types,
    compiler: new ExpressionCompiler(names, types, knownRight),
    rules: collectRules(documents, report, rules),
    items,
    afterItems: (check) => void afterItems.push(check),
    attributes: attributesOf(objects),
    parents: parentsOf(objects),
  };
  const allItems = [...setsOf].flatMap(([{ path }, sets]) => sets.flatMap((set) => compileItems(ctx, set, path)));
  indexItems(allItems, items, documents, report);
  for (const check of afterItems) check();
  const each = <K extends 'laws' | 'behaviours' | 'models' | 'profiles'>(section: K) =>
    documents.flatMap(({ path, root }) => root.get(section)?.list().map((cursor) => ({ cursor, path })) ?? []);
  const laws = each('laws').map(({ cursor, path }) => compileLaw(ctx, cursor, path));
  const behaviours = each('behaviours').map(({ cursor, path }) => compileBehaviour(ctx, cursor, path));
  const models = each('models').map(({ cursor, path }) => compileModel(ctx, cursor, path));
  const profiles = compileProfiles(ctx, each('profiles'));
  reportTwins([...laws, ...behaviours, ...models, ...requirementsOf(profiles)], documents, report);
  return {
    items: allItems,
    itemsByName: items,
    laws,
    behaviours,
    models,
    profiles,
    objects: new Map([...objects].map(([kind, cursor]) => [kind, compileObject(ctx, kind, cursor)])),
    rules: ctx.rules,
    types,
    digest: digestOf(documents, types),
    files: documents.map(({ file }) => file),
  };
}

/** GUIDs of the sets and ids of the items that files declare themselves. */
function declaredNames(sets: readonly DeclaredSet[]): [guids: Map<string, string>, ids: Map<string, number>] {
  const guids = new Map(sets.map(({ name, guid }) => [name, guid]));
  const ids = new Map(sets.flatMap(({ cursor }) => Object.entries(cursor.value.ids ?? {})));
  return [guids, ids];
}

function indexItems(
  all: readonly Item[],
  index: Map<string, Item[]>,
  documents: readonly SpecDocument[],
  report: (problem: Problem) => void,
): void {
  for (const item of all) {
    const others = index.get(item.name) ?? [];
    const twin = others.find((other) => other.set.name === item.set.name && other.kind === item.kind);
    if (twin) report(problemAt(documents, item.at, 'KS041', `${item.name} of ${item.set.name} is declared twice`, firstAt(twin.at)));
    index.set(item.name, [...others, item]);
  }
}

/** Ids of claims are unique over all files, whatever their kind: a case id names exactly one. */
function reportTwins(claims: readonly Claim[], documents: readonly SpecDocument[], report: (problem: Problem) => void): void {
  const seen = new Map<string, Claim>();
  for (const claim of claims) {
    const twin = seen.get(claim.id);
    if (twin) report(problemAt(documents, claim.at, 'KS040', `the id "${claim.id}" is used twice`, firstAt(twin.at)));
    else seen.set(claim.id, claim);
  }
}

const firstAt = ({ file, line }: SourcePosition): string => `first in ${file}:${line}`;

function problemAt(documents: readonly SpecDocument[], at: SourcePosition, code: string, message: string, hint: string): Problem {
  const source = documents.find(({ file }) => file === at.file)?.root.source;
  return source ? source.problemAtLine(code, message, at, hint) : { code, message, position: at, hint };
}

/** Problems in order of file, line and column; the same one twice (a type used by many items) is told once. */
export function sortedProblems(problems: readonly Problem[]): Problem[] {
  const place = ({ position }: Problem): string =>
    position ? `${position.file}\0${String(position.line).padStart(7, '0')}\0${String(position.column).padStart(7, '0')}` : '';
  const unique = new Map(problems.map((problem) => [`${place(problem)}\0${problem.code}\0${problem.message}`, problem]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, problem]) => problem);
}

/** SHA-256 of what the files say: comments, layout and the folder they are in do not count. */
function digestOf(documents: readonly SpecDocument[], types: TypeTable): string {
  const content = documents.map(({ path, root }) => [path, root.value]);
  return createHash('sha256').update(JSON.stringify([content, types])).digest('hex');
}
