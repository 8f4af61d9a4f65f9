import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { createSession } from '../judge/session.ts';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadBook } from './book.ts';

/** The spec of one of the twelve sentences, as `docs/spec-language.md` has it. */
function sentence(title: string): string {
  const page = readFileSync(join(packageRoot, 'docs/spec-language.md'), 'utf8');
  const block = page.split('```').find((part) => part.startsWith(`yaml\ntitle: ${title}\n`));
  if (block === undefined) throw new Error(`no example is titled ${title}`);
  return block.slice('yaml\n'.length);
}

/** Verdicts of a claim on a device, by object. */
function judge(title: string, claim: string, device: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'kscts-sentence-'));
  try {
    const file = join(folder, 'sentence.yaml');
    writeFileSync(file, sentence(title));
    const book = loadBook([file]);
    const target = createSimulator(device);
    const plan = makePlan(book, target, { query: [], destructive: false, profiles: [] });
    const { run } = createSession(book, plan, target, { seed: 1 });
    const cases = plan.cases.filter((c) => c.claim === claim && !c.skip);
    return Object.fromEntries(cases.map((c) => [c.object, run(c).verdict]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the cycle of BDA changes can be walked as the page says it (sentence 12)', () => {
  expect(judge('Sentence 12', 'sentence.bda-changes', 'bda')).toEqual({ 'dvbt/node0': 'pass', 'dvbs/node0': 'pass' });
});
