/**
 * The canonical form of spec files, for `kscts fmt`: layout only. Keys keep their order, comments their place, block
 * texts their lines, numbers their notation. A map or list written in braces stays so while it fits on a line.
 */
import {
  isCollection,
  isMap,
  isScalar,
  Scalar,
  visit,
  type CollectionTag,
  type Document,
  type ScalarTag,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { UserError, type Problem } from '../base/errors.ts';
import { parseYaml } from '../base/yaml-source.ts';

/** Lines are at most this long, where the layout can help it. */
const width = 120;

type Collection = YAMLMap | YAMLSeq;
type Context = Parameters<NonNullable<ScalarTag['stringify']>>[1];
type Tag = ScalarTag | CollectionTag;

/**
 * The text in canonical form; formatting it again changes nothing, and it says the same.
 * @param file as messages show it
 * @throws UserError if it is no YAML that a spec could be written in
 */
export function formatSpec(text: string, file = 'the text'): string {
  const problems: Problem[] = [];
  const yaml = parseYaml(file, text.replace(/\r\n?/g, '\n'), (problem) => void problems.push(problem), {
    keepSourceTokens: true,
    customTags: (tags) => tags.map((tag) => (typeof tag === 'object' ? asWritten(tag) : tag)),
  });
  if (!yaml) throw new UserError(problems);
  unquote(yaml.document);
  const layout = new Layout(yaml.document);
  return layout.print();
}

/** A tag that prints numbers and block texts as they were written. */
function asWritten(tag: Tag): Tag {
  if (!('resolve' in tag) || 'collection' in tag) return tag;
  const { stringify } = tag;
  if (tag.tag === 'tag:yaml.org,2002:str' && stringify) {
    return {
      ...tag,
      stringify: (item, context, ...rest) => {
        const block = blockText(item as Scalar, context);
        if (block !== undefined) return block;
        // What stood on one line is not folded: an expression is read as a whole.
        const single = !(item as Scalar).source?.includes('\n') && !spansLines(item as Scalar);
        return stringify(item, single ? { ...context, options: { ...context.options, lineWidth: 0 } } : context, ...rest);
      },
    };
  }
  if (tag.tag === 'tag:yaml.org,2002:int' || tag.tag === 'tag:yaml.org,2002:float') {
    return { ...tag, stringify: (item) => (item as Scalar).source ?? String((item as Scalar).value) };
  }
  return tag;
}

function spansLines({ srcToken }: Scalar): boolean {
  return srcToken !== undefined && 'source' in srcToken && srcToken.source.includes('\n');
}

/** The lines of a `>` or `|` text at their new indentation. */
function blockText({ type, srcToken }: Scalar, { indent, forceBlockIndent }: Context): string | undefined {
  if (type !== Scalar.BLOCK_FOLDED && type !== Scalar.BLOCK_LITERAL) return undefined;
  if (srcToken?.type !== 'block-scalar') return undefined;
  const header = srcToken.props.find((prop) => prop.type === 'block-scalar-header');
  // A header with a digit counts blanks that belong to the text: left to the library.
  if (!header || !('source' in header) || !/^[|>][+-]?$/.test(header.source)) return undefined;
  const lines = srcToken.source.split('\n').map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  const margin = Math.min(...lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length));
  const own = indent === '' && forceBlockIndent ? '  ' : indent;
  return `${header.source}\n${lines.map((line) => (line === '' ? '' : own + line.slice(margin))).join('\n')}`;
}

/** Lets the printer choose quotes: none where none are needed. */
function unquote(document: Document.Parsed): void {
  visit(document, {
    Scalar: (_, node) => {
      if (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE) delete (node as { type?: unknown }).type;
    },
  });
}

/** Prints a document, with collections in braces where they were and fit. */
class Layout {
  readonly #document: Document.Parsed;
  /** Room that a collection's key takes on its line. */
  readonly #keyWidth = new Map<Collection, number>();
  #changed = false;

  constructor(document: Document.Parsed) {
    this.#document = document;
    visit(document, {
      Pair: (_, { key, value }) => {
        if (isCollection(value) && isScalar(key)) this.#keyWidth.set(value as Collection, String(key.value).length + 2);
      },
      Collection: (_, node) => {
        this.#watch(node as Collection);
      },
    });
  }

  print(): string {
    let text = '';
    // A collection that does not fit becomes a block, which gives those inside it more room: again, until all fit.
    do {
      this.#changed = false;
      text = this.#document.toString({ lineWidth: width, indent: 2, indentSeq: true, singleQuote: false });
    } while (this.#changed);
    return `${text.replace(/[ \t]+$/gm, '').trimEnd()}\n`;
  }

  /** Prints `{ a: 1 }` and `[a, b]`, and notices what does not fit. */
  #watch(node: Collection): void {
    const print = node.toString.bind(node) as (context?: unknown, ...rest: unknown[]) => string;
    const padding = isMap(node) ? ' ' : '';
    node.toString = (context?: unknown, ...rest: unknown[]) => {
      const text = print(typeof context === 'object' ? { ...context, flowCollectionPadding: padding } : context, ...rest);
      const indent = (context as Partial<Context> | undefined)?.indent?.length ?? 0;
      const key = this.#keyWidth.get(node);
      // The indentation is that of what is inside: one step more than that of the key.
      const room = width - (key === undefined ? indent : indent - 2 + key);
      if (node.flow && node.items.length > 0 && (text.includes('\n') || text.length > room)) {
        node.flow = false;
        this.#changed = true;
      }
      return text;
    };
  }
}
