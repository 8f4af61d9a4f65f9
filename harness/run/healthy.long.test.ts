/** Every bundled device passes every claim, also those that may lose its settings, and campaigns find nothing: for callers of both kinds. */
import { beforeAll, expect, it } from 'vitest';
import { fuzzFault } from '../fuzz/fault.ts';
import { simulatedDevices } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { SpecBook } from '../spec/model.ts';
import { killOf } from './kill.ts';

let book: SpecBook;
beforeAll(() => {
  book = loadSpecs();
});

const runs = simulatedDevices.flatMap((device) => [{ device, arch: 'x64' } as const, { device, arch: 'x86' } as const]);

it.each(runs)('$device passes, asked from $arch', ({ device, arch }) => {
  expect(killOf(book, undefined, { seed: 1, devices: [device], arch, destructive: true })).toBeUndefined();
}, 300_000);

it.each(runs)('a campaign finds nothing on $device, asked from $arch', ({ device, arch }) => {
  expect(fuzzFault(book, undefined, { seed: 1, devices: [device], arch, requests: 20_000 })?.found.breach).toBeUndefined();
}, 300_000);
