import type { Command } from 'commander';
import { UserError } from '../base/errors.ts';
import { writeText } from '../base/write-text.ts';
import type { DeviceDescription } from '../description/format.ts';
import { readDescription } from '../description/read.ts';
import { descriptionText } from '../description/write.ts';
import { describeTarget } from '../plan/describe/describe.ts';
import { openRun } from '../run/prepare.ts';
import { TargetDied } from '../target/target.ts';
import { descriptionSummary } from '../../reports/description/text.ts';
import { topologySvg } from '../../reports/topology/draw.ts';
import { painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';
import { readRunOptions } from './run-options.ts';

interface Flags {
  /** A file, or `true` for standard output. */
  readonly json?: string | true;
  readonly svg?: string | true;
  readonly verbose?: true;
  readonly color: ColorMode;
}

/**
 * `kscts describe`: asks the device behind a target for everything that it says about itself, or reads a description
 * from a file, and prints it: for people, as JSON from which the simulator can be the device, or as a drawing.
 */
export async function describe(command: Command, what: string | undefined): Promise<void> {
  const flags = command.opts<Flags>();
  const { source, device } = what === undefined || isTarget(what) ? await ask(command, what) : { source: what, device: readDescription(what) };
  const wanted = [
    ...(flags.json === undefined ? [] : [[flags.json, descriptionText(device)] as const]),
    ...(flags.svg === undefined ? [] : [[flags.svg, topologySvg(device)] as const]),
  ];
  for (const [to, text] of wanted) write(to, text);
  if (wanted.length > 0) return;
  const paint = painterFor(flags.color, process.stdout);
  process.stdout.write(descriptionSummary(device, source, { width: widthOf(process.stdout), paint, verbose: flags.verbose ?? false }));
}

/** Whether a target is meant: a kind and a colon (one letter is a drive), or every filter of this Windows. */
const isTarget = (what: string): boolean => /^[a-z]{2,}:/.test(what) || what === 'windows';

async function ask(command: Command, named: string | undefined): Promise<{ source: string; device: DeviceDescription }> {
  const options = await readRunOptions(command, []);
  const { target, book } = await openRun(named === undefined ? options : { ...options, target: named });
  try {
    return { source: target.name, device: describeTarget(target, book) };
  } catch (error) {
    if (!(error instanceof TargetDied)) throw error;
    throw new UserError({ code: 'KS341', message: `${target.name} died while it was described: ${error.detail}` }, 3);
  } finally {
    target.dispose();
  }
}

function write(to: string | true, text: string): void {
  if (to === true) {
    process.stdout.write(text);
    return;
  }
  writeText(to, text);
}
