/** docs/performance.md: the last result, with the machine and the versions. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, release } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { version } from '../run/version.ts';
import { markdown, type Section } from './table.ts';

const head = `# Performance

Made by \`npm run bench -- --write docs/performance.md\`, but for the last section. Figures of one machine: what counts is the ratio to the floor, which was measured in the same
run. Each figure is the median of several samples after a warm-up.`;

/** Where the part of the page begins that people write. */
const byHand = '## What is not met, and why';

/** Writes the page with all sections, and keeps what people wrote at its end. */
export function writePage(path: string, sections: readonly Section[]): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const at = before.indexOf(byHand);
  const kept = at < 0 ? [] : [before.slice(at).trimEnd()];
  writeFileSync(path, `${[head, machine(), ...sections.map(markdown), ...kept].join('\n\n')}\n`);
}

function machine(): string {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const [cpu] = cpus();
  return [
    `- kscts ${version()}, Node.js ${process.versions.node} (V8 ${process.versions.v8}), koffi ${optionalDependencies?.['koffi'] ?? ''}, fast-check ${dependencies?.['fast-check'] ?? ''}`,
    `- ${cpus().length} processors, ${cpu?.model.trim() ?? 'unknown'}; ${Math.round(totalmem() / 2 ** 30)} GiB; ${process.platform} ${release()}`,
  ].join('\n');
}
