/** The planted bugs of the example in C, under libFuzzer with AddressSanitizer and under kscts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { buildLibFuzzer } from '../fuzzers.ts';
import type { Row, Section } from '../table.ts';

const faults = [1, 2, 3, 4, 5] as const;
const names: Readonly<Record<(typeof faults)[number], string>> = {
  1: 'heap overflow on a short value',
  2: 'wrong size',
  3: 'missing length check',
  4: 'endless loop',
  5: 'a failed set is kept',
};
const kscts = join(packageRoot, 'dist/harness/cli/main.js');

/** @param budget requests for each of them */
export function libFuzzerSection(folder: string, budget: number): Section {
  const about = `The five bugs that can be planted in the example camera, ${budget.toLocaleString('en-US')} requests each. libFuzzer runs with AddressSanitizer, one request per input; kscts runs \`kscts fuzz\` on the library, with AddressSanitizer, too. Jazzer.js 4 on the simulator's dispatch is left out: its prebuilt library needs glibc 2.38, here is ${glibc()}.`;
  if (buildLibFuzzer(folder, []) === undefined) return { title: 'libFuzzer on the example in C', about: `${about} clang with libFuzzer is not installed: not measured.`, rows: [] };
  const make = spawnSync('make', ['-s', '-C', join(packageRoot, 'harness/target/native/example'), `OUT=${folder}`, 'sanitized'], { encoding: 'utf8' });
  if (make.status !== 0) throw new Error(`the example cannot be built: ${make.stderr}`);
  const rows = faults.map((fault): Row => ({ what: `${fault}: ${names[fault]}`, value: byKscts(folder, fault, budget), ratio: byLibFuzzer(folder, fault, budget) }));
  return { title: 'libFuzzer on the example in C', about: `${about} The columns are kscts and libFuzzer.`, rows };
}

function byLibFuzzer(folder: string, fault: number, budget: number): string {
  const program = buildLibFuzzer(folder, [`-DKSCTS_FAULT=${fault}`]);
  if (program === undefined) return 'not built';
  const { status, stderr } = spawnSync(program, [`-runs=${budget}`, '-seed=1', '-max_len=256', '-timeout=5'], { encoding: 'utf8', cwd: folder });
  if (status === 0) return 'not found';
  const counts = [...stderr.matchAll(/^#(\d+)/gm)].map(([, n]) => Number(n));
  return `found, after some ${(counts.at(-1) ?? 0).toLocaleString('en-US')} inputs`;
}

function byKscts(folder: string, fault: number, budget: number): string {
  const words = ['fuzz', '--target', `native:${join(folder, `camera-asan-fault${fault}.so`)}`, '--runs', String(budget), '--no-progress', '--output', join(folder, `fuzz${fault}`)];
  const { status } = spawnSync(process.execPath, [kscts, ...words], { encoding: 'utf8', cwd: folder });
  return status === 0 ? 'not found' : status === 1 ? 'found' : `ended with ${status ?? 'a signal'}`;
}

function glibc(): string {
  const header = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header.header?.glibcVersionRuntime ?? 'another C library';
}
