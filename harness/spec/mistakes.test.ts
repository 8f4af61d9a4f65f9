/** Every kind of mistake in a spec file is told at its place, in words that help. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { checkFiles } from './check.ts';
import { problemCodes } from './problem-codes.ts';

const folder = join(packageRoot, 'harness', 'spec', 'testing', 'mistakes');
const files = readdirSync(folder).map((name) => relative(process.cwd(), join(folder, name)));

/**
 * Expectations stand in comments on the line that they are about: `#! KS014 message -- hint`. One that ends in `…` leaves
 * open how it goes on: lines of shipped specs and texts of rules are no business of this test.
 */
function expectedIn(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').flatMap((line, index) =>
    line
      .split('#! ')
      .slice(1)
      .map((part) => `${file}:${index + 1} ${part.trim()}`),
  );
}

const expected = files.flatMap(expectedIn).toSorted();

it('all are told in full, and no more', () => {
  const problems = checkFiles([folder]);
  const found = problems
    .map(({ position, code, message, hint }) => `${position?.file}:${position?.line} ${code} ${message}${hint === undefined ? '' : ` -- ${hint}`}`)
    .toSorted();
  const cut = found.map((text) => expected.find((each) => each.endsWith('…') && text.startsWith(each.slice(0, -1))) ?? text);
  expect(cut).toEqual(expected);
  for (const { position, lineText = '', length = 0 } of problems) {
    expect(lineText).toBe(readFileSync(position?.file ?? '', 'utf8').split('\n')[(position?.line ?? 0) - 1]);
    // The marked characters are on the line that is shown.
    expect((position?.column ?? 0) - 1 + length).toBeLessThanOrEqual(Math.max(lineText.length, position?.column ?? 0));
  }
});

describe('codes of problems', () => {
  it('each has a file that shows it', () => {
    const shown = new Set(expected.map((text) => /KS\d{3}/.exec(text)?.[0]));
    // A file that is not there has no lines to write on.
    expect([...shown, 'KS010'].toSorted()).toEqual(Object.keys(problemCodes).toSorted());
  });

  it('KS010 is of files that cannot be read', () => {
    expect(checkFiles(['nowhere/x.yaml'])).toEqual([{ code: 'KS010', message: 'there is no file or folder "nowhere/x.yaml"' }]);
  });
});
