/** Spec files are untrusted: whatever is in one, the loader tells what is wrong, and nothing else happens. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../base/errors.ts';
import type { Problem } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { damaged } from '../base/testing/mutate.ts';
import { misplaced } from '../base/testing/user-errors.ts';
import { compileBook } from './loader.ts';
import { parseSpec } from './spec-files.ts';

const texts = ['docs/examples/vendor/controls.yaml', 'specs/core/clock.yaml', 'specs/core/objects.yaml', 'specs/profiles/broadcast.yaml'].map((file) =>
  readFileSync(join(packageRoot, file), 'utf8'),
);

test('a damaged spec file is told what is wrong with it, at places that it has', { timeout: 300_000 }, () => {
  let told = 0;
  fc.assert(
    fc.property(damaged(texts), (text) => {
      const problems: Problem[] = [];
      const report = (problem: Problem): void => void problems.push(problem);
      const document = parseSpec({ file: 'damaged.yaml', path: 'damaged' }, text, report);
      if (document) compileBook([document], report);
      told += problems.length > 0 ? 1 : 0;
      if (problems.length > 0) expect(misplaced(new UserError(problems), text)).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(told).toBeGreaterThan(20);
});
