/** Device descriptions are untrusted: whatever is in one, the reader tells what is wrong, and nothing else happens. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { damaged } from '../base/testing/mutate.ts';
import { misplaced, mistakesOf } from '../base/testing/user-errors.ts';
import { parseDescription } from './read.ts';

const folder = join(packageRoot, 'harness/simulator/described/devices');
// The smaller ones: each try reads a whole one.
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).filter((text) => text.length < 60_000);

test('a damaged description is told what is wrong with it, at places that it has', { timeout: 300_000 }, () => {
  expect(texts.length).toBeGreaterThan(1);
  let told = 0;
  fc.assert(
    fc.property(damaged(texts), (text) => {
      const error = mistakesOf(() => parseDescription(text, 'damaged.json'));
      if (error) told++;
      expect(misplaced(error, text)).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(told).toBeGreaterThan(20);
});
