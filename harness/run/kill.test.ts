import { beforeAll, expect, it } from 'vitest';
import type { SpecBook } from '../spec/model.ts';
import { loadSpecs } from '../spec/loader.ts';
import { killOf } from './kill.ts';

let book: SpecBook;
beforeAll(() => {
  book = loadSpecs();
});

/** Faults, each with a law or behaviour that must notice it, and the cases that suffice. */
const noticed: readonly (readonly [fault: string, claim: string, query: string])[] = [
  ['property.size-query-without-size', 'property.get.size-query', 'core/clock/KSPROPERTY_CLOCK_TIME'],
  ['property.unknown-id-succeeds', 'property.id.unknown', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'],
  ['property.relations-size-without-header', 'property.relations.size', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'],
  ['stream.reset-keeps-requests', 'streaming.reset.cancels', 'core/streaming:streaming.reset.cancels'],
  ['stream.never-delivers', 'streaming.read.frame', 'core/streaming:streaming.read.frame'],
  ['access.not-checked', 'streaming.access.read', 'core/streaming:streaming.access.read'],
  ['property.failed-set-applies', 'connection.state', 'core/connection:connection.state'],
];

it.each(noticed)('%s is noticed by %s', (fault, claim, query) => {
  const kill = killOf(book, fault, { seed: 1, devices: ['testcap'], query: [query] });
  expect(kill?.claim).toBe(claim);
});

it('what notices them passes on the healthy device', () => {
  const query = noticed.map(([, , q]) => q);
  expect(killOf(book, undefined, { seed: 1, devices: ['testcap'], query })).toBeUndefined();
});
