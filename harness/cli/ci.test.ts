/** The ready-made workflows: they are YAML of the right shape, and kscts takes the command lines in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../base/package-root.ts';
import { resolveOptions } from '../run/options.ts';
import { program } from './program.ts';

const folder = join(packageRoot, 'docs/examples/ci');
const files = readdirSync(folder);
const campaigns = files.filter((name) => name.includes('fuzz'));
const runs = files.filter((name) => !name.includes('fuzz'));

/** Every text in a tree, with the keys that lead to it. */
function textsIn(node: unknown, path = ''): { readonly path: string; readonly text: string }[] {
  if (typeof node === 'string') return [{ path, text: node }];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => textsIn(value, `${path}.${key}`));
}

/** What the systems put in for their expressions. */
const filled = (line: string) => line
  .replaceAll(/\$\{\{ matrix\.(?:shard|seed) \}\}|\$\(System\.JobPositionInPhase\)|\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)/g, '2')
  .replaceAll('$(System.TotalJobsInPhase)', '5')
  .replaceAll('$JOB_COMPLETION_INDEX', '1')
  .replaceAll('$(Pipeline.Workspace)', '/agent/1')
  .replaceAll(/(\S*)\*/g, '$1-1 $1-2');

/** The command that would be run, and its words and options. */
async function taken(line: string): Promise<{ name: string; words: readonly string[]; options: Record<string, unknown> }> {
  let found: Awaited<ReturnType<typeof taken>> | undefined;
  const watch = (command: Command): void => {
    command.configureOutput({ writeErr: (text) => { throw new Error(text); } }).exitOverride();
    command.action(() => { found = { name: command.name(), words: command.args, options: command.opts() }; });
    command.commands.forEach(watch);
  };
  const kscts = program();
  kscts.commands.forEach(watch);
  await kscts.parseAsync(line.split(' ').slice(2), { from: 'user' });
  if (!found) throw new Error(`${line} runs nothing`);
  return found;
}

/** A workflow: whatever YAML thinks of it, and its command lines of kscts. */
function read(name: string) {
  const text = readFileSync(join(folder, name), 'utf8');
  const documents = parseAllDocuments(text);
  const tree = documents[0]?.toJS() as Record<string, unknown>;
  const commands = [...textsIn(tree).map((one) => one.text), ...text.split('\n').map((line) => line.replace(/^# +/, ''))]
    .filter((line) => line.startsWith('npx kscts '))
    .map(filled);
  return { documents, tree, commands };
}

test.each(files)('%s is one YAML document without a complaint', (name) => {
  const { documents } = read(name);
  expect(documents).toHaveLength(1);
  expect([...documents[0]!.errors, ...documents[0]!.warnings]).toEqual([]);
});

test.each(campaigns)('%s gives each machine a seed and a folder of its own', async (name) => {
  const { tree, commands } = read(name);
  const [campaign, ...others] = await Promise.all(commands.map(taken));
  expect(others).toEqual([]);
  expect(campaign?.name).toBe('fuzz');
  const { seed, time } = campaign!.options;
  const chosen = resolveOptions([{ seed: { texts: [String(seed)], source: '--seed', base: '/' } }], [], '/');
  expect([chosen.seed, time]).toEqual([2, '30m']);
  const job = JSON.stringify(tree);
  expect(job).toMatch(/campaign-(\$\{\{ matrix\.seed|\$\(System\.JobPosition|\$JOB_COMPLETION)/);
});

describe.each(runs)('%s', (name) => {
  const { tree, commands } = read(name);

  test('runs shards and merges them, with command lines that kscts takes', async () => {
    const all = await Promise.all(commands.map(taken));
    expect(all.map((one) => one.name).toSorted()).toEqual(['merge', 'run']);
    const { options } = all.find((one) => one.name === 'run')!;
    const shard = resolveOptions([{ shard: { texts: [String(options['shard'])], source: '--shard', base: '/' } }], [], '/').shard;
    expect(shard?.index).toBe(2);
    expect(all.find((one) => one.name === 'merge')?.words).toHaveLength(2);
  });

  test('has as many shards as it says to', () => {
    const [, count] = /--shard \S+( \+ 1\)\))?.*?\/(\d+)/.exec(commands.find((line) => line.includes('--shard'))!)!.slice(1).map(Number);
    const said = name.startsWith('github') ? (tree['jobs'] as { shard: { strategy: { matrix: { shard: number[] } } } }).shard.strategy.matrix.shard.length
      : name.startsWith('azure') ? (tree['jobs'] as { strategy: { parallel: number } }[])[0]!.strategy.parallel
        : (tree['spec'] as { completions: number }).completions;
    expect(said).toBe(count);
  });
});

test('docs/ci.md names every one of them', () => {
  const guide = readFileSync(join(packageRoot, 'docs/ci.md'), 'utf8');
  expect(files.filter((name) => !guide.includes(`(examples/ci/${name})`))).toEqual([]);
  expect([runs.length, campaigns.length]).toEqual([3, 3]);
});
