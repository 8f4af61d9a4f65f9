/** Drivers that are no part of the simulator: what is behind the native target, and behind the windows target's double. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSpecs } from '../../spec/loader.ts';
import type { SpecBook } from '../../spec/model.ts';
import { shippedSpecs } from '../../spec/spec-files.ts';
import { createNativeTarget } from '../../target/native/native.ts';
import { buildFolder, buildTime, cannotBuild, makeExample } from '../../target/native/testing/build.ts';
import { buildDouble } from '../../target/windows/testing/double.ts';
import { createWindowsTarget } from '../../target/windows/windows.ts';
import { structure, twinOf } from '../testing/twins.ts';
import { describeTarget } from './describe.ts';

const folder = buildFolder();
let book: SpecBook;
beforeAll(() => {
  book = loadSpecs([shippedSpecs]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.skipIf(cannotBuild)('a driver outside the simulator can be simulated from its description', () => {
  test('behind the native target', { timeout: buildTime }, () => {
    const [camera = ''] = makeExample(folder, 'camera.so');
    const target = createNativeTarget(camera);
    const original = describeTarget(target, book);
    target.dispose();
    const twin = describeTarget(twinOf(original), book);
    expect(original.filters[0]?.pins[0]?.open).toBeDefined();
    expect(twin.filters.map(structure)).toEqual(original.filters.map(structure));
  });

  test('behind the windows target, which is left as it was', { timeout: buildTime }, () => {
    const double = buildDouble(folder);
    const target = createWindowsTarget('', { system: double.system });
    const original = describeTarget(target, book);
    target.dispose();
    expect([double.takeComplaint(), double.openHandles()]).toEqual(['', 0]);
    const twin = describeTarget(twinOf(original), book);
    expect(twin.filters.map(structure)).toEqual(original.filters.map(structure));
  });
});
