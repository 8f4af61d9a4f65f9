/** What the journal costs a run, and what reports cost after it. */
import { join } from 'node:path';
import { Execution } from '../run/execute.ts';
import type { JournalLine } from '../run/journal-lines.ts';
import { JournalWriter } from '../run/journal-writer.ts';
import type { JournalSink } from '../run/journal-writer.ts';
import { resolveOptions } from '../run/options.ts';
import { openRun, planRun } from '../run/prepare.ts';
import { RecordBuilder } from '../run/record.ts';
import type { RunRecord } from '../run/record.ts';
import { runLineOf } from '../run/run-line.ts';
import { reportFormats, reportNames } from '../../reports/formats.ts';
import { elapsed, median } from './measure.ts';
import { milliseconds, percent, times, type Section } from './table.ts';

const casesOfReport = 20_000;

/** @param folder for the journals */
export async function journalSections(folder: string): Promise<readonly Section[]> {
  const lines: JournalLine[] = [];
  await run({ write: (line) => { lines.push(line); } });
  const without = await medianRun(() => ({ write: () => {} }));
  const process = await medianRun((n) => new JournalWriter(join(folder, `process${n}.jsonl`), 'process'));
  const machine = await medianRun((n) => new JournalWriter(join(folder, `machine${n}.jsonl`), 'machine'));
  const record = recordOf(lines);
  const reports = reportNames.map((name) => ({ name, took: elapsed(() => { reportFormats[name].render(record); }) }));
  return [
    {
      title: 'The journal',
      about: 'A run of every case of `midiuart` in one process: without a journal, with the one of targets that can take their process down (written before each case), and of those that can take the machine down (on disk before each case).',
      rows: [
        { what: 'without', value: milliseconds(without), ratio: '100 %' },
        { what: 'written before each case', value: milliseconds(process), ratio: percent(process, without) },
        { what: 'on disk before each case', value: milliseconds(machine), ratio: percent(machine, without) },
      ],
    },
    {
      title: 'Reports',
      about: `Rendering the record of ${casesOfReport.toLocaleString('en-US')} cases.`,
      rows: reports.map(({ name, took }) => ({ what: name, value: milliseconds(took), ratio: times(took, reports[1]?.took ?? NaN) })),
    },
  ];
}

async function medianRun(sink: (n: number) => JournalSink): Promise<number> {
  const found: number[] = [];
  for (let n = 0; n < 3; n++) found.push(await run(sink(n)));
  return median(found);
}

/** Judges every case; milliseconds for that alone. */
async function run(journal: JournalSink): Promise<number> {
  const text = (value: string) => ({ texts: [value], source: 'bench', base: '.' });
  const options = resolveOptions([{ target: text('simulator:midiuart'), runs: text('20') }], [], process.cwd());
  const opened = await openRun(options);
  const line = runLineOf(opened, options, process.cwd());
  const execution = new Execution(planRun(opened, options), line, 0, journal);
  journal.write(line);
  return elapsed(() => {
    for (const c of execution.cases) execution.judge(c);
    execution.finish();
  });
}

/** The lines of a run, with its cases over and over under other names. */
function recordOf(lines: readonly JournalLine[]): RunRecord {
  const builder = new RecordBuilder();
  const cases = lines.filter((line) => line.t === 'case');
  for (const line of lines) if (line.t === 'run' || line.t === 'plan') builder.write(line);
  for (let n = 0; n < casesOfReport; n++) {
    const line = cases[n % cases.length];
    if (line) builder.write({ ...line, id: `${line.id}${Math.floor(n / cases.length)}` });
  }
  for (const line of lines) if (line.t === 'end') builder.write(line);
  return builder.record();
}
