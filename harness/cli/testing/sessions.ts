/**
 * Documents that are gone through as their reader would: a comment names what the block behind it is, a command with what
 * it printed, a file to write or to add to, or a change of one.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import type { Ended, Place } from './cli.ts';

/** Set to write the sessions anew instead of comparing them. */
export const updateSessions: boolean = process.env['KSCTS_UPDATE_SESSIONS'] === '1';

export type DocumentStep =
  /** Words after `npx kscts`, and what the document shows, with the prompt. `at` counts the sessions of the document. */
  | { readonly kind: 'session'; readonly command: string; readonly printed: string; readonly at: number }
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'append'; readonly path: string; readonly text: string }
  | { readonly kind: 'change'; readonly path: string; readonly from: string; readonly to: string };

const block = /<!-- (session|file|append|change): (.*) -->\n```\w*\n([^]*?)```/g;

/** What a reader of a document does, in its order. */
export function stepsOf(file: string): readonly DocumentStep[] {
  let sessions = 0;
  return [...readFileSync(file, 'utf8').matchAll(block)].map(([, kind, what = '', text = '']): DocumentStep => {
    if (kind === 'session') return { kind, command: what.replace(/^npx kscts /, ''), printed: text, at: sessions++ };
    if (kind === 'file') return { kind, path: what, text };
    if (kind === 'append') return { kind, path: what, text };
    const [, path = '', from = '', to = ''] = /^(.*?): (.*) -> (.*)$/.exec(what) ?? [];
    return { kind: 'change', path, from, to };
  });
}

/** Does what a document says to do with a file. */
export function follow(step: Exclude<DocumentStep, { kind: 'session' }>, place: Place): void {
  const path = place.path(step.path);
  mkdirSync(dirname(path), { recursive: true });
  if (step.kind === 'file') writeFileSync(path, step.text);
  else if (step.kind === 'append') appendFileSync(path, step.text);
  else if (step.kind === 'change') {
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
  writeFileSync(file, whole.replace(block, (text, kind: string, what: string) =>
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
