/** `kscts/vitest`: conformance cases in a Vitest project of one's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginRun } from '../../harness/run/begin.ts';
import { resolveOptions } from '../../harness/run/options.ts';
import type { RunOptionName, WrittenOptions } from '../../harness/run/options.ts';
import type { OwnOracle } from '../../harness/judge/oracles/own.ts';
import { journalName, readRecord } from '../../harness/run/record.ts';
import type { Target } from '../../harness/target/target.ts';
import { reportFormats } from '../../reports/formats.ts';
import type { ReportFormat, ReportName } from '../../reports/formats.ts';
import { registerCases } from '../register.ts';

export type { OwnBreach, OwnOracle, SeenAnswer } from '../../harness/judge/oracles/own.ts';
export type { ReportFormat, ReportName } from '../../reports/formats.ts';
export type { RunRecord } from '../../harness/run/record.ts';
export * from '../../harness/target/target.ts';

/** What a file of conformance tests asks, and of whom. */
export interface ConformanceOptions {
  /** A name as `--target` takes it (`simulator:testcap`, `native:./driver.so`), or a target of one's own. */
  readonly target: string | Target;
  /** Case ids, their beginnings, or globs; all unless given. */
  readonly query?: string | readonly string[];
  /** Spec files or folders of one's own, beside the shipped ones; relative to the current folder. */
  readonly specs?: string | readonly string[];
  /** Judge the device as one of these kinds, instead of as what its filters say they are. */
  readonly profile?: string | readonly string[];
  /** ABI of the caller; x64 unless given. */
  readonly arch?: 'x64' | 'x86';
  /** 0…2³¹-1; 1 unless given. The same seed asks the same. */
  readonly seed?: number;
  /** Most sets of values tried for a case, instead of what its claim says. */
  readonly runs?: number;
  /** Also cases that may lose settings or data of the device. */
  readonly destructive?: boolean;
  /** Bugs to put into the simulator, to see them found. */
  readonly fault?: string | readonly string[];
  /** lsusb -v text of the camera that `simulator:usbvideo` shall be. */
  readonly descriptors?: string;
  /** Folder of the journal and the reports; `kscts-results` unless given. Two files of tests need two. */
  readonly output?: string;
  /** Reports to write at the end: names of kscts' own, or formats of one's own. JUnit and HTML unless given. */
  readonly reporters?: readonly (ReportName | ReportFormat)[];
  /** Asked about every answer, beside what the specs say. */
  readonly oracles?: readonly OwnOracle[];
}

/**
 * Looks at the device, plans the cases and registers each as a test of the file that calls this:
 *
 *     await defineConformance({ target: 'simulator:testcap', query: 'core/clock' });
 *
 * The tests of a case fail with its finding. At the end journal and reports are in the output folder.
 * @throws UserError for options, specs or a target that cannot be used; the file then fails
 */
export async function defineConformance(options: ConformanceOptions): Promise<void> {
  const cwd = process.cwd();
  const { target, reporters = ['junit', 'html'], oracles } = options;
  const run = resolveOptions([written(options, cwd)], texts(options.query), cwd);
  const own = typeof target === 'string' ? undefined : { target, risk: 'process' as const };
  const execution = await beginRun(run, cwd, false, { ...(own && { target: own }), ...(oracles && { oracles }) });
  registerCases(execution, () => {
    const record = readRecord(join(run.output, journalName));
    mkdirSync(run.output, { recursive: true });
    for (const reporter of reporters) {
      const { fileName, render } = typeof reporter === 'string' ? reportFormats[reporter] : reporter;
      writeFileSync(join(run.output, fileName), render(record));
    }
  });
}

const written = (options: ConformanceOptions, cwd: string): WrittenOptions => {
  const { target, specs, profile, arch, seed, runs, destructive, fault, descriptors, output } = options;
  const given = { target: typeof target === 'string' ? target : target.name, specs, profile, arch, seed, runs, destructive, fault, descriptors, output };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { texts: texts(value), source: `defineConformance: ${name}`, base: cwd }]],
    ),
  ) satisfies Partial<Record<RunOptionName, unknown>>;
};

function texts(value: string | number | boolean | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
}
