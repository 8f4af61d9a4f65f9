/** Makes a certificate of runs: gathers what it is about in a folder, and signs it. */
import { sign, type KeyObject } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExitCode, UserError } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { noCounts } from '../run/counts.ts';
import { journalName, readRecord } from '../run/record.ts';
import type { RunRecord } from '../run/record.ts';
import { outcomeOf } from '../run/outcome.ts';
import { findSpecFiles, shippedSpecs } from '../spec/spec-files.ts';
import { digestsOf } from './files.ts';
import { fingerprint } from './keys.ts';
import { manifestFormat, manifestName, manifestText, runFolder, signatureName, type Manifest } from './manifest.ts';
import { reasonsAgainst } from './requirements.ts';

/** Where the rules that claims cite are in a bundle. */
export const rulesName = 'rules.md';
/** Where the spec files are. */
export const specsFolder = 'specs';

/** @throws UserError KS384 if the folder has something in it */
export function refuseFull(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new UserError({ code: 'KS384', message: `${folder} is there already and not empty; nothing was run`, hint: 'name another folder with --output' });
}

/**
 * Copies the shipped specs, those of the user and the rules into a bundle, so that its runs can be judged again later.
 * What is wrong with a path is told by who reads the specs for the run.
 * @throws UserError KS386 if two files would be the same in the bundle
 */
export function copySpecs(folder: string, own: readonly string[]): void {
  const ignore = () => undefined;
  for (const { file, path } of findSpecFiles([shippedSpecs, ...own], ignore)) {
    const to = join(folder, specsFolder, `${path}.yaml`);
    if (existsSync(to)) throw new UserError({ code: 'KS386', message: `two spec files are called ${path}; ${file} is one of them`, hint: 'give yours another name or folder' });
    mkdirSync(dirname(to), { recursive: true });
    cpSync(file, to);
  }
  cpSync(join(packageRoot, 'docs', 'ks-semantics.md'), join(folder, rulesName));
}

/**
 * Signs what is in the folder: a run for each seed, in its own folder there.
 * @param now ISO 8601, UTC
 * @throws UserError KS385 with every reason why it cannot be certified
 */
export function certifyBundle(folder: string, seeds: readonly number[], key: KeyObject, now: string): Manifest {
  const records = seeds.map((seed) => readRecord(join(folder, runFolder(seed), journalName)));
  const reasons = records.flatMap((record, i) => reasonsAgainst(record).map((reason) => `seed ${seeds[i]}: ${reason}`));
  if (reasons.length > 0) {
    throw new UserError(reasons.map((message) => ({ code: 'KS385', message: `not certified: ${message}` })), ExitCode.notCertified);
  }
  const made = { ...statementOf(records), certifiedAt: now, key: fingerprint(key), seeds: [...seeds], files: digestsOf(folder) };
  const text = Buffer.from(manifestText(made));
  writeFileSync(join(folder, manifestName), text);
  writeFileSync(join(folder, signatureName), sign(null, text, key));
  return made;
}

/** What a certificate says of the runs that it is about. */
export type Statement = Omit<Manifest, 'certifiedAt' | 'key' | 'seeds' | 'files'>;

/** @throws Error for a record without a plan, which cannot be certified */
export function statementOf(records: readonly RunRecord[]): Statement {
  const [first] = records;
  if (!first?.run || !first.plan) throw new Error('a run without a plan is not certified');
  const { run, plan } = first;
  const counts = noCounts();
  const skips: Record<string, number> = {};
  const waivers: Manifest['waivers'] = [];
  for (const record of records) {
    const outcome = outcomeOf(record);
    for (const { verdict } of outcome.results) counts[verdict]++;
    for (const [reason, n] of outcome.skips) skips[reason] = (skips[reason] ?? 0) + n;
    for (const { waiver, waived } of outcome.waivers) {
      const known = waivers.find(({ at }) => at === waiver.at);
      if (known) known.waived = [...new Set([...known.waived, ...waived])];
      else if (waived.length > 0) waivers.push({ ...waiver, waived: [...waived] });
    }
  }
  return {
    format: manifestFormat,
    verdict: 'certified',
    kscts: run.kscts,
    target: run.target,
    arch: run.arch,
    driver: { ...run.identity },
    device: plan.device ?? '',
    specs: run.specs,
    plan: plan.whole?.digest ?? '',
    profiles: [...plan.profiles],
    counts,
    skips,
    waivers,
  };
}
