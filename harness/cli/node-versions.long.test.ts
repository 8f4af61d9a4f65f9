/**
 * The same seed asks the same, whatever the version of Node.js: every byte of every request and answer, the order of
 * cases, and how a campaign goes. A digest is kept here, so that it stays the same from commit to commit as well: where a
 * spec or the simulator changes what is asked or answered, `-u` takes the new one.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Other versions, from npm's packages of Node.js for Linux; `.ci/run` puts them here. */
const others = ['22', '24'].map((version) => ({
  version,
  node: join(packageRoot, `node_modules/.cache/kscts-node/node_modules/node${version}/bin/node`),
}));

let place: Place;
const digest = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** What a run puts on the wire with a seed, and in which order it judges. */
async function run(output: string, node?: string): Promise<{ traffic: string; cases: string }> {
  const args = ['run', 'demo', 'core/allocator', '--specs', 'specs/demo.yaml', '--target', 'simulator:encoder'];
  await ask([...args, '--traffic', '--output', output], node);
  const journal = readFileSync(place.path(output, 'journal.jsonl'), 'utf8').split('\n').filter((line) => line.startsWith('{"t":"case"'));
  const judged = journal.map((line) => {
    const { id, verdict, requests, runs } = JSON.parse(line) as Record<string, unknown>;
    return [id, verdict, requests, runs];
  });
  expect(judged.length).toBeGreaterThan(0);
  return { traffic: digest(gunzipSync(readFileSync(place.path(output, 'traffic.jsonl.gz')))), cases: digest(JSON.stringify(judged)) };
}

/** How a campaign goes with a seed: requests, behaviours, corpus, states and transitions; all but the time that it took. */
async function campaign(output: string, node?: string): Promise<Record<string, unknown>> {
  await ask(['fuzz', '--target', 'simulator:encoder', '--runs', '2000', '--output', output], node);
  const end = JSON.parse(readFileSync(place.path(output, 'fuzz.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  expect(end).toMatchObject({ t: 'end', why: 'runs' });
  return { ...end, milliseconds: undefined };
}

const ask = (args: readonly string[], node?: string) =>
  place.kscts([...args, '--seed', '7', '-q', '--no-progress'], node === undefined ? {} : { node });

let here: { run: unknown; campaign: unknown };
beforeAll(async () => {
  place = newPlace();
  here = { run: await run('run'), campaign: await campaign('fuzz') };
});
afterAll(() => { place.remove(); });

test('a seed asks what it always asked', () => {
  expect(here.run).toMatchInlineSnapshot(`
    {
      "cases": "4b6b2135bb0f1054",
      "traffic": "3a0f0130372436e1",
    }
  `);
});

describe.each(others)('Node.js $version', ({ version, node }) => {
  test('asks the same, and is answered the same', async ({ skip }) => {
    skip(!existsSync(node), `Node.js ${version} is not installed; .ci/run puts it into node_modules/.cache`);
    expect(await run(`run-${version}`, node)).toEqual(here.run);
    expect(await campaign(`fuzz-${version}`, node)).toEqual(here.campaign);
  });
});
