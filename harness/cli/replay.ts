import type { Command } from 'commander';
import { Execution } from '../run/execute.ts';
import type { CaseLine } from '../run/journal-lines.ts';
import { outcomeOf } from '../run/outcome.ts';
import { prepareRun } from '../run/prepare.ts';
import { RecordBuilder } from '../run/record.ts';
import { runLineOf } from '../run/run-line.ts';
import { effort, findingBlock, verdictWord } from '../../reports/finding.ts';
import type { Layout } from '../../reports/finding.ts';
import { duration, painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';
import { readRunOptions } from './run-options.ts';

/**
 * `kscts replay`: judges cases in this very process, so that a debugger or a sanitizer sees it, and shows everything
 * that was asked and answered.
 */
export async function replay(command: Command, query: readonly string[]): Promise<void> {
  const options = await readRunOptions(command, query);
  const builder = new RecordBuilder();
  const run = await prepareRun(options);
  const line = runLineOf(run, options, process.cwd());
  builder.write(line);
  const execution = new Execution(run, line, options.bail, builder);
  const layout: Layout = {
    width: widthOf(process.stdout),
    paint: painterFor(command.opts<{ color: ColorMode }>().color, process.stdout),
    verbose: true,
  };
  for (const c of execution.cases) {
    // Should the process die, this line says in which case.
    process.stderr.write(`${c.id}\n`);
    const result = execution.judge(c);
    if (result) process.stdout.write(`${resultText(result, execution, layout)}\n\n`);
  }
  execution.finish();
  const { exitCode, summary } = outcomeOf(builder.record());
  process.stdout.write(`${summary}\n`);
  process.exitCode = exitCode;
}

function resultText(result: CaseLine, execution: Execution, layout: Layout): string {
  if (result.finding) return `${findingBlock(result, execution.runLine, layout)}\n  ${effort(result)}`;
  const facts = result.skip ? `${result.skip.reason}: ${result.skip.detail}` : `${effort(result)}, ${duration(result.milliseconds)}`;
  const notes = result.notes.map((note) => `\n  note: ${note}`);
  return `${verdictWord(result.verdict, layout.paint)}  ${layout.paint('bold', result.id)}\n  ${result.title}\n  ${facts}${notes.join('')}`;
}
