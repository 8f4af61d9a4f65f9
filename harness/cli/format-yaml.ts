import { isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { UserError } from '../base/errors.ts';

/**
 * The common layout of spec files: two spaces, lines of at most 130 columns, `{ a: 1 }` and `[a, b]`. Comments, order,
 * single blank lines, quotes and the choice between flow and block stay.
 * @throws UserError KS230 with position for text that is not YAML
 */
export function formatYaml(text: string, file: string): string {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [damage] = document.errors;
  if (damage) {
    const { line, col } = counter.linePos(damage.pos[0]);
    throw new UserError({
      code: 'KS230',
      message: damage.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML',
      position: { file, line, column: col },
      lineText: text.split('\n')[line - 1] ?? '',
    });
  }
  return tightenLists(document.toString({ lineWidth: 130, singleQuote: true }));
}

/** `[ a, b ]` → `[a, b]`: the library has one setting for lists and mappings. */
function tightenLists(text: string): string {
  const brackets = new Set<number>();
  visit(parseDocument(text), {
    Seq(_key, node) {
      if (!isSeq(node) || node.flow !== true || !node.range) return;
      brackets.add(node.range[0]).add(node.range[1] - 1);
    },
  });
  return text.replace(/(?<=\[) +(?=\S)|(?<=\S) +(?=\])/g, (blanks, at: number) => {
    const bracket = text[at - 1] === '[' && brackets.has(at - 1) ? at - 1 : at + blanks.length;
    return brackets.has(bracket) ? '' : blanks;
  });
}
