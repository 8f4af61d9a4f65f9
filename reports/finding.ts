import type { CaseLine, RunLine } from '../harness/run/journal-lines.ts';
import { oracleTitle } from '../harness/judge/oracles/catalogue.ts';
import { replayCommand } from '../harness/run/replay-command.ts';
import type { Exchange, Verdict } from '../harness/judge/verdict.ts';
import { exchangeTable } from './exchange.ts';
import { clean, counted, labelled, plain } from './text.ts';
import { waivedText } from './waivers.ts';
import type { Paint, Style } from './text.ts';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  pass: 'green',
  fail: 'red',
  crash: ['red', 'bold'],
  hang: ['red', 'bold'],
  warn: 'yellow',
  skip: 'dim',
  waived: 'cyan',
  inconclusive: 'magenta',
};

/** The verdict as a painted word: `FAIL`. */
export function verdictWord(verdict: Verdict, paint: Paint): string {
  return paint(verdictStyles[verdict], verdict.toUpperCase());
}

/** How a text is laid out. */
export interface Layout {
  readonly width: number;
  readonly paint: Paint;
  /** Show every exchange, not the last one only, and the bytes of buffers. */
  readonly verbose: boolean;
}

export const plainLayout: Layout = { width: 100, paint: plain, verbose: false };

const labelWidth = 10;
const indent = '  ';
/** Without `--verbose`: how many lines of an exchange are shown. */
const linesShown = 30;

/**
 * What did not hold in a case, in this order: the case id, the command that replays it, the request and the answer
 * decoded side by side, what was expected, and the rule that says so with its source. Without a line end.
 */
export function findingBlock(result: CaseLine, run: RunLine | undefined, layout: Layout = plainLayout): string {
  const { paint } = layout;
  const width = layout.width - indent.length;
  const body = run ? [`${'replay'.padEnd(labelWidth)}${replayCommand(run, result.id)}`] : [];
  const { finding } = result;
  if (finding) {
    body.push('', ...exchanges(finding.exchanges, layout, width));
    const values = Object.entries(finding.values).map(([name, text]) => `${name} = ${text}`);
    const facts: readonly (readonly [string, string])[] = [
      ['with', values.join(', ')],
      ['found', finding.message],
      ['expected', finding.expected],
      ['oracle', finding.oracle === undefined ? '' : oracleTitle(finding.oracle)],
      ['rule', finding.rule ? `${finding.rule.id} [${finding.rule.tag}] ${finding.rule.text}` : ''],
      ['source', finding.rule?.sources ?? ''],
      ['waived', waivedText(result, run)],
      ['claim', [finding.claimAt, result.title].filter((part) => part !== '').join('  ')],
    ];
    for (const [label, text] of facts) if (text !== '') body.push(...labelled(label, text, width, labelWidth));
  }
  for (const note of result.notes) body.push(...labelled('note', note, width, labelWidth));
  const head = `${verdictWord(result.verdict, paint)}  ${paint('bold', result.id)}`;
  return [head, ...body.map((line) => (line === '' ? '' : indent + clean(line)))].join('\n');
}

function exchanges(list: readonly Exchange[], layout: Layout, width: number): string[] {
  const last = list.at(-1);
  if (!last) return [];
  if (layout.verbose) return list.flatMap((exchange) => [...exchangeLines(exchange, layout, width), '']);
  const before = titles(list.slice(0, -1));
  const lines = before === '' ? [] : [...labelled('before', before, width, labelWidth), ''];
  return [...lines, ...exchangeLines(last, layout, width), ''];
}

function exchangeLines(exchange: Exchange, { verbose }: Layout, width: number): string[] {
  const table = exchangeTable(exchange, width - indent.length, verbose);
  const shown = verbose || table.length <= linesShown + 1 ? table : table.slice(0, linesShown);
  const left = table.length - shown.length;
  return [exchange.title, ...shown, ...(left > 0 ? [`… ${left} more lines; --verbose shows all`] : [])].map((line, i) => (i === 0 ? line : indent + line));
}

/** What was done, in order; what follows itself is counted. */
function titles(list: readonly Exchange[]): string {
  const runs: { title: string; times: number }[] = [];
  for (const { title } of list) {
    const last = runs.at(-1);
    if (last?.title === title) last.times++;
    else runs.push({ title, times: 1 });
  }
  return runs.map(({ title, times }) => (times === 1 ? title : `${title} (${times} times)`)).join(', ');
}

/** One line: `status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)`. */
export function findingLine(result: CaseLine): string {
  const { finding } = result;
  if (!finding) return result.verdict;
  const rule = finding.rule ? ` (${finding.rule.id})` : '';
  return clean(`${finding.message}; expected ${finding.expected}${rule}`).replaceAll('\n', ' ');
}

/** `3 requests, 2 sets of values`. */
export function effort(result: CaseLine): string {
  return `${counted(result.requests, 'request')}, ${counted(result.runs, 'set of values', 'sets of values')}`;
}
