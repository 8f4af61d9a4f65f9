import { UserError } from '../base/errors.ts';
import type { RunLine } from './journal-lines.ts';
import { flagOf, resolveOptions, runOptionNames, runOptionTable } from './options.ts';
import type { RunOptions, WrittenOptions } from './options.ts';
import type { WrittenValue } from './option-values.ts';

/**
 * The options of a run as its first line tells them: nothing of this machine's configuration or environment.
 * @throws UserError KS396 for words that this version does not know
 */
export function recordedOptions(run: RunLine, cwd: string): RunOptions {
  const written: WrittenOptions = {};
  const words = ['--target', run.target, '--seed', String(run.seed), ...run.replayOptions, ...run.runOptions];
  for (let i = 0; i < words.length; i++) {
    const name = runOptionNames.find((one) => flagOf(one) === words[i]);
    if (!name) throw new UserError({ code: 'KS396', message: `the run had an option that this version does not know: ${words[i] ?? ''}` });
    const text = runOptionTable[name].type === 'flag' ? 'true' : (words[++i] ?? '');
    const before: WrittenValue = written[name] ?? { texts: [], source: flagOf(name), base: cwd };
    written[name] = { ...before, texts: [...before.texts, text] };
  }
  return resolveOptions([written], run.query, cwd);
}
