import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatProblem, type Problem } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { formatSpec } from './format.ts';
import { compileBook } from './loader.ts';
import { referenceTables, withTables } from './reference.ts';
import { findSpecFiles, parseSpec, readSpecFile, shippedSpecs } from './spec-files.ts';

const file = 'docs/spec-language.md';
const markdown = readFileSync(join(packageRoot, file), 'utf8');

describe('the tables of the reference', () => {
  it('are those of the code: run `npm run generate` if not', () => {
    expect(markdown).toBe(withTables(markdown));
  });

  it('are all there', () => {
    const places = [...markdown.matchAll(/<!-- table: (.+?) -->/g)].map(([, name]) => name);
    expect(places.toSorted()).toEqual([...referenceTables().keys()].toSorted());
  });

  it('say something of every key', () => {
    const silent = [...referenceTables()].flatMap(([name, text]) =>
      text.split('\n').flatMap((line) => (/^\| `\w+` \| (?:needed)? \|  \|$/.test(line) ? `${name}: ${line}` : [])),
    );
    expect(silent).toEqual([]);
  });
});

const examples = [...markdown.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => ({
  title: /^title: (.*)$/m.exec(text)?.[1] ?? '',
  text,
}));

describe('the examples of the reference', () => {
  const problems: Problem[] = [];
  beforeAll(() => {
    const report = (problem: Problem) => void problems.push(problem);
    const shipped = findSpecFiles([shippedSpecs], report).flatMap((path) => readSpecFile(path, () => undefined) ?? []);
    const documents = examples.flatMap(({ title, text }) => parseSpec({ file: title, path: 'example' }, text, report) ?? []);
    compileBook([...shipped, ...documents], report);
  }, 60_000);

  it('are many', () => {
    expect(examples.length).toBeGreaterThan(15);
  });

  it.each(examples)('$title: compiles', ({ title }) => {
    // Items of the examples stand in the shipped specs as well.
    const wrong = problems.filter(({ position, code }) => position?.file === title && code !== 'KS041');
    expect(wrong.map(formatProblem)).toEqual([]);
  });

  it.each(examples)('$title: is in canonical form', ({ text }) => {
    expect(formatSpec(text)).toBe(text);
  });
});
