/** Judges the recorded traffic of a certificate again, with the specs and rules that it holds, and without the device. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../base/errors.ts';
import { recordedOptions } from '../run/recorded-options.ts';
import { rejudge } from '../run/rejudge.ts';
import { loadSpecs } from '../spec/loader.ts';
import { parseRules } from '../spec/rules.ts';
import { trafficName } from '../traffic/traffic-file.ts';
import { rulesName, specsFolder } from './bundle.ts';
import { runFolder } from './manifest.ts';
import type { Certificate } from './verify.ts';

/** Most differences that are told of a run. */
const told = 10;

/**
 * What comes out otherwise than the records say; nothing if all is as it was.
 * @throws UserError for specs or traffic that this version cannot read
 */
export async function rejudged({ folder, manifest, records }: Certificate): Promise<readonly Problem[]> {
  const disagree = (message: string): Problem => ({ code: 'KS397', message });
  const book = loadSpecs([join(folder, specsFolder)], parseRules(readFileSync(join(folder, rulesName), 'utf8')));
  if (book.digest !== manifest.specs) return [disagree(`${specsFolder}/ says something else than the specs of the runs: their digest is ${book.digest}`)];
  const problems: Problem[] = [];
  for (const [i, record] of records.entries()) {
    const at = runFolder(manifest.seeds[i] ?? 0);
    if (!record.run) continue;
    const { changed, missing } = await rejudge(record, join(folder, at, trafficName), book, recordedOptions(record.run, folder));
    const differences = [
      ...changed.map(({ id, was, now, why }) => `${id} is ${was} in the record and ${now} when its traffic is judged again: ${why}`),
      ...missing.map((id) => `${id}: there is no traffic of it`),
    ];
    const left = differences.length - told;
    problems.push(...differences.slice(0, told).map((text) => disagree(`${at}: ${text}`)));
    if (left > 0) problems.push(disagree(`${at}: … and ${left} more`));
  }
  return problems;
}
