/** The published table of faults, row by row: what noticed a fault in a run of all cases notices it alone, too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { findFault } from '../simulator/faults/faults.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { SpecBook } from '../spec/model.ts';
import { killOf } from './kill.ts';

let book: SpecBook;
beforeAll(() => {
  book = loadSpecs();
});

/** What campaigns find is no claim; the second exchange of this decoder is that of a later case. */
const notAlone = (fault: string, claim: string) => claim.startsWith('fuzz ') || fault === 'decoder.second-exchange-fails';

const table = readFileSync(join(packageRoot, 'docs/faults.md'), 'utf8');
const rows = [...table.matchAll(/^\| ([\w.-]+) \|.*\| `([^`]+)` on (\w+)/gm)].map(([, fault = '', claim = '', device = '']) => ({ fault, claim, device }));

it('the table is read', () => {
  expect(rows.length).toBeGreaterThan(400);
});

it.each(rows.filter(({ fault, claim }) => !notAlone(fault, claim)))('$fault is noticed by $claim on $device', ({ fault, claim, device }) => {
  const { arch } = findFault(fault);
  const query = claim === 'discovery' ? [] : [`**:${claim}`];
  const kill = killOf(book, fault, { seed: 1, devices: [device], query, destructive: true, ...(arch !== undefined && { arch }) });
  expect(kill?.claim).toBe(claim);
});
