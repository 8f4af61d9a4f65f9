import type { Command } from 'commander';
import { ExitCode } from '../base/errors.ts';
import { groupBy } from '../base/group-by.ts';
import { skipReasons } from '../plan/case.ts';
import { splitCaseId } from '../run/case-id.ts';
import type { RunOptions } from '../run/options.ts';
import { prepareRun } from '../run/prepare.ts';
import type { PreparedRun } from '../run/prepare.ts';
import { count, counted } from '../../reports/text.ts';
import { readRunOptions } from './run-options.ts';

/** `kscts list`. */
export async function list(command: Command, query: readonly string[]): Promise<void> {
  await printIds(await readRunOptions(command, query), command.opts<{ verbose?: true }>().verbose ?? false);
}

/** Prints the planned case ids, one a line; `verbose` adds title and skip reason, separated by tabs. */
export async function printIds(options: RunOptions, verbose: boolean): Promise<void> {
  const prepared = await planned(options);
  const lines = prepared.cases.map((c) =>
    verbose ? [c.id, prepared.titleOf(c), c.skip ? `skip: ${c.skip.reason}` : ''].join('\t').trimEnd() : c.id,
  );
  process.stdout.write(lines.map((line) => line + '\n').join(''));
}

/** Prints how many cases each claim has, and how many would be skipped and why. */
export async function dryRun(options: RunOptions): Promise<void> {
  const { cases } = await planned(options);
  const claims = groupBy(cases, ({ id }) => splitCaseId(id).claim);
  const skips = groupBy(cases.filter(({ skip }) => skip), ({ skip }) => skip?.reason ?? 'precondition');
  const row = (n: number, text: string) => `${count(n).padStart(8)}  ${text}\n`;
  const judged = cases.filter(({ skip }) => !skip).length;
  process.stdout.write(
    [
      `${counted(cases.length, 'case')}, of which ${count(judged)} would be judged; nothing was run\n`,
      '\nclaims\n',
      ...[...claims].map(([claim, list]) => row(list.length, claim)),
      ...(skips.size > 0 ? ['\nskipped\n'] : []),
      ...[...skips].map(([reason, list]) => row(list.length, `${reason}: ${skipReasons[reason]}`)),
    ].join(''),
  );
}

async function planned(options: RunOptions): Promise<PreparedRun> {
  const prepared = await prepareRun(options);
  prepared.target.dispose();
  if (prepared.cases.length === 0) process.exitCode = ExitCode.nothingRan;
  return prepared;
}
