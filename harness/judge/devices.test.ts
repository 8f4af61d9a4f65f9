/**
 * What judging bundled devices sends, gets and finds: a change of the judge that is not meant to change it shows here.
 * Where a spec, a device or what is said was changed, `-u` takes the new lines.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { TargetDied } from '../target/target.ts';
import { createSession } from './session.ts';
import type { CaseResult } from './verdict.ts';

const book = loadSpecs();
const digest = (all: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 12);
/** All of a result but the time that it took. */
const lasting = (result: CaseResult): unknown => ({ ...result, milliseconds: undefined, times: undefined });

test('all cases of testcap', async () => {
  const target = createSimulator('testcap');
  const plan = makePlan(book, target, { query: [], profiles: [], destructive: true });
  const session = createSession(book, plan, target, { seed: 1 });
  const ofPath = new Map<string, CaseResult[]>();
  for (const planned of plan.cases) {
    const [path = ''] = /^[^:@]*/.exec(planned.id) ?? [];
    const file = path.split('/').slice(0, 2).join('/');
    ofPath.set(file, [...(ofPath.get(file) ?? []), session.run(planned)]);
  }
  target.dispose();
  const lines = [...ofPath].map(([path, results]) => {
    const requests = results.reduce((sum, result) => sum + result.requests, 0);
    return `${path}: ${results.filter(({ verdict }) => verdict === 'pass').length} pass, ${requests} requests, ${digest(results.map(lasting))}\n`;
  });
  await expect(lines.join('')).toMatchFileSnapshot('__snapshots__/testcap.txt');
});

/** A finding in two lines, its exchanges as a digest. */
function told({ finding }: CaseResult): string | undefined {
  if (!finding) return undefined;
  const { verdict, message, expected, rule, oracle, values, exchanges } = finding;
  return `${verdict}: ${message}; ${expected}\n  ${rule?.id} ${oracle} ${JSON.stringify(values)}, ${exchanges.length} exchanges ${digest(exchanges)}`;
}

/** Some faults of the published table, on the device and by the claim that it names. */
const table = readFileSync(join(packageRoot, 'docs/faults.md'), 'utf8');
const faults = [...table.matchAll(/^\| ([\w.-]+) \|.*\| `([^` ]+)` on (\w+)/gm)]
  .map(([, fault = '', claim = '', device = '']) => ({ fault, claim, device }))
  .filter((_row, i) => i % 12 === 0);

test.each(faults)('what $claim finds of $fault', ({ fault, claim, device }) => {
  const target = createSimulator(device, { faults: [fault] });
  let found: string | undefined;
  try {
    const plan = makePlan(book, target, { query: [`**:${claim}`], profiles: [], destructive: true });
    const session = createSession(book, plan, target, { seed: 1 });
    for (const planned of plan.cases) if ((found = told(session.run(planned)))) break;
  } catch (error) {
    if (!(error instanceof TargetDied)) throw error;
    found = `${error.how}: ${error.detail}`;
  } finally {
    target.dispose();
  }
  expect(found).toMatchSnapshot();
});
