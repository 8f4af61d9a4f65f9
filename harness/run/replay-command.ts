import type { RunLine } from './journal-lines.ts';

/** The shell line that runs one case of a run again, as it ran; of what a campaign found, the file that shows it. */
export function replayCommand(run: RunLine, caseId: string): string {
  const file = run.files?.[caseId];
  if (file !== undefined) return `npx kscts replay ${quote(file)}${allowanceOf(run.target)}`;
  return ['npx', 'kscts', 'replay', caseId, '--target', run.target, '--seed', String(run.seed), ...run.replayOptions]
    .map(quote)
    .join(' ');
}

/** What the command that replays a file must say besides: a file alone opens nothing that is more than a simulation. */
export function allowanceOf(target: string): string {
  return target.startsWith('simulator:') ? '' : ` --target ${quote(target)}`;
}

/** Quotes a word so that POSIX shells, cmd and PowerShell all read it as one. */
function quote(word: string): string {
  if (/^[\w%+,./:=@\\-]+$/.test(word) && !word.startsWith('@')) return word;
  return word.includes('"') ? `'${word}'` : `"${word}"`;
}
