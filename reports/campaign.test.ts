import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { campaignRecord } from '../harness/run/fuzzing/as-record.ts';
import { reportFormats, reportNames } from './formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-campaign-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

test.each(reportNames)('what a campaign found can be written as %s', (name) => {
  const identity = { driver: 'd', version: '', provider: '', hardwareId: '', os: '' };
  const lines = [
    { t: 'fuzz', format: 1, kscts: '0', startedAt: '2026-01-01T00:00:00.000Z', target: 'simulator:testcap', arch: 'x64', identity, seed: 3, jobs: 1, focus: [], faults: [], subjects: 1, templates: 2 },
    {
      t: 'finding', cause: 'a', verdict: 'fail', oracle: 'O2', message: 'status is STATUS_SUCCESS', expected: 'status STATUS_NOT_FOUND', rule: 'PROP-011',
      object: 'camera/pin0', verb: 'get', item: 'KSPROPERTY_PIN_NAME', changes: ['id 7'], state: '', requests: 40, file: 'findings/a.json', actions: 2,
    },
  ];
  const path = join(folder, 'fuzz.jsonl');
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const text = reportFormats[name].render(campaignRecord(path));
  expect(text).toContain('KSPROPERTY_PIN_NAME');
  expect(text).toContain('STATUS_NOT_FOUND');
});
