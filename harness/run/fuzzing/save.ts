/** Saves what a campaign found as files that `kscts replay` takes. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { causeOf, type Found } from '../../fuzz/finding.ts';
import { settle, type Trial } from '../../fuzz/settle.ts';
import type { Action } from '../../traffic/actions.ts';
import type { Done } from '../../traffic/answered.ts';
import { writeReplayFile, type ReplayFile } from '../../traffic/file.ts';
import { version } from '../version.ts';
import type { FindingLine } from './lines.ts';
import type { FuzzOptions } from './options.ts';

/** What all replay files of a campaign have in common. */
export type Origin = Omit<ReplayFile, 'found' | 'story'>;

export function originOf({ arch, descriptors, fault, seed, target }: FuzzOptions): Origin {
  return { kscts: version(), target, arch, descriptors, faults: fault, seed };
}

/** Folder of the replay files, in that of the results. */
export const findingsFolder = 'findings';

export class Saver {
  readonly #folder: string;
  readonly #origin: Origin;
  readonly #trial: Trial | undefined;
  /** By job, so that names do not depend on which job is faster. */
  readonly #counts = new Map<number, number>();
  readonly #saved: number;

  /**
   * @param output the folder of the results
   * @param saved how many the campaign saved before it was resumed
   * @param trial a fresh target on which findings are seen again and made smaller; without one they stay as they are
   */
  constructor(output: string, origin: Origin, trial: Trial | undefined, saved = 0) {
    this.#saved = saved;
    this.#folder = join(output, findingsFolder);
    this.#origin = origin;
    this.#trial = trial;
  }

  /** @throws UserError KS520 if the file cannot be written */
  save(found: Found, actions: readonly Action[], requests: number, job: number): FindingLine {
    const number = (this.#counts.get(job) ?? this.#saved) + 1;
    this.#counts.set(job, number);
    const settled = this.#trial && settle(found, actions, this.#trial);
    const story: readonly Done[] = settled?.story ?? actions.slice(-mostUnsettled).map((action) => ({ action, answered: {} }));
    const { breach, verdict, path, verb, item, changes, state, detail } = found;
    mkdirSync(this.#folder, { recursive: true });
    const file = join(this.#folder, `${nameOf(found, job, number)}.json`);
    const { oracle, message, expected, rule } = breach;
    writeReplayFile(file, { ...this.#origin, found: { by: oracle, verdict, message, expected, rule, action: culpritOf(found, story) }, story });
    return {
      t: 'finding',
      cause: causeOf(found),
      verdict,
      oracle,
      message,
      expected,
      ...(rule !== undefined && { rule }),
      object: path,
      verb,
      item,
      changes,
      state,
      ...(settled && { again: settled.again }),
      requests,
      ...(detail !== undefined && { detail }),
      file,
      actions: story.length,
    };
  }

  /** Takes back what another job found with fewer requests. */
  drop({ file }: FindingLine): void {
    rmSync(file, { force: true });
  }
}

/** The action that shows it: the last one, or the lists whose answers fit no order. */
function culpritOf({ proof }: Found, story: readonly Done[]): number {
  const lists = proof.kind === 'orders' || proof.kind === 'model' ? story.findIndex(({ action }) => action.do === 'together') : -1;
  return lists >= 0 ? lists : Math.max(0, story.length - 1);
}

/** Where nothing can be made smaller, the last actions are shown. */
const mostUnsettled = 256;

/** `0-003-O3-pin-get-KSPROPERTY_CONNECTION_STATE`: job, number, and what it is about. */
function nameOf({ breach, object, verb, item }: Found, job: number, number: number): string {
  const words = [String(job), String(number).padStart(3, '0'), breach.oracle, object, verb, item].filter((word) => word !== '');
  return words.join('-').replace(/[^\w.-]/g, '_');
}
