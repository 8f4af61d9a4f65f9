/** Documents that show sessions: a comment that names a command, and a block with what it printed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { packageRoot } from '../../base/package-root.ts';

const session = /<!-- session: npx kscts (.*) -->\n```\n([^]*?)```/g;

/** Set to write the sessions anew instead of comparing them. */
export const updateSessions: boolean = process.env['KSCTS_UPDATE_SESSIONS'] === '1';

export interface Session {
  /** Words after `npx kscts`. */
  readonly command: string;
  /** What the document shows, with the prompt. */
  readonly printed: string;
}

/** The sessions of a document, in its order. */
export function sessionsOf(file: string): readonly Session[] {
  return [...readFileSync(file, 'utf8').matchAll(session)].map(([, command = '', printed = '']) => ({ command, printed }));
}

/** What a document shows of a command that printed `stdout`. */
export function shownSession(command: string, stdout: string): string {
  return `$ npx kscts ${command}\n${stdout.replaceAll(`${packageRoot}/`, '').trimEnd()}\n`;
}

/** Writes what a command printed into its place. */
export function writeSession(file: string, command: string, stdout: string): void {
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.replace(session, (block, other: string) =>
    other === command ? `<!-- session: npx kscts ${command} -->\n\`\`\`\n${shownSession(command, stdout)}\`\`\`` : block,
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
    .replace(/\b0 (ms|s|min)\b/g, '<time>')
    .replace(/\s+/g, ' ');
}
