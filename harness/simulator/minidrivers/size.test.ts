/** A minidriver is written against its class driver, in about 250 lines: counted here, so that it stays true. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const most = 250;
const folder = import.meta.dirname;

/** Drivers of several filters, each written in a module of its own; all others are one filter, or a few small ones. */
const filters: Readonly<Record<string, readonly string[]>> = {
  audiodsp: ['speaker', 'microphone', 'radio', 'headset'],
  bdatuner: ['filter', 'capture'],
  hdaudio: ['wave', 'topology'],
  midiuart: ['midi', 'dmus'],
  soundcard: ['mixer'],
  synth: ['synth-miniport', 'spatial-miniport'],
  tvcapture: ['capture', 'crossbar', 'tuner', 'tv-audio'],
};

const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/testing/'));

/** Lines that do something: no comments, no imports, no blank lines. */
function codeLines(module: string): number {
  const text = readFileSync(join(folder, module), 'utf8')
    .replace(/^import [^;]*;$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '');
  return text.split('\n').filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

/** A module of minidrivers/ with all others that it needs. */
function reached(module: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(module)) return found;
  found.add(module);
  for (const [, path = ''] of readFileSync(join(folder, module), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
    const other = relative(folder, join(folder, dirname(module), path)).replaceAll('\\', '/');
    if (!other.startsWith('..')) reached(other, found);
  }
  return found;
}

const sum = (paths: Iterable<string>): number => [...paths].reduce((lines, path) => lines + codeLines(path), 0);
const drivers = [...new Set(modules.map((path) => dirname(path)))].sort();

/** What is counted: filters with what they need, and what a driver has besides its filters. */
const units = drivers.flatMap((driver) => {
  const own = (filters[driver] ?? []).map((name) => [`${driver}/${name}`, reached(`${driver}/${name}.ts`)] as const);
  const ofFilters = new Set(own.flatMap(([, paths]) => [...paths]));
  const entry = modules.find((path) => dirname(path) === driver && ['device.ts', `${driver}.ts`].includes(basename(path))) ?? '';
  const rest = [...reached(entry)].filter((path) => !ofFilters.has(path));
  return [...own, [driver, new Set(rest)] as const];
});

describe('minidrivers', () => {
  it('are counted whole', () => {
    const counted = new Set(units.flatMap(([, paths]) => [...paths]));
    expect(modules.filter((path) => !counted.has(path))).toEqual([]);
  });

  it.each(units)(`%s has ${most} lines of code at most`, (_name, paths) => {
    expect(sum(paths)).toBeLessThanOrEqual(most);
  });
});
