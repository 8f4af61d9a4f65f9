/**
 * Checks a YAML tree against a schema of a language, node by node, so that every problem points at its place and is
 * about the alternative that was meant: a step by the key that names it, a list or a single value by what is there.
 */
import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import * as v from 'valibot';
import type { Problem } from './errors.ts';
import { didYouMean } from './suggest.ts';
import type { SourceText } from './yaml-source.ts';

type Report = (problem: Problem) => void;
type Entries = Readonly<Record<string, v.GenericSchema>>;

/** Kinds of schema that the language is made of. */
interface Known {
  readonly type: string;
  readonly entries?: Entries;
  readonly item?: v.GenericSchema;
  readonly key?: v.GenericSchema;
  readonly value?: v.GenericSchema;
  readonly options?: readonly (v.GenericSchema | string)[];
  readonly literal?: unknown;
  readonly wrapped?: v.GenericSchema;
  readonly getter?: (input: unknown) => v.GenericSchema;
}

/** The schema behind `optional` and `lazy`. */
function bare(schema: v.GenericSchema): v.GenericSchema {
  const { wrapped, getter } = schema as unknown as Known;
  if (wrapped) return bare(wrapped);
  return getter ? bare(getter(undefined)) : schema;
}

const known = (schema: v.GenericSchema): Known => schema as unknown as Known;
const isOptional = (schema: v.GenericSchema): boolean => schema.type === 'optional';

/** Reports everything in which `node` departs from `schema`. */
export function checkShape(schema: v.GenericSchema, node: ParsedNode, source: SourceText, report: Report): void {
  new ShapeCheck(source, report).check(schema, node);
}

class ShapeCheck {
  readonly #source: SourceText;
  readonly #report: Report;
  /** What the language says of the value that is looked at. */
  #about: string | undefined;

  constructor(source: SourceText, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  check(wrapped: v.GenericSchema, node: ParsedNode): void {
    const schema = bare(wrapped);
    this.#about = v.getDescription(wrapped) ?? v.getDescription(schema);
    const { type, entries, item, key, value, options } = known(schema);
    if (type === 'unknown') return;
    if (type === 'strict_object' && entries) {
      if (isMap(node)) this.#checkObject(entries, node);
      else this.#expected(schema, node);
    } else if (type === 'record' && key && value) {
      if (isMap(node)) this.#checkRecord(key, value, node);
      else this.#expected(schema, node);
    } else if (type === 'array' && item) {
      if (!isSeq(node)) this.#expected(schema, node);
      else if (node.items.length === 0 && !v.safeParse(schema, []).success) this.#problem('KS013', 'the list is empty', node);
      else for (const element of node.items as ParsedNode[]) this.check(item, element);
    } else if (type === 'union' && options) {
      this.#checkUnion(schema, options as readonly v.GenericSchema[], node);
    } else {
      this.#checkScalar(schema, node);
    }
  }

  #checkObject(entries: Entries, node: YAMLMap.Parsed): void {
    const present = new Set<string>();
    for (const { key, value } of node.items) {
      const name = String((key as { value?: unknown }).value);
      present.add(name);
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (!entry) {
        const hint = didYouMean(name, Object.keys(entries)) ?? `known keys: ${Object.keys(entries).join(', ')}`;
        this.#problem('KS014', `unknown key "${name}"`, key, hint);
      } else if (value) this.check(entry, value);
    }
    for (const [name, entry] of Object.entries(entries)) {
      if (present.has(name) || isOptional(entry)) continue;
      const what = v.getDescription(entry) ?? v.getDescription(bare(entry));
      this.#problem('KS015', `the key "${name}" is missing`, node, what === undefined ? undefined : `${name}: ${what}`);
    }
  }

  #checkRecord(keySchema: v.GenericSchema, valueSchema: v.GenericSchema, node: YAMLMap.Parsed): void {
    for (const { key, value } of node.items) {
      const name = (key as { value?: unknown }).value;
      const { issues } = v.safeParse(keySchema, name);
      if (issues) this.#problem('KS016', `"${String(name)}" is no ${issues[0].message.replace(/^an? /, '')}`, key);
      if (value) this.check(valueSchema, value);
    }
  }

  #checkUnion(schema: v.GenericSchema, options: readonly v.GenericSchema[], node: ParsedNode): void {
    const bareOptions = flatOptions(options);
    if (isSeq(node)) {
      const list = bareOptions.find((option) => option.type === 'array');
      return list ? this.check(list, node) : this.#expected(schema, node);
    }
    if (isMap(node)) return this.#checkAlternatives(schema, bareOptions, node);
    const scalars = bareOptions.filter((option) => !['array', 'strict_object', 'record'].includes(option.type));
    if (scalars.length === 0) return this.#expected(schema, node);
    const value = isScalar(node) ? node.value : undefined;
    const meant = scalars.find((option) => option.type === typeof value) ?? scalars.find((option) => option.type === 'picklist' || option.type === 'literal');
    if (meant) this.#checkScalar(meant, node);
    else this.#expected(schema, node);
  }

  /** Alternatives that are maps: the first key of each names it. */
  #checkAlternatives(schema: v.GenericSchema, options: readonly v.GenericSchema[], node: YAMLMap.Parsed): void {
    const objects = options.filter((option) => option.type === 'strict_object');
    const [only, second] = objects;
    if (!only) return this.#expected(schema, node);
    if (!second) return this.check(only, node);
    const namedBy = new Map(objects.map((option) => [Object.keys(known(option).entries ?? {})[0] ?? '', option]));
    const keys = node.items.map(({ key }) => ({ key, name: String((key as { value?: unknown }).value) }));
    const naming = keys.find(({ name }) => namedBy.has(name));
    const option = naming && namedBy.get(naming.name);
    if (option) return this.check(option, node);
    const names = [...namedBy.keys()];
    const hint = keys.map(({ name }) => didYouMean(name, names)).find((text) => text !== undefined);
    this.#problem('KS017', `one of these keys must say what it is: ${names.join(', ')}`, keys[0]?.key ?? node, hint);
  }

  #checkScalar(schema: v.GenericSchema, node: ParsedNode): void {
    const value = isScalar(node) ? node.value : undefined;
    if (!isScalar(node) || v.safeParse(schema, value).success) {
      if (!isScalar(node)) this.#expected(schema, node);
      return;
    }
    const { type, options, literal } = known(schema);
    const choices = type === 'picklist' ? (options as readonly string[]) : type === 'literal' ? [String(literal)] : undefined;
    if (choices && typeof value === 'string') {
      const hint = didYouMean(value, choices) ?? `one of ${choices.join(', ')}`;
      return this.#problem('KS016', `"${value}" cannot stand here`, node, hint);
    }
    const { issues } = v.safeParse(schema, value);
    // A failed check of a value of the right type says what it wants; its message is written in the language's schema.
    if (issues?.[0].kind === 'validation' && (typeof value === 'string' || typeof value === 'number')) {
      const wanted = value === '' ? 'must not be empty' : `"${value}" is no ${issues[0].message.replace(/^an? /, '')}`;
      return this.#problem('KS016', wanted, node);
    }
    this.#expected(schema, node);
  }

  #expected(schema: v.GenericSchema, node: ParsedNode): void {
    this.#problem('KS013', `expected ${nameOf(schema)}, found ${found(node)}`, node, this.#about);
  }

  #problem(code: string, message: string, node: ParsedNode, hint?: string): void {
    const [start, end] = node.range;
    this.#report(this.#source.problem(code, message, start, end, hint));
  }
}

/** The alternatives of a union, those of unions within it included. */
function flatOptions(options: readonly v.GenericSchema[]): v.GenericSchema[] {
  return options.map(bare).flatMap((option) => {
    const inner = known(option).options;
    return option.type === 'union' && inner ? flatOptions(inner as readonly v.GenericSchema[]) : [option];
  });
}

/** What a schema wants, for people. */
function nameOf(schema: v.GenericSchema): string {
  const { type, options, literal, entries } = known(schema);
  switch (type) {
    case 'strict_object': {
      const wanted = Object.entries(entries ?? {}).filter(([, entry]) => !isOptional(entry));
      return wanted.length === 0 ? 'a map' : `a map with ${wanted.map(([name]) => name).join(', ')}`;
    }
    case 'record':
      return 'a map of names';
    case 'array':
      return 'a list';
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'picklist':
      return `one of ${(options as readonly string[]).join(', ')}`;
    case 'literal':
      return `"${String(literal)}"`;
    case 'union': {
      const names = flatOptions(options as readonly v.GenericSchema[]).map(nameOf);
      return [...new Set(names)].join(' or ');
    }
    default:
      return type;
  }
}

function found(node: ParsedNode): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : undefined;
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'string' ? `the text "${value}"` : `the ${typeof value} ${String(value)}`;
}
