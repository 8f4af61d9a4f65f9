/** The rules of the house that neither the compiler nor the linter holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allSets } from './abi/names.ts';
import { packageRoot } from './base/package-root.ts';

interface Source {
  readonly name: string;
  readonly text: string;
}

const sources: readonly Source[] = ['harness', 'reports', 'suites'].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(packageRoot, folder, name))
    .map((path) => ({ name: relative(packageRoot, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') })),
);
const written = sources.filter(({ name }) => !name.includes('/generated/'));
const shipped = written.filter(({ name }) => !name.endsWith('.test.ts') && !name.includes('/testing/'));

/** Without comments; strings that hold comment marks are rare enough here. */
function code(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Where a name is no requirement: the example that documents the variables of expressions, and the set of variant types. */
const named = new Set(['harness/spec/variables.ts: KSPROPERTY_CLOCK_TIME', 'harness/abi/codec/description-node.ts: KSPROPTYPESETID_General']);

test('what is said about single items stands in specs: no set and no item is named outside of the simulator', () => {
  const names = new Set(allSets().flatMap(({ name, ids }) => [name, ...ids.map((id) => id.name)]));
  expect(names.size).toBeGreaterThan(800);
  const found = shipped
    .filter(({ name }) => !name.startsWith('harness/simulator/'))
    .flatMap(({ name, text }) => [...code(text).matchAll(/\bK?S?[A-Z]+_[A-Z0-9_]{4,}\b|\bKS[A-Z]+SETID_\w+/g)].flatMap(([word]) => (names.has(word) ? [`${name}: ${word}`] : [])));
  expect(found.filter((place) => !named.has(place))).toEqual([]);
});

describe('files are short', () => {
  const most = 300;
  const long = shipped.filter(({ text }) => text.split('\n').length > most + 1);

  test.each(long)('$name says why it is long', ({ text }) => {
    expect(text, `more than ${most} lines: split it, or say "Long because …" in its first comment`).toMatch(/^\/\*\*[^]*?Long because [^]*?\*\//);
  });

  test('and few are long', () => {
    expect(long.length).toBeLessThanOrEqual(18);
  });
});

test('nothing is left for later', () => {
  const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
  expect(written.filter(({ text }) => marks.test(text)).map(({ name }) => name)).toEqual([]);
});

test('no error is silenced', () => {
  const silenced = /@ts-(ignore|nocheck)|eslint-disable/;
  expect(written.filter(({ name, text }) => name !== 'harness/house.test.ts' && silenced.test(text)).map(({ name }) => name)).toEqual([]);
});
