/** Descriptors come from devices that lie: whatever lsusb printed, the reader tells what is wrong, and nothing else happens. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../base/package-root.ts';
import { damaged } from '../../base/testing/mutate.ts';
import { misplaced, mistakesOf } from '../../base/testing/user-errors.ts';
import { parseLsusb } from './lsusb.ts';

const folder = join(packageRoot, 'harness/simulator/hardware/camera/lsusb');
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

test('damaged descriptors are read, or told what is wrong with them, at places that they have', { timeout: 300_000 }, () => {
  let told = 0;
  let read = 0;
  fc.assert(
    fc.property(damaged(texts), (text) => {
      const error = mistakesOf(() => parseLsusb(text, 'damaged.txt'));
      if (error) told++;
      else read++;
      expect(misplaced(error, text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect([told > 10, read > 10]).toEqual([true, true]);
});
