/** What is kept of a file, and where everything in it stands; what nothing is kept of. */
import { describe, expect, test } from 'vitest';
import type { Problem } from './errors.ts';
import { nodeAt } from './yaml-path.ts';
import { parseYaml, specFiles, type YamlFile } from './yaml-source.ts';
import { treeOf, valueOf, type TreeNode } from './yaml-tree.ts';

function parsed(text: string): YamlFile {
  const yaml = parseYaml('x.yaml', text, (problem) => { throw new Error(problem.message); });
  if (!yaml) throw new Error('no tree');
  return yaml;
}

function tree(text: string): TreeNode {
  const { root } = parsed(text);
  if (!root) throw new Error('empty');
  return treeOf(root);
}

test.each<[string, unknown]>([
  ['a: 1\nb: [x, "y", null]\nc: { d: true }\ne: -0.5\n', { a: 1, b: ['x', 'y', null], c: { d: true }, e: -0.5 }],
  ['a:\nb: {}\nc: []\n', { a: null, b: {}, c: [] }],
  ['"7"', '7'],
  // Kept exactly, as the text that it is.
  ['a: 18446744073709551615\nb: 9007199254740991\nc: 0xffffffffffffffff\nd: 1.5e300', { a: '18446744073709551615', b: 9007199254740991, c: '0xffffffffffffffff', d: '1.5e300' }],
])('%j has its values', (text, value) => {
  expect(valueOf(tree(text))).toEqual(value);
});

test('everything has its place, and a text in quotes says so', () => {
  const text = 'one: "a"\ntwo:\nlist: [b]\n';
  const found = tree(text);
  if (!('members' in found)) throw new Error('no map');
  const [one, two, list] = found.members;
  expect([one, two].map((member) => text.slice(member?.key.start, member?.key.end))).toEqual(['one', 'two']);
  expect(one?.node).toMatchObject({ value: 'a', quoted: true, start: 5, end: 8 });
  // Nothing is where it would stand.
  expect(two?.node).toMatchObject({ value: null });
  expect(text.slice(list?.node.start, list?.node.end)).toBe('[b]');
});

describe('a path leads to', () => {
  const { root } = parsed('a:\n  - { b: 1 }\n  - 2\nc:\n');
  test.each<[string, readonly (string | number)[], unknown]>([
    ['what it names', ['a', 0, 'b'], 1],
    ['a part of a list', ['a', 1], 2],
    ['the map, where it has no such key', ['x'], undefined],
    ['the list, where it has no such place', ['a', 5], undefined],
    ['the list, where a key is asked for', ['a', 'b'], undefined],
    ['a value, where there is nothing in it', ['a', 1, 'z', 3], 2],
  ])('%s', (_what, path, value) => {
    if (!root) throw new Error('empty');
    const node = nodeAt(root, path);
    if (value === undefined) expect(node).toBe(nodeAt(root, path.slice(0, -1)));
    else expect((node as { value?: unknown }).value).toBe(value);
  });
});

test.each([
  ['too long', 'x'.repeat(specFiles.mostCharacters + 1), 'KS010'],
  ['nested too deeply', '['.repeat(200) + ']'.repeat(200), 'KS011'],
  ['nested deeper than any stack', '['.repeat(100_000), 'KS011'],
  ['keys that are nested too deeply', `${'{? '.repeat(120)}a${': 1}'.repeat(120)}`, 'KS011'],
])('a file that is %s is not read', (_what, text, code) => {
  const problems: Problem[] = [];
  expect(parseYaml('x.yaml', text, (problem) => problems.push(problem))).toBeUndefined();
  expect(problems[0]).toMatchObject({ code, position: { file: 'x.yaml', line: 1, column: 1 } });
});
