import { expect, test } from 'vitest';
import type { Fault } from '../simulator/faults/fault.ts';
import { countsOf, documentOf, healthOf, isMissed, publishedHealth, publishedRows, rowOf } from './kill-table.ts';
import type { Kill, Way } from './kill.ts';

const fault = (id: string) => ({ id, bugClass: 'BUG-001', title: 'It does wrong' }) as Fault;
const kill: Kill = { device: 'testcap', claim: 'a.claim', caseId: 'core:a.claim@pin', verdict: 'fail', message: 'wrong', requests: 12 };
const by = (id: string, way: Way, claim = kill.claim) => rowOf(fault(id), { ...kill, claim, way });
const rows = [by('one.run', 'run'), by('two.destructive', 'destructive run'), by('three.campaign', 'campaign', 'fuzz O3'), rowOf(fault('four.missed'), undefined)];

test('rows tell what noticed a fault, and how it was looked for', () => {
  expect(rows).toEqual([
    '| one.run | BUG-001 | It does wrong | `a.claim` on testcap | fail | 12 |',
    '| two.destructive | BUG-001 | It does wrong | `a.claim` on testcap, with `--destructive` | fail | 12 |',
    '| three.campaign | BUG-001 | It does wrong | `fuzz O3` on testcap, in a campaign | fail | 12 |',
    '| four.missed | BUG-001 | It does wrong | nothing |  |  |',
  ]);
  expect(rows.map(isMissed)).toEqual([false, false, false, true]);
});

test('only what the default run noticed counts as noticed by it', () => {
  expect(countsOf(rows, 7)).toBe('3 of 4 faults noticed, seed 7; 1 of them (25.0 %) as `kscts run` runs by default.');
});

test('rows and health of a document are found again', () => {
  const health = healthOf(['testcap', 'bda'], 'pass everything.');
  const document = documentOf(rows, countsOf(rows, 1), health);
  expect([...publishedRows(document)]).toEqual([['one.run', rows[0]], ['two.destructive', rows[1]], ['three.campaign', rows[2]], ['four.missed', rows[3]]]);
  expect(publishedHealth(document)).toBe('The healthy devices (testcap, bda) pass everything.');
  expect(publishedHealth('')).toBeUndefined();
});
