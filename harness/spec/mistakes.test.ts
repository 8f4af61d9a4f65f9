/** Every kind of mistake in a spec file is told at its place, in words that help. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { checkFiles } from './check.ts';
import { problemCodes } from './problem-codes.ts';

const folder = join(packageRoot, 'harness', 'spec', 'testing', 'mistakes');
const files = readdirSync(folder).map((name) => relative(process.cwd(), join(folder, name)));

interface Expected {
  readonly line: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Expectations stand in comments on the line that they are about: `#! KS014 message -- hint`. */
function expectedIn(text: string): Expected[] {
  return text.split('\n').flatMap((line, index) =>
    line
      .split('#! ')
      .slice(1)
      .map((part) => {
        const [, code = '', message = '', hint] = /^(KS\d{3}) (.*?)(?: -- (.*?))?\s*$/.exec(part) ?? [];
        return { line: index + 1, code, message, hint };
      }),
  );
}

const all = checkFiles([folder]);

describe.each(files)('%s', (file) => {
  const expected = expectedIn(readFileSync(file, 'utf8'));
  const found = all.filter(({ position }) => position?.file === file);

  it('is told what is wrong, and no more', () => {
    const lines = found.map(({ position, code }) => `${position?.line ?? 0} ${code}`);
    expect(lines.toSorted(), found.map(formatProblem).join('\n\n')).toEqual(
      expected.map(({ line, code }) => `${line} ${code}`).toSorted(),
    );
  });

  it.each(expected)('$line: $code $message', ({ line, code, message, hint }) => {
    const there = found.filter(({ position, code: foundCode }) => position?.line === line && foundCode === code);
    const texts = there.map((problem) => problem.message);
    const match = there.find((problem) => problem.message.startsWith(message) && (hint === undefined || problem.hint?.startsWith(hint)));
    expect(match, `${texts.join(' | ')} -- ${there.map((problem) => problem.hint).join(' | ')}`).toBeDefined();
    // The marked characters are on the line that is shown.
    expect(match?.lineText).toBe(readFileSync(file, 'utf8').split('\n')[line - 1]);
    const { column = 0 } = match?.position ?? {};
    const lineEnd = Math.max(match?.lineText?.length ?? 0, column);
    expect(column - 1 + (match?.length ?? 0)).toBeLessThanOrEqual(lineEnd);
  });
});

describe('codes of problems', () => {
  it('each has a file that shows it', () => {
    const shown = new Set(files.flatMap((file) => expectedIn(readFileSync(file, 'utf8')).map(({ code }) => code)));
    // A file that is not there has no lines to write on.
    expect([...shown, 'KS010'].toSorted()).toEqual(Object.keys(problemCodes).toSorted());
  });

  it('KS010 is of files that cannot be read', () => {
    expect(checkFiles(['nowhere/x.yaml'])).toMatchObject([{ code: 'KS010', message: 'there is no file or folder "nowhere/x.yaml"' }]);
  });
});
