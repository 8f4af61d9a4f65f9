import { expect, test } from 'vitest';
import type { Problem } from '../base/errors.ts';
import { compileBook } from './loader.ts';
import type { Claim } from './model.ts';
import { shippedRules } from './rules.ts';
import { findSpecFiles, parseSpec, readSpecFile, shippedSpecs } from './spec-files.ts';

const fail = (problem: Problem): void => { throw new Error(problem.message); };

/** What a claim says, without what computes it. Items and rules are told by their names. */
function outline(claim: Claim): string {
  return JSON.stringify(claim, (key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Map) return [...value];
    if (value instanceof Set) return [...(value as Set<unknown>)];
    return key === 'candidates' ? (value as { name: string }[]).map(({ name }) => name) : value;
  });
}

test('claims that are compiled when they are needed are those that are compiled at once', () => {
  const documents = findSpecFiles([shippedSpecs], fail).map((file) => {
    const document = readSpecFile(file, fail);
    if (!document) throw new Error(`${file.file} cannot be read`);
    return document;
  });
  const [late, once] = [true, false].map((knownRight) => compileBook(documents, fail, shippedRules(), knownRight));
  for (const section of ['laws', 'behaviours', 'models'] as const) {
    const [found, wanted] = [late?.[section] ?? [], once?.[section] ?? []];
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBe(wanted.length);
    found.forEach((claim, i) => { expect(outline(claim)).toBe(outline(wanted[i] as Claim)); });
  }
});

const wrong = `title: A claim about what is not declared
behaviours:
  - behaviour: a.b
    title: A title
    on: pin
    cites: [PROP-021]
    steps:
      - get: KSPROPERTY_NOT_DECLARED
`;

test('a mistake in what is compiled late is told when it is needed', () => {
  const problems: string[] = [];
  const report = ({ message }: Problem): void => { problems.push(message); };
  const document = parseSpec({ file: 'a.yaml', path: 'a' }, wrong, fail);
  const book = compileBook(document ? [document] : [], report, shippedRules(), true);
  expect(problems).toEqual([]);
  expect(book.behaviours[0]?.title).toBe('A title');
  expect(book.behaviours[0]?.steps).toHaveLength(1);
  expect(problems).toEqual([expect.stringContaining('KSPROPERTY_NOT_DECLARED')]);
});
