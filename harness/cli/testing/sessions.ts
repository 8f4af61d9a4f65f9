/**
 * Documents that are gone through as their reader would: a comment says what to do with the block behind it, and a block
 * without one is found by `unmarkedBlocks`.
 *
 *     <!-- session: COMMAND -->   run it, and compare what it prints with the block
 *     <!-- file: PATH -->         write the block to the file; append: adds it; change: PATH: OLD -> NEW
 *     <!-- setup: SHELL -->       what the reader has already; no block
 *     <!-- run -->                run each line in a shell. Lines of the comment: "with A = B" puts B for A,
 *                                 "exit N LINE" expects that code of lines with LINE, "except LINE: reason" leaves them
 *                                 out
 *     <!-- not run: REASON -->    shown as a skipped test
 *     <!-- tested by: FILE -->    shown as a skipped test
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import type { Ended, Place } from './cli.ts';

/** Set to write the sessions anew instead of comparing them. */
export const updateSessions: boolean = process.env['KSCTS_UPDATE_SESSIONS'] === '1';

type FileStep =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'append'; readonly path: string; readonly text: string }
  | { readonly kind: 'change'; readonly path: string; readonly from: string; readonly to: string };

/** A line for a shell. */
interface ShellStep {
  readonly kind: 'shell';
  /** As the document has it. */
  readonly shown: string;
  /** As it is run. */
  readonly line: string;
  readonly exit: number;
  readonly needs: readonly string[];
}

export type DocumentStep =
  /** Words after `npx kscts`, and what the document shows, with the prompt. `at` counts the sessions of the document. */
  | { readonly kind: 'session'; readonly command: string; readonly printed: string; readonly at: number }
  | FileStep
  | ShellStep
  /** Not done here, and why: what it lacks, or the file of the test that does it. */
  | { readonly kind: 'left'; readonly shown: string; readonly why: string; readonly test?: string };

/** A comment, and the block behind it if there is one: between fences, or indented. */
const marked = /^<!-- (session|file|append|change|setup|run|not run|tested by)\b:? ?([^]*?) ?-->\n(?:\n*(?:```\w*\n([^]*?)```|((?: {4,}\S.*\n?)+)))?/gm;

/** What a reader of a document does, in its order. */
export function stepsOf(text: string): readonly DocumentStep[] {
  let sessions = 0;
  return [...text.matchAll(marked)].flatMap(([, kind, what = '', fenced, indented = '']): readonly DocumentStep[] => {
    const block = fenced ?? indented.replaceAll(/^ {4}/gm, '');
    if (kind === 'session') return [{ kind, command: what.replace(/^npx kscts /, ''), printed: block, at: sessions++ }];
    if (kind === 'file') return [{ kind, path: what, text: block }];
    if (kind === 'append') return [{ kind, path: what, text: block }];
    if (kind === 'setup') return [{ kind: 'shell', shown: what, line: what, exit: 0, needs: needsOf(what) }];
    if (kind === 'run') return shellSteps(block, what.split('\n'));
    if (kind !== 'change') return linesOf(block).map((shown) => leftStep(shown, `${kind === 'not run' ? '' : 'tested by '}${what}`));
    const [, path = '', from = '', to = ''] = /^(.*?): (.*) -> (.*)$/.exec(what) ?? [];
    return [{ kind, path, from, to }];
  });
}

/** The lines of a block, and what the comment says of them. What fits no line is a mistake. */
function shellSteps(block: string, words: readonly string[]): readonly DocumentStep[] {
  const each = (pattern: RegExp) => words.flatMap((line) => { const found = pattern.exec(line); return found ? [found.slice(1)] : []; });
  const replaced = each(/^with (.+?) = (.+)$/);
  const exits = each(/^exit (\d+) (.+)$/);
  const left = each(/^except (.+?): (.+)$/);
  const strange = words.filter((line) => line !== '' && !/^(with|exit|except) /.test(line));
  if (strange.length > 0) throw new Error(`what does this mean of a block: ${strange.join(', ')}`);
  for (const [text = ''] of [...replaced, ...exits.map(([, line]) => [line]), ...left]) {
    if (!block.includes(text)) throw new Error(`no line has "${text}":\n${block}`);
  }
  return linesOf(block).map((shown): DocumentStep => {
    const why = left.find(([part = '']) => shown.includes(part))?.[1];
    if (why !== undefined) return leftStep(shown, why);
    const line = replaced.reduce((text, [from = '', to = '']) => text.replace(from, () => to), shown);
    const exit = Number(exits.find(([, part = '']) => shown.includes(part))?.[0] ?? 0);
    return { kind: 'shell', shown, line, exit, needs: needsOf(line) };
  });
}

const linesOf = (block: string): readonly string[] => block.split('\n').map((line) => line.trim()).filter((line) => line !== '');

function leftStep(shown: string, why: string): DocumentStep {
  const [, test] = /^tested by (\S+\.test\.ts)/.exec(why) ?? [];
  return { kind: 'left', shown, why, ...(test !== undefined && { test }) };
}

/** The programs that a line wants and not every machine has. */
function needsOf(line: string): readonly string[] {
  const named = ['make', 'cc', 'openssl'].filter((program) => new RegExp(`(^|[ (])${program} `).test(line));
  return /native:|\.so\b|\bmake\b/.test(line) ? [...new Set([...named, 'make', 'cc'])] : named;
}

/** The first lines of the blocks that no comment speaks of: fenced ones, and indented ones of commands. */
export function unmarkedBlocks(text: string): readonly string[] {
  const rest = text.replaceAll(marked, '');
  const fenced = [...rest.matchAll(/^ *```\w*\n([^]*?)```/gm)].map(([, block = '']) => block.split('\n')[0] ?? '');
  const commands = [...rest.matchAll(/^ *(?: {4})((?:npx|npm|node|kscts|make|cc|openssl|verifier|shutdown|bcdedit|wmic|LD_PRELOAD=\S+) .*)$/gm)].map(([, line = '']) => line);
  return [...fenced, ...commands];
}

/** Does what a document says to do with a file. */
export function follow(step: FileStep, place: Place): void {
  const path = place.path(step.path);
  mkdirSync(dirname(path), { recursive: true });
  if (step.kind === 'file') writeFileSync(path, step.text);
  else if (step.kind === 'append') appendFileSync(path, step.text);
  else {
    const before = readFileSync(path, 'utf8');
    if (!before.includes(step.from)) throw new Error(`${step.path} does not hold "${step.from}"`);
    writeFileSync(path, before.replace(step.from, step.to));
  }
}

/** The words of a command line, as a shell splits them. */
export function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/["']/g, ''));
}

/** What a document shows of a command: standard output, or the errors of one that printed nothing. */
export function shownSession(command: string, { stdout, stderr }: Ended): string {
  const text = stdout.trim() === '' ? stderr : stdout;
  return `$ npx kscts ${command}\n${text.replaceAll(`${packageRoot}/`, '').trimEnd()}\n`;
}

/** Writes what the session `at` printed into its place. */
export function writeSession(file: string, at: number, shown: string): void {
  let sessions = 0;
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.replace(marked, (text, kind: string, what: string) =>
    kind === 'session' && sessions++ === at ? `<!-- session: ${what} -->\n\`\`\`\n${shown}\`\`\`` : text,
  ));
}

/**
 * Numbers grow with the specs, times differ, and lines break elsewhere where paths are longer: what is shown is one real
 * run, whose form must still be true.
 */
export function formOf(text: string): string {
  return text
    .replace(/sha256 [0-9a-f]+/g, 'sha256 <digest>')
    .replace(/\b\d[\d,]*(\.\d+)?\b/g, '0')
    .replace(/\b0 min 0 s\b|\b0 (ms|s|min)\b/g, '<time>')
    .replace(/\s+/g, ' ');
}
