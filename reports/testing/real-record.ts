/** The record of a real run on a simulated device, made in this process. */
import { Execution } from '../../harness/run/execute.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { resolveOptions } from '../../harness/run/options.ts';
import { openRun, planRun } from '../../harness/run/prepare.ts';
import { RecordBuilder, type RunRecord } from '../../harness/run/record.ts';
import { runLineOf } from '../../harness/run/run-line.ts';

/** @param faults bugs put into the device */
export async function realRecord(target: string, query: readonly string[], faults: readonly string[]): Promise<RunRecord> {
  const cwd = process.cwd();
  const layer = Object.fromEntries(Object.entries({ target: [target], fault: faults, seed: ['1'] }).map(([name, texts]) => [name, { texts, source: 'test', base: cwd }]));
  const options = resolveOptions([layer], query, cwd);
  const opened = await openRun(options);
  const builder = new RecordBuilder();
  const line = runLineOf(opened, options, cwd);
  builder.write(line);
  const execution = new Execution(planRun(opened, options), line, 0, builder);
  for (const planned of execution.cases) execution.judge(planned);
  execution.finish();
  return builder.record();
}

/** As many cases as wanted: those of the record again and again, on devices of other names. */
export function manyTimes(record: RunRecord, wanted: number): RunRecord {
  const { results } = record;
  const again = (line: CaseLine, i: number): CaseLine => {
    const round = Math.floor(i / results.length);
    return round === 0 ? line : { ...line, id: line.id.replace('@', `@copy${round}.`) };
  };
  const lines = Array.from({ length: wanted }, (_, i) => again(results[i % results.length] as CaseLine, i));
  return { ...record, results: lines, ...(record.plan && { plan: { ...record.plan, cases: wanted } }) };
}
