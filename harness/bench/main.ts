/**
 * `npm run bench`: measures kscts against its floors and prints tables. With `--write FILE` the tables go to a document;
 * names of sections measure only these.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../base/package-root.ts';
import { requestSections } from './run-in-vitest.ts';
import { markdown, type Section } from './table.ts';
import { writePage } from './page.ts';

const { values, positionals } = parseArgs({ options: { write: { type: 'string' } }, allowPositionals: true });
const folder = mkdtempSync(join(tmpdir(), 'kscts-bench-'));

/** What can be measured, in the order of the page. */
const parts: Readonly<Record<string, () => Promise<readonly Section[]> | readonly Section[]>> = {
  requests: async () => {
    const { libFuzzer } = await import('./fuzzers.ts');
    const library = buildNull();
    return requestSections({ library, libFuzzer: libFuzzer(folder), results: join(folder, 'sections.json') });
  },
  remote: async () => (await import('./remote.ts')).remoteSections(),
  startup: async () => (await import('./startup.ts')).startupSection(folder),
  planning: async () => (await import('./planning.ts')).planningSections(),
  memory: async () => (await import('./planning.ts')).memorySections(),
  journal: async () => (await import('./journal.ts')).journalSections(folder),
};

const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; there is ${Object.keys(parts).join(', ')}\n`);
  process.exit(2);
}
try {
  const sections: Section[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    const found = await measure();
    sections.push(...found);
    process.stdout.write(found.map((section) => `${markdown(section)}\n\n`).join(''));
  }
  if (values.write !== undefined) writePage(values.write, sections);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The null library, or nothing where there is no C compiler. */
function buildNull(): string | undefined {
  try {
    execFileSync('make', ['-s', '-C', join(packageRoot, 'harness/target/native/example'), `OUT=${folder}`, join(folder, 'null.so')], { stdio: ['ignore', 'ignore', 'inherit'] });
    return join(folder, 'null.so');
  } catch {
    process.stderr.write('no C compiler: the native library is not measured\n');
    return undefined;
  }
}
