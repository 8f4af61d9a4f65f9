import { outcomeOf } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { resultWords } from './overview.ts';

/**
 * The record and what it came to as one JSON object, for programs that want no journal: `result`, `exitCode`,
 * `summary`, `counts` by verdict, `skips` by reason, `unreached`, `known` if there was a baseline, `waivers` if there were some; the lines `run`, `plan`, `stop`, `error` and `end` of
 * the journal where there are such; and in `cases` every case as the journal has it, one a line of text.
 */
export function jsonReport(record: RunRecord): string {
  const { exitCode, summary, counts, skips, unreached, results, known, waivers } = outcomeOf(record);
  const { run, plan, stop, error, end } = record;
  const head = {
    format: 1,
    result: resultWords[exitCode],
    exitCode,
    summary,
    counts,
    skips: Object.fromEntries(skips),
    unreached,
    ...(run?.baseline && { known: [...known].map(({ id }) => id) }),
    ...(run?.waivers && { waivers: waivers.map(({ waiver, ...use }) => ({ at: waiver.at, ...use })) }),
    run,
    plan,
    stop,
    error,
    end,
  };
  const cases = results.map((result) => `    ${JSON.stringify({ ...result, t: undefined })}`);
  const opening = JSON.stringify(head, undefined, 2).slice(0, -2);
  return `${opening},\n  "cases": [${cases.length > 0 ? `\n${cases.join(',\n')}\n  ` : ''}]\n}\n`;
}
