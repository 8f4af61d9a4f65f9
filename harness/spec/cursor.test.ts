/** Where the compiler is in a file: each place gives its value, and marks just what is meant. */
import { expect, test } from 'vitest';
import type { Problem } from '../base/errors.ts';
import type { Cursor } from './cursor.ts';
import { parseSpec } from './spec-files.ts';

const text = `title: T
profiles:
  - profile: acme
    title: "a \\"b\\" c"
    about: 'one two'
    sources: [x, y]
    applies: { on: filter }
    requires: []
  - { profile: plain, title: one two, sources: [z], applies: { on: pin, offers: [A, B] } }
`;

interface Profile { profile: string; title: string; about?: string; sources: string[]; applies: { on: string; offers?: string[] } }

function profiles(): Cursor<Profile>[] {
  const document = parseSpec({ file: 'x.yaml', path: 'x' }, text, ({ message }) => { throw new Error(message); });
  return (document?.root.get('profiles')?.list() ?? []) as unknown as Cursor<Profile>[];
}

/** The characters that a problem marks, and its line. */
const marked = ({ position, lineText = '', length = 0 }: Problem): string =>
  `${position?.line} ${lineText.slice((position?.column ?? 1) - 1, (position?.column ?? 1) - 1 + length)}`;

test('values, keys and parts of texts are marked', () => {
  const [first, second] = profiles() as [Cursor<Profile>, Cursor<Profile>];
  expect(first.value.profile).toBe('acme');
  expect(first.at).toEqual({ file: 'x.yaml', line: 3, column: 5 });
  const name = first.need('profile');
  expect([name.value, name.at.column, name.keyAt.column]).toEqual(['acme', 14, 5]);
  expect(marked(name.problem('K', 'm'))).toBe('3 acme');
  expect(marked(name.keyProblem('K', 'm'))).toBe('3 profile');
  expect(name.problem('K', 'm', 'h')).toMatchObject({ code: 'K', message: 'm', hint: 'h' });
  const [x, y] = first.need('sources').list();
  expect([x, y].map((each) => each && marked(each.problem('K', 'm')))).toEqual(['6 x', '6 y']);
  // An element of a list has no key: it is marked itself.
  expect(y && [marked(y.keyProblem('K', 'm')), y.keyAt.column]).toEqual(['6 y', 18]);
  const plain = second.need('title');
  expect(marked(plain.problemWithin('K', 'm', 4, 7))).toBe('9 two');
  const quoted = first.get('about');
  expect(quoted && marked(quoted.problemWithin('K', 'm', 4, 7, 'h'))).toBe('5 two');
  // What is written with escapes is marked whole.
  expect(marked(first.need('title').problemWithin('K', 'm', 4, 5))).toBe(String.raw`4 "a \"b\" c"`);
  expect(marked(second.need('applies').problemWithin('K', 'm', 0, 2))).toBe('9 { on: pin, offers: [A, B] }');
});

test('what is not there is undefined, or a bug of ours', () => {
  const [first] = profiles() as [Cursor<Profile>];
  expect(first.need('applies').get('offers')).toBeUndefined();
  expect(() => first.need('applies').need('offers')).toThrow('the shape of x.yaml was checked, yet offers is missing');
  expect((first.need('profile') as unknown as Cursor<Record<string, string>>).get('length')).toBeUndefined();
});

test('a single value is a list of one, and only a map has entries', () => {
  const [first, second] = profiles() as [Cursor<Profile>, Cursor<Profile>];
  const on = second.need('applies').need('on');
  expect(on.list()).toEqual([on]);
  expect(second.need('applies').entries().map(([name, { value }]) => [name, value])).toEqual([['on', 'pin'], ['offers', ['A', 'B']]]);
  expect(first.need('sources').entries()).toEqual([]);
  expect(on.entries()).toEqual([]);
});

test('defaults stand in for members that are not there', () => {
  const [first, second] = profiles() as [Cursor<Profile>, Cursor<Profile>];
  const both = second.withDefaults(first);
  expect(both.value).toEqual({ ...first.value, ...second.value });
  expect(both.get('about')?.at.line).toBe(5);
  expect(both.need('title').at.line).toBe(9);
  expect(both.keyAt).toEqual(second.keyAt);
});
