import type { Command } from 'commander';
import { UserError } from '../base/errors.ts';
import { Execution } from '../run/execute.ts';
import type { CaseLine } from '../run/journal-lines.ts';
import { outcomeOf } from '../run/outcome.ts';
import { openRun, planRun } from '../run/prepare.ts';
import { allowanceOf } from '../run/replay-command.ts';
import { RecordBuilder } from '../run/record.ts';
import { runLineOf } from '../run/run-line.ts';
import { RecordedRun, type SavedCase } from '../run/save-case.ts';
import { writeReplayFile } from '../traffic/file.ts';
import { effort, findingBlock, verdictWord } from '../../reports/finding.ts';
import type { Layout } from '../../reports/finding.ts';
import { counted, duration, painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';
import { isReplayFile, replayFile, type ReplayFlags } from './replay-file.ts';
import { readRunOptions } from './run-options.ts';
import { ranWithSanitizer } from './sanitized-replay.ts';

/**
 * `kscts replay`: judges cases in this very process, so that a debugger or a sanitizer sees it, and shows everything
 * that was asked and answered.
 */
export async function replay(command: Command, query: readonly string[]): Promise<void> {
  const [first = ''] = query;
  const { save } = command.opts<{ save?: string }>();
  if (query.length === 1 && isReplayFile(first)) return replayFile(command, first);
  if (command.opts<ReplayFlags>().export !== undefined) {
    throw new UserError({ code: 'KS524', message: `--export takes a replay file, and "${first}" is none`, hint: 'write one with kscts replay CASE --save bug.json' });
  }
  const options = await readRunOptions(command, query);
  if (ranWithSanitizer(options.target)) return;
  const builder = new RecordBuilder();
  const opened = await openRun(options);
  const recorded = save === undefined ? undefined : new RecordedRun(opened, options);
  const run = recorded?.run ?? planRun(opened, options);
  let saved = false;
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
    if (!result) continue;
    process.stdout.write(`${resultText(result, execution, layout)}\n\n`);
    if (save !== undefined && !saved && result.finding) saved = saveCase(save, recorded?.save(result), result);
  }
  execution.finish();
  const { exitCode, summary } = outcomeOf(builder.record());
  process.stdout.write(`${summary}\n`);
  process.exitCode = exitCode;
}

/** Writes the file; whether there is one now. */
function saveCase(path: string, saved: SavedCase | undefined, { id }: CaseLine): boolean {
  if (!saved) {
    process.stderr.write(`not saved: what was found in ${id} shows in no single answer\n`);
    return false;
  }
  const { file, recorded } = saved;
  writeReplayFile(path, file);
  const { length } = file.story;
  process.stderr.write(`saved ${counted(length, 'action')}${length < recorded ? ` of ${recorded}` : ''}: npx kscts replay ${path}${allowanceOf(file.target)}\n`);
  return true;
}

function resultText(result: CaseLine, execution: Execution, layout: Layout): string {
  if (result.finding) return `${findingBlock(result, execution.runLine, layout)}\n  ${effort(result)}`;
  const facts = result.skip ? `${result.skip.reason}: ${result.skip.detail}` : `${effort(result)}, ${duration(result.milliseconds)}`;
  const notes = result.notes.map((note) => `\n  note: ${note}`);
  return `${verdictWord(result.verdict, layout.paint)}  ${layout.paint('bold', result.id)}\n  ${result.title}\n  ${facts}${notes.join('')}`;
}
