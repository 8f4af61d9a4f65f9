/** What a campaign did before it is gone on with. */
import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import type { FindingLine, FuzzJournalLine } from './lines.ts';
import type { FuzzOptions } from './options.ts';

export interface Earlier {
  readonly findings: readonly FindingLine[];
  readonly roundsOfJobs: readonly number[];
}

/**
 * Reads the journal of a campaign. A last line that was cut off is left out.
 * @throws UserError KS531 if there is none, KS532 if it is of another target, seed or number of jobs
 */
export function readEarlier(journal: string, { target, seed, jobs }: FuzzOptions): Earlier {
  if (!existsSync(journal)) throw new UserError({ code: 'KS531', message: `--resume: there is no ${journal}`, hint: 'begin the campaign without --resume' });
  const findings: FindingLine[] = [];
  let roundsOfJobs: readonly number[] = [];
  for (const text of readFileSync(journal, 'utf8').split('\n')) {
    const line = parse(text);
    if (line?.t === 'fuzz' && (line.target !== target || line.seed !== seed || line.jobs !== jobs)) {
      const was = `${line.target}, seed ${line.seed}, ${line.jobs} jobs`;
      throw new UserError({ code: 'KS532', message: `--resume: ${journal} is of another campaign (${was})`, hint: 'give the same target, seed and jobs' });
    }
    if (line?.t === 'finding') findings.push(line);
    if (line?.t === 'pace' || line?.t === 'end') roundsOfJobs = line.roundsOfJobs;
  }
  return { findings, roundsOfJobs };
}

function parse(text: string): FuzzJournalLine | undefined {
  try {
    return JSON.parse(text) as FuzzJournalLine;
  } catch {
    return undefined;
  }
}
