/** `kscts compare`: the same requests to two devices. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ExitCode, UserError } from '../base/errors.ts';
import { writeText } from '../base/write-text.ts';
import { jsonText } from '../base/json-text.ts';
import { nearPath } from '../base/near-path.ts';
import { compare, type Compared, type DifferenceGroup } from '../run/compare/compare.ts';
import { Ignores, readIgnores } from '../run/compare/ignores.ts';
import { openRun } from '../run/prepare.ts';
import type { RunOptions } from '../run/options.ts';
import { openTarget } from '../run/targets.ts';
import { version } from '../run/version.ts';
import { replayText } from '../traffic/file.ts';
import { answerJson, storyJson } from '../traffic/to-json.ts';
import { painterFor, widthOf, type ColorMode } from '../../reports/text.ts';
import { comparedText } from './compare-text.ts';
import { readRunOptions } from './run-options.ts';

interface CompareFlags {
  readonly reference: string;
  readonly referenceFault?: readonly string[];
  readonly ignore?: string;
  readonly json?: string | true;
  readonly color: ColorMode;
}

/** A kind of difference together with the file that shows it. */
export interface ShownGroup extends DifferenceGroup {
  /** From the current folder. */
  readonly file: string;
}

/**
 * Exit codes: 0 without differences that count, 1 with some, 4 if nothing was compared.
 * @throws UserError KS531 for a target and a reference of different callers; those of the ignore file
 */
export async function compareTargets(command: Command, query: readonly string[]): Promise<void> {
  const flags = command.opts<CompareFlags>();
  const options = await readRunOptions(command, query);
  const entries = flags.ignore === undefined ? [] : readIgnores(flags.ignore);
  const opened = await openRun(options);
  const { target: reference } = await openTarget(flags.reference, { ...options, fault: flags.referenceFault ?? [] });
  if (reference.arch !== opened.target.arch) {
    throw new UserError({ code: 'KS531', message: `the target has a caller of ${opened.target.arch}, and the reference one of ${reference.arch}` });
  }
  const ignores = new Ignores(entries, opened.book, reference.arch);
  const progress = process.stderr.isTTY ? (id: string) => { process.stderr.write(`\r\u001b[K${id.slice(0, widthOf(process.stderr) - 1)}`); } : undefined;
  const compared = compare(opened, reference, options, ignores, progress);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  reference.dispose();
  opened.target.dispose();
  const groups = writeGroups(compared, options);
  if (flags.json === true) process.stdout.write(jsonOf(compared, groups, ignores, options, flags));
  else {
    if (flags.json !== undefined) writeText(flags.json, jsonOf(compared, groups, ignores, options, flags));
    const paint = painterFor(flags.color, process.stdout);
    process.stdout.write(comparedText({ compared, groups, ignores, options, reference: flags.reference, referenceFaults: flags.referenceFault ?? [] }, paint));
  }
  process.exitCode = groups.length > 0 ? ExitCode.failures : compared.cases === 0 ? ExitCode.nothingRan : ExitCode.clean;
}

/** Writes a replay file for each kind of difference; those of an earlier comparison are gone. */
function writeGroups({ groups }: Compared, { output, target, arch, descriptors, fault, seed }: RunOptions): ShownGroup[] {
  const folder = join(output, 'compare');
  rmSync(folder, { recursive: true, force: true });
  if (groups.length > 0) mkdirSync(folder, { recursive: true });
  return groups.map((group, i) => {
    const { first, story } = group;
    const path = join(folder, `${i + 1}.json`);
    const found = {
      by: first.case,
      verdict: first.part === 'death' ? ('crash' as const) : ('fail' as const),
      message: `${first.title}: ${first.target}`,
      expected: `as the reference: ${first.reference}`,
      action: Math.max(0, story.length - 1),
    };
    writeFileSync(path, replayText({ kscts: version(), target, arch, descriptors, faults: fault, seed, ...(story.length > 0 && { found }), story }));
    return { ...group, file: nearPath(path, process.cwd()) };
  });
}

function jsonOf({ cases, actions, ignored }: Compared, groups: readonly ShownGroup[], ignores: Ignores, { target, arch, seed }: RunOptions, { reference }: CompareFlags): string {
  return jsonText({
    kscts: version(),
    target,
    reference,
    arch,
    seed,
    cases,
    actions,
    ignored,
    differences: groups.map(({ first, cases: inCases, count, story, file }) => ({
      request: first.title,
      part: first.part,
      target: first.target,
      reference: first.reference,
      ...(first.ranges.length > 0 && { bytes: first.ranges }),
      count,
      cases: inCases,
      replay: file,
      actions: storyJson(story, arch),
      answer: answerJson(story.at(-1)?.answered ?? {}, arch),
    })),
    unusedIgnores: ignores.unused.map(({ at, reason }) => ({ at, reason })),
  });
}
