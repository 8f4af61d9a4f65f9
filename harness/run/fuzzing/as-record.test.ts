import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { outcomeOf } from '../outcome.ts';
import { replayCommand } from '../replay-command.ts';
import { campaignJournalAt, campaignRecord } from './as-record.ts';
import type { FindingLine, FuzzEndLine, FuzzJournalLine, FuzzLine } from './lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-campaign-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const begin: FuzzLine = {
  t: 'fuzz', format: 1, kscts: '0', startedAt: '2026-01-01T00:00:00.000Z', target: 'native:camera.so', arch: 'x64',
  identity: { driver: 'd', version: '', provider: '', hardwareId: '', os: '' }, seed: 3, jobs: 1, focus: [], faults: [], subjects: 1, templates: 2,
};
const finding: FindingLine = {
  t: 'finding', cause: 'O2 | pin', verdict: 'fail', oracle: 'O2', message: 'status is STATUS_SUCCESS', expected: 'status STATUS_NOT_FOUND', rule: 'PROP-011',
  object: 'camera/pin0', verb: 'get', item: 'KSPROPERTY_PIN_NAME', changes: ['id 7'], state: '', requests: 40, file: 'findings/a b.json', actions: 2,
};
const end: FuzzEndLine = {
  t: 'end', why: 'runs', requests: 100, rounds: 1, roundsOfJobs: [1], milliseconds: 50, behaviours: 9, corpus: 0, races: null, causes: { 'O2 | pin': 5 },
  coverage: { states: 0, transitions: 0, allStates: 0, allTransitions: 0, missed: [], refused: [] },
};

function recordOf(...lines: FuzzJournalLine[]) {
  writeFileSync(join(folder, 'fuzz.jsonl'), lines.map((line) => JSON.stringify(line) + '\n').join('') + '{"t":"fin');
  return campaignRecord(campaignJournalAt(folder) ?? '');
}

test('what a campaign found are cases that fail, each with the file that shows it', () => {
  const record = recordOf(begin, finding, { ...finding, cause: 'O2 | other', message: 'something else' }, end);
  const ids = record.results.map(({ id }) => id);
  expect(ids).toEqual([
    'fuzz/KSPROPERTY_PIN_NAME:O2.get@camera/pin0',
    'fuzz/KSPROPERTY_PIN_NAME:O2.get.2@camera/pin0',
    'fuzz:campaign@native:camera.so',
  ]);
  expect(record.results[0]?.finding).toMatchObject({ oracle: 'O2', rule: { id: 'PROP-011' }, values: { changed: 'id 7', seen: '5 times, first after 40 requests' } });
  expect(record.run && replayCommand(record.run, ids[0] ?? '')).toBe('npx kscts replay "findings/a b.json" --target native:camera.so');
  expect(outcomeOf(record)).toMatchObject({ exitCode: 1, counts: { fail: 2, pass: 1 } });
});

test('a finding of no item, of no rule that is known, or with details', () => {
  const { results } = recordOf(begin, { ...finding, item: '', rule: 'PROP-999', detail: 'the call stack' }, { ...finding, cause: 'other', rule: undefined, oracle: 'none' } as unknown as FindingLine, end);
  expect(results.map(({ id }) => id).slice(0, 2)).toEqual(['fuzz:O2.get@camera/pin0', 'fuzz/KSPROPERTY_PIN_NAME:none.get@camera/pin0']);
  expect(results[0]?.finding?.message).toBe('status is STATUS_SUCCESS\nthe call stack');
  expect(results.slice(0, 2).map((result) => [result.finding?.rule, result.finding?.oracle])).toEqual([[undefined, 'O2'], [undefined, undefined]]);
});

test('one that found nothing is green, one that ended early is not', () => {
  expect(outcomeOf(recordOf(begin, end)).exitCode).toBe(0);
  expect(outcomeOf(recordOf(begin, { ...end, why: 'died' })).counts.crash).toBe(1);
  expect(outcomeOf(recordOf(begin, { ...end, why: 'interrupted' })).exitCode).not.toBe(0);
  expect(outcomeOf(recordOf(begin)).exitCode).not.toBe(0);
});

test('a folder with the journal of a run is one of a run', () => {
  const both = mkdtempSync(join(folder, 'both-'));
  for (const name of ['fuzz.jsonl', 'journal.jsonl']) writeFileSync(join(both, name), '');
  expect(campaignJournalAt(both)).toBeUndefined();
  expect(campaignJournalAt(join(both, 'fuzz.jsonl'))).toBe(join(both, 'fuzz.jsonl'));
  expect(campaignJournalAt(join(both, 'none', 'fuzz.jsonl'))).toBeUndefined();
});
