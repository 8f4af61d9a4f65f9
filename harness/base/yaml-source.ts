/** A YAML or JSON file as text and tree, with the places of everything in it. */
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  parseDocument,
  visit,
  type Document,
  type DocumentOptions,
  type Node,
  type ParsedNode,
  type ParseOptions,
  type Scalar,
  type SchemaOptions,
  type YAMLMap,
} from 'yaml';
import type { Problem, SourcePosition } from './errors.ts';

/** What a file is called in messages, and how large it may be. */
export interface FileKind {
  /** In the plural: `spec files`. */
  readonly plural: string;
  /** Little enough for the parser's worst cases. */
  readonly mostCharacters: number;
  /** What to do about a file that is too large. */
  readonly tooLarge: string;
}

/** Spec files: many times what a person would read. */
export const specFiles: FileKind = { plural: 'spec files', mostCharacters: 256_000, tooLarge: 'split it by subject' };

/** Most YAML mistakes that are told of one file: the later ones mostly follow from the first. */
const mostMistakes = 10;

/** The text of a file and where its lines begin. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** Line and column of an offset, from 1. */
  position(offset: number): SourcePosition {
    const starts = this.#lineStarts;
    let line = 0;
    for (let from = 0, to = starts.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((starts[middle] ?? 0) <= offset) {
        line = middle;
        from = middle + 1;
      } else to = middle;
    }
    return { file: this.file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  }

  /** A problem about the rest of the line from a place on. */
  problemAtLine(code: string, message: string, at: SourcePosition, hint?: string): Problem {
    const start = (this.#lineStarts[at.line - 1] ?? 0) + at.column - 1;
    const [line = ''] = /^.*?(?=\s*(?: #.*)?$)/m.exec(this.text.slice(start)) ?? [];
    return this.problem(code, message, start, start + line.length, hint);
  }

  /** A problem about the characters from `start` to `end`, of which those on the first line are marked. */
  problem(code: string, message: string, start: number, end: number, hint?: string): Problem {
    const position = this.position(start);
    const lineStart = start - (position.column - 1);
    const lineEnd = this.text.indexOf('\n', lineStart);
    const lineText = this.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
    const length = Math.max(1, Math.min(end - start, lineText.length - (position.column - 1)));
    return { code, message, position, lineText, length, ...(hint === undefined ? {} : { hint }) };
  }
}

/** A YAML file that could be read; `root` is null if it is empty. */
export interface YamlFile {
  readonly source: SourceText;
  readonly root: ParsedNode | null;
  readonly document: Document.Parsed;
}

/**
 * Parses a YAML text. Anchors, aliases, tags and further documents are refused: nothing needs them, and without
 * them a small file stays a small tree.
 * @param report takes what is wrong
 * @param options for a reader that looks at more than values
 * @param kind what sort of file it is
 * @returns undefined if there is no tree to go on with
 */
export function parseYaml(
  file: string,
  text: string,
  report: (problem: Problem) => void,
  options: ParseOptions & DocumentOptions & SchemaOptions = {},
  kind: FileKind = specFiles,
): YamlFile | undefined {
  const source = new SourceText(file, text);
  if (text.length > kind.mostCharacters) {
    report({
      code: 'KS010',
      message: `the file has ${text.length} characters; at most ${kind.mostCharacters} are read`,
      position: { file, line: 1, column: 1 },
      hint: kind.tooLarge,
    });
    return undefined;
  }
  const document = parseTree(text, options);
  if (document === undefined) {
    report({ code: 'KS011', message: 'the YAML is nested too deeply', position: { file, line: 1, column: 1 } });
    return undefined;
  }
  const { errors, warnings } = document;
  for (const { message, pos } of [...errors, ...warnings].slice(0, mostMistakes)) {
    report(source.problem('KS011', `no YAML: ${message}`, pos[0], pos[1]));
  }
  let broken = errors.length + warnings.length > 0;
  const checkKeys = ({ items }: YAMLMap): void => {
    const seen = new Set<unknown>();
    for (const { key } of items) {
      const name = isScalar(key) ? key.value : undefined;
      if (isNode(key) && typeof name !== 'string') refuse(key, 'a key that is no text');
      else if (isNode(key) && seen.has(name)) {
        const [start, end] = key.range ?? [0, 0];
        broken = true;
        report(source.problem('KS011', `the key "${String(name)}" stands here twice`, start, end));
      }
      seen.add(name);
    }
  };
  const refuse = (node: Node, what: string): void => {
    broken = true;
    const [start, , end] = node.range ?? [0, 0, 0];
    report(source.problem('KS012', `${what} cannot be used in ${kind.plural}`, start, end, 'write it out'));
  };
  visit(document, (_, node) => {
    if (isAlias(node)) refuse(node, 'an alias (*name)');
    if (!isNode(node) || isAlias(node)) return;
    if (node.anchor !== undefined) refuse(node, 'an anchor (&name)');
    if (node.tag !== undefined && !plainTags.has(node.tag)) refuse(node, `the tag ${node.tag}`);
    if (isScalar(node)) keepExact(node);
    if (isMap(node)) checkKeys(node);
  });
  return broken ? undefined : { source, root: document.contents, document };
}

/** Tags that a node has without being given one. */
const plainTags = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`));

/** A number too large to be kept exactly stays the text it is: an expression, where one can stand. */
function keepExact(node: Scalar): void {
  if (typeof node.value === 'number' && Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) {
    node.value = node.source ?? String(node.value);
  }
}

/** The tree of a text; `undefined` if it is so deep that the parser, or a walk over the tree, would exhaust the stack. */
function parseTree(text: string, options: ParseOptions): Document.Parsed | undefined {
  // Keys are compared below, in linear time.
  const document = parseDocument(text, { ...options, prettyErrors: false, strict: true, uniqueKeys: false });
  const overflow = document.errors.some(({ message }) => message.includes('call stack'));
  return overflow || tooDeep(document.contents) ? undefined : document;
}

/** Deeper than any spec is by far, shallow enough for every recursion over the tree. */
const mostDepth = 100;

function tooDeep(node: unknown, depth = 0): boolean {
  if (depth > mostDepth) return true;
  if (isCollection(node)) return node.items.some((item) => tooDeep(item, depth + 1));
  return isPair(node) && (tooDeep(node.key, depth) || tooDeep(node.value, depth));
}
