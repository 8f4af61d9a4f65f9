/** How long people wait: from `kscts run` to the first verdict and to the end, against an empty Vitest run. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { readRecord } from '../run/record.ts';
import { median } from './measure.ts';
import { milliseconds, target as goal, times, type Section } from './table.ts';

const vitest = join(packageRoot, 'node_modules/vitest/vitest.mjs');
const kscts = join(packageRoot, 'dist/harness/cli/main.js');
const samples = 3;
const pollEvery = 5;

/** @param folder where to run */
export async function startupSection(folder: string): Promise<readonly Section[]> {
  const empty = emptyVitest(folder);
  const runs: { readonly first: number; readonly end: number; readonly cases: number }[] = [];
  for (let i = 0; i < samples; i++) runs.push(await one(folder));
  const first = median(runs.map((run) => run.first));
  const end = median(runs.map((run) => run.end));
  const cases = runs[0]?.cases ?? 0;
  const allowed = 3 * empty + (cases / 10_000) * 1000;
  return [
    {
      title: 'From the command to the verdict',
      about: `\`kscts run\` as it is, on the default device (${cases.toLocaleString('en-US')} cases), against \`vitest run\` with one empty test.`,
      rows: [
        { what: 'an empty Vitest run', value: milliseconds(empty), ratio: '1×' },
        { what: 'kscts run: the first verdict', value: milliseconds(first), ratio: times(first, empty) },
        { what: 'kscts run: the end', value: milliseconds(end), ratio: times(end, empty) },
      ],
      targets: [goal('a full default run in under 3 times an empty Vitest run and a second for 10,000 cases', end < allowed, `${milliseconds(end)} of ${milliseconds(allowed)}`)],
    },
  ];
}

function emptyVitest(folder: string): number {
  const project = join(folder, 'empty');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'empty.test.mjs'), "import { test } from 'vitest';\ntest('empty', () => {});\n");
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  // Vitest is found from here, as it is from a project that has it.
  const link = join(project, 'node_modules');
  spawnSync('ln', ['-sfn', join(packageRoot, 'node_modules'), link]);
  return median(Array.from({ length: samples }, () => {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [vitest, 'run'], { cwd: project, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the empty Vitest run failed: ${stderr}`);
    return performance.now() - began;
  }));
}

/** One run: milliseconds to the first verdict that is in the journal, and to the end of the process. */
async function one(folder: string): Promise<{ first: number; end: number; cases: number }> {
  const output = join(folder, 'results');
  rmSync(output, { recursive: true, force: true });
  const journal = join(output, 'journal.jsonl');
  const began = performance.now();
  const child = spawn(process.execPath, [kscts, 'run', '--no-progress', '--output', output], { stdio: 'ignore' });
  let first = NaN;
  const timer = setInterval(() => {
    if (Number.isNaN(first) && existsSync(journal) && readFileSync(journal, 'utf8').includes('"verdict":"pass"')) first = performance.now() - began;
  }, pollEvery);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  const end = performance.now() - began;
  return { first, end, cases: readRecord(journal).results.length };
}
