/** Checks a certificate: that it is what was signed, and that it says what its records say. */
import { verify, type KeyObject } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ExitCode, UserError, type Problem } from '../base/errors.ts';
import { journalName, readRecord } from '../run/record.ts';
import type { RunRecord } from '../run/record.ts';
import { trafficName } from '../traffic/traffic-file.ts';
import { rulesName, specsFolder, statementOf } from './bundle.ts';
import { contentOf, digestOf } from './files.ts';
import { fingerprint } from './keys.ts';
import { manifest, manifestName, runFolder, signatureName, type Manifest } from './manifest.ts';
import { reasonsAgainst } from './requirements.ts';

/** A certificate that is what was signed. */
export interface Certificate {
  readonly folder: string;
  readonly manifest: Manifest;
  /** A record for each seed, in the order of the manifest. */
  readonly records: readonly RunRecord[];
}

const tampered = (problems: readonly Problem[]): UserError => new UserError(problems, ExitCode.tampered);

/**
 * Reads a certificate and checks signature, digests and completeness. All that is wrong is told at once, but for a
 * signature that does not fit: nothing that the manifest says is known to be true then.
 * @throws UserError (exit code 6) KS390 for a folder that is no certificate, KS391 for a signature that does not fit,
 *   KS392 for a file that is changed, missing or more than was signed
 */
export function openCertificate(folder: string, key: KeyObject): Certificate {
  const text = readOwn(folder, manifestName);
  const signature = readOwn(folder, signatureName);
  // The key is named before the signature is judged: a certificate of somebody else is not a damaged one.
  const signedBy = keyNamedIn(text);
  if (!verify(null, text, key, signature)) {
    const other = signedBy !== undefined && signedBy !== fingerprint(key);
    const message = other
      ? `${manifestName}: it was signed with another key, or changed: it names ${signedBy.slice(0, 16)}…, yours is ${fingerprint(key).slice(0, 16)}…`
      : `${manifestName} or ${signatureName} was changed: the signature does not fit`;
    throw tampered([{ code: 'KS391', message }]);
  }
  const parsed = parseManifest(text);
  const problems = [...damage(folder, parsed), ...absent(parsed)];
  if (parsed.key !== fingerprint(key)) problems.push({ code: 'KS391', message: `${manifestName} names another key than the one it is signed with` });
  if (problems.length > 0) throw tampered(problems);
  return { folder, manifest: parsed, records: parsed.seeds.map((seed) => readRecord(join(folder, runFolder(seed), journalName))) };
}

function readOwn(folder: string, name: string): Buffer {
  const path = join(folder, name);
  if (existsSync(path) && lstatSync(path).isFile()) return readFileSync(path);
  throw tampered([{ code: 'KS390', message: `${folder} is no certificate: there is no ${name}` }]);
}

function keyNamedIn(text: Buffer): string | undefined {
  return /"key": "([0-9a-f]{64})"/.exec(text.toString())?.[1];
}

function parseManifest(text: Buffer): Manifest {
  let data: unknown;
  try {
    data = JSON.parse(text.toString());
  } catch (error) {
    throw tampered([{ code: 'KS390', message: `${manifestName} is no JSON: ${(error as Error).message}` }]);
  }
  const { success, issues, output } = v.safeParse(manifest, data);
  if (success) return output;
  throw tampered([{ code: 'KS390', message: `${manifestName} is not of this version of kscts: ${v.getDotPath(issues[0]) ?? ''}: ${issues[0].message}` }]);
}

/** Files that are not as they were signed. */
function damage(folder: string, { files }: Manifest): Problem[] {
  const { files: there, strange } = contentOf(folder);
  const problems: Problem[] = strange.map((path) => ({ code: 'KS392', message: `${path} is neither a file nor a folder` }));
  const wrong = (path: string, what: string) => problems.push({ code: 'KS392', message: `${path} ${what}` });
  for (const path of there) {
    if (path !== manifestName && path !== signatureName && !Object.hasOwn(files, path)) wrong(path, 'was added: it is not part of the certificate');
  }
  for (const [path, signed] of Object.entries(files)) {
    if (!there.includes(path)) {
      wrong(path, 'is missing');
      continue;
    }
    const now = digestOf(folder, path);
    if (now.bytes !== signed.bytes) wrong(path, `was changed: it has ${now.bytes} bytes, ${signed.bytes} were signed`);
    else if (now.sha256 !== signed.sha256) wrong(path, 'was changed: its SHA-256 is not the one that was signed');
  }
  return problems;
}

/** What a certificate cannot do without. */
function absent({ files, seeds }: Manifest): Problem[] {
  const needed = [rulesName, ...seeds.flatMap((seed) => [journalName, trafficName].map((name) => `${runFolder(seed)}/${name}`))];
  const missing = needed.filter((path) => !Object.hasOwn(files, path));
  if (!Object.keys(files).some((path) => path.startsWith(`${specsFolder}/`))) missing.push(`${specsFolder}/`);
  if (seeds.length === 0) missing.push('runs/');
  return missing.map((path) => ({ code: 'KS392', message: `${path} is not part of the certificate, which is not whole without it` }));
}

/** In what the statement departs from the records, and why they could not be certified; nothing if all is well. */
export function disagreements({ manifest: said, records }: Certificate): readonly Problem[] {
  const disagree = (message: string): Problem => ({ code: 'KS393', message });
  const problems = records.flatMap((record, i) => reasonsAgainst(record).map((reason) => disagree(`the run with seed ${said.seeds[i]} cannot be certified: ${reason}`)));
  records.forEach((record, i) => {
    if (record.run?.seed !== said.seeds[i]) problems.push(disagree(`the run said to be of seed ${said.seeds[i]} is of seed ${record.run?.seed ?? 'none'}`));
  });
  if (problems.length > 0) return problems;
  for (const [i, record] of records.entries()) {
    const alone = statementOf([record]);
    for (const name of ['kscts', 'target', 'arch', 'driver', 'device', 'specs', 'plan', 'profiles'] as const) {
      if (!same(alone[name], said[name])) problems.push(disagree(`"${name}" is not what the run with seed ${said.seeds[i]} says`));
    }
  }
  const all = statementOf(records);
  for (const name of ['counts', 'skips', 'waivers'] as const) if (!same(all[name], said[name])) problems.push(disagree(`"${name}" is not what the runs say`));
  return problems;
}

/** Whether two values are the same, whatever the order of their members. */
function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
