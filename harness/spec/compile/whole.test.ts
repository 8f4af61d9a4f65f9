/** A file that says everything is compiled to all that it says, and what is wrong between its parts is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../base/package-root.ts';
import { compileText, outline } from '../testing/outline.ts';

const folder = join(packageRoot, 'harness', 'spec', 'testing', 'whole');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('every member comes out as it was said, or as it is meant where nothing is said', () => {
  const { book, problems } = compileText(text('acme.yaml'));
  expect(problems).toEqual([]);
  const { items, laws, behaviours, models, profiles, objects } = book;
  expect(outline({ items, laws, behaviours, models, profiles, objects })).toStrictEqual(parse(text('outline.yaml')));
});

test('each mistake between parts is told in full', () => {
  const mistakes = parse(text('mistakes.yaml')) as { file: string; told: string[] }[];
  const found = mistakes.map(({ file }) => ({ file, told: compileText(`title: t\n${file}`).problems.map((problem) => problem.text) }));
  expect(found).toEqual(mistakes);
});
