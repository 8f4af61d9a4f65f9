/** `kscts replay FILE`: does again what a replay file tells, or writes it as a program in another language. */
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { ExitCode, UserError } from '../base/errors.ts';
import type { WrittenOptions } from '../run/options.ts';
import { openTarget } from '../run/targets.ts';
import { differingPart } from '../traffic/answered.ts';
import { cProgram } from '../traffic/export/c.ts';
import { powershellScript } from '../traffic/export/powershell.ts';
import { readReplayFile, type ReplayFile } from '../traffic/file.ts';
import { perform } from '../traffic/perform.ts';
import { painterFor, type ColorMode } from '../../reports/text.ts';
import { actionLines, fileHead } from './replay-text.ts';
import { readRunOptions } from './run-options.ts';
import { ranWithSanitizer } from './sanitized-replay.ts';

/** Whether an argument of `kscts replay` is a replay file, and no case: it ends like one and is there. */
export function isReplayFile(argument: string): boolean {
  return argument.endsWith('.json') && (statSync(argument, { throwIfNoEntry: false })?.isFile() ?? false);
}

export interface ReplayFlags {
  readonly save?: string;
  readonly export?: 'c' | 'powershell';
}

/**
 * Performs a file and says whether what was found comes again: exit code 1 if it does, 0 if it does not. For a file
 * without a finding: 0 if all was answered as it was then.
 */
export async function replayFile(command: Command, path: string): Promise<void> {
  const file = readReplayFile(path);
  const { export: language } = command.opts<ReplayFlags>();
  if (language !== undefined) {
    process.stdout.write(language === 'c' ? cProgram(file) : powershellScript(file));
    return;
  }
  const other = command.getOptionValueSource('target') === 'cli';
  if (!other && !file.target.startsWith('simulator:')) {
    throw new UserError({
      code: 'KS523',
      message: `${path} is about ${file.target}, which is more than a simulation`,
      hint: `read what the file does, and allow it by --target ${file.target}`,
    });
  }
  const options = await readRunOptions(command, [], writtenIn(file, other));
  if (ranWithSanitizer(options.target)) return;
  const paint = painterFor(command.opts<{ color: ColorMode }>().color, process.stdout);
  const { target } = await openTarget(options.target, options);
  if (target.arch !== file.arch) throw new UserError({ code: 'KS522', message: `${path} is about a caller of ${file.arch}, and the target has one of ${target.arch}` });
  process.stdout.write(`${fileHead(path, file, options.target)}\n\n`);
  const { story, found } = file;
  const actions = story.map(({ action }) => action);
  // Should the process die, these lines say at which action.
  const { answers, died } = perform(target, actions, (answered, index) => {
    const done = { action: actions[index] as (typeof actions)[number], answered };
    process.stdout.write(actionLines(index, done, story[index]?.answered, target.arch, paint, index === found?.action));
    return true;
  });
  target.dispose();
  const different = story.filter(({ answered }, i) => differingPart(answers[i] ?? {}, answered) !== undefined).length;
  const same = (index: number): boolean => differingPart(answers[index] ?? {}, story[index]?.answered ?? {}) === undefined;
  const again = found ? culpritsOf(file, found.action).every(same) : different === 0;
  process.stdout.write(`\n${resultText(file, { again, different, died, done: answers.length })}\n`);
  process.exitCode = again === (found !== undefined) ? ExitCode.failures : ExitCode.clean;
}

/** The actions whose answers show what was found: of lists that ran at the same time, what came of them as well. */
function culpritsOf({ story }: ReplayFile, action: number): number[] {
  return story[action]?.action.do === 'together' ? [...story.keys()].slice(action) : [action];
}

interface Outcome {
  readonly again: boolean;
  readonly different: number;
  readonly died: string | undefined;
  readonly done: number;
}

function resultText({ found, story }: ReplayFile, { again, different, died, done }: Outcome): string {
  const lines: string[] = [];
  if (found) lines.push(`Result    ${again ? 'AGAIN  what was found comes again' : 'GONE  what was found does not come again'}`);
  else lines.push(`Result    ${again ? 'SAME  all was answered as it was then' : 'DIFFERENT'}`);
  const others = different - (found && !again ? 1 : 0);
  if (others > 0) lines.push(`          ${others} of ${story.length} actions ${found ? 'otherwise ' : ''}gave something else than then`);
  if (died !== undefined) lines.push(`          the target died: ${died}`);
  if (done < story.length) lines.push(`          ${story.length - done} actions could not be done any more`);
  return lines.join('\n');
}

/** What the file says of the target. Its faults and descriptors are for the target that it names, and not for an `other`. */
function writtenIn(file: ReplayFile, other: boolean): WrittenOptions {
  const value = (...texts: string[]) => ({ texts, source: 'the replay file', base: process.cwd() });
  return {
    arch: value(file.arch),
    ...(!other && { target: value(file.target), fault: value(...file.faults) }),
    ...(!other && file.descriptors !== undefined && { descriptors: value(file.descriptors) }),
  };
}
