import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { loadBook } from './book.ts';
import { Execution } from './execute.ts';
import { resolveOptions } from './options.ts';
import { RecordBuilder, type RunRecord } from './record.ts';
import { planRecordedRun } from './record-traffic.ts';
import { rejudge } from './rejudge.ts';
import { runLineOf } from './run-line.ts';

vi.setConfig({ testTimeout: 120_000 });
const book = loadBook([]);
const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true }); });

/** Runs the cases of a query, and keeps journal and traffic. */
function recordRun(device: string, faults: string[], ...query: string[]) {
  const output = mkdtempSync(join(tmpdir(), 'kscts-traffic-'));
  folders.push(output);
  const written = (...texts: string[]) => ({ texts, source: 'test', base: '.' });
  const options = resolveOptions([{ target: written(`simulator:${device}`), fault: written(...faults), output: written(output) }], query, '.');
  const opened = { target: createSimulator(device, { faults }), risk: 'process' as const, book };
  const builder = new RecordBuilder();
  const line = runLineOf(opened, options, '.');
  builder.write(line);
  const execution = new Execution(planRecordedRun(opened, options, false), line, 0, builder);
  for (const c of execution.cases) execution.judge(c);
  execution.finish();
  return { record: builder.record(), traffic: join(output, 'traffic.jsonl.gz'), options };
}

const judged = ({ results }: RunRecord) => results.filter(({ verdict }) => verdict !== 'skip');

describe('a run is judged again without its device', () => {
  test.each([
    ['events, also those of a driver that is wrong', 'testcap', ['event.disable-unknown-succeeds'], ['core/clock/KSEVENT_CLOCK_POSITION_MARK'], ['fail', 'pass']],
    ['crashes, after which the machine is started again', 'testcap', ['event.short-data-crashes'], ['core/clock/KSEVENT_CLOCK_POSITION_MARK'], ['crash', 'pass']],
    ['hangs', 'testcap', ['property.get-hangs'], ['core/pin-factory/KSPROPERTY_PIN_NAME:property.get.**', 'core/pin-factory/KSPROPERTY_PIN_CATEGORY:property.get.**'], ['hang', 'pass']],
    ['races', 'testcap', ['concurrency.stream-header-fetched-twice'], ['core/concurrency:concurrency.write.**', 'core/concurrency:concurrency.stop.**'], ['fail', 'pass']],
    ['frames', 'testcap', [], ['core/streaming:streaming.read.**'], ['pass']],
  ])('%s', async (_, device, faults, query, verdicts) => {
    const { record, traffic, options } = recordRun(device, faults, ...query);
    expect([...new Set(judged(record).map(({ verdict }) => verdict))].sort()).toEqual(expect.arrayContaining(verdicts));
    expect(await rejudge(record, traffic, book, options)).toEqual({ same: judged(record).length, changed: [], missing: [] });
  });
});

describe('what does not belong together is found', () => {
  const run = recordRun('testcap', ['event.disable-unknown-succeeds'], '**:event.disable.twice');
  const red = judged(run.record).find(({ verdict }) => verdict === 'fail')!;
  const again = (record: RunRecord, traffic = run.traffic, options = run.options) => rejudge(record, traffic, book, options);
  const changedLine = (change: object): RunRecord => ({ ...run.record, results: run.record.results.map((line) => (line === red ? { ...line, ...change } : line)) });
  /** The traffic with another text. */
  const edited = (edit: (text: string) => string): string => {
    const path = `${run.traffic}.${folders.push('')}`;
    folders.pop();
    writeFileSync(path, gzipSync(edit(gunzipSync(readFileSync(run.traffic)).toString())));
    return path;
  };

  test('a verdict that was changed', async () => {
    const { changed } = await again(changedLine({ verdict: 'pass', finding: undefined }));
    expect(changed).toEqual([{ id: red.id, was: 'pass', now: 'fail', why: 'pass became fail' }]);
  });

  test('a finding that was changed', async () => {
    const { changed } = await again(changedLine({ finding: { ...red.finding, message: 'something harmless' } }));
    expect(changed[0]?.why).toContain('it was found that something harmless, expected');
  });

  test('a case that was left out of the traffic, or of the journal', async () => {
    const without = edited((text) => text.split('\n').filter((line) => !line.startsWith(`{"case":${JSON.stringify(red.id)}`)).join('\n'));
    expect(await again(run.record, without)).toMatchObject({ changed: [], missing: [red.id] });
    const { changed } = await again({ ...run.record, results: run.record.results.filter((line) => line !== red) });
    expect(changed).toEqual([{ id: red.id, was: 'absent', now: 'fail', why: 'the journal does not have it' }]);
  });

  test('a case that is said to be skipped, and the reason of one that is', async () => {
    const hidden = changedLine({ verdict: 'skip', finding: undefined, skip: { reason: 'not-offered', detail: '' } });
    const without = edited((text) => text.split('\n').filter((line) => !line.startsWith(`{"case":${JSON.stringify(red.id)}`)).join('\n'));
    expect(await again(hidden, without)).toMatchObject({ changed: [], missing: [red.id] });
    const planned = recordRun('testcap', [], 'core/quality');
    const skipped = planned.record.results.find(({ skip }) => skip)!;
    const other = (results: RunRecord['results']) => rejudge({ ...planned.record, results }, planned.traffic, book, planned.options);
    const reason = planned.record.results.map((line) => (line === skipped ? { ...line, skip: { reason: 'no-instance' as const, detail: '' } } : line));
    expect(skipped.skip!.reason).not.toBe('no-instance');
    expect((await other(reason)).changed).toEqual([{ id: skipped.id, was: 'skip', now: 'skip', why: `no-instance became ${skipped.skip!.reason}` }]);
    expect((await other(planned.record.results.filter((line) => line !== skipped))).changed).toEqual([{ id: skipped.id, was: 'absent', now: 'skip', why: 'the journal does not have it' }]);
    expect((await other([...planned.record.results, { ...skipped, id: 'x/y:z@testcap' }])).changed).toEqual([{ id: 'x/y:z@testcap', was: 'skip', now: 'unknown', why: 'the specs plan no such case' }]);
    expect((await other(planned.record.results)).changed).toEqual([]);
  });

  test('an answer that was changed: to one that would have been right', async () => {
    const disable = '"code":3080199';
    const lie = edited((text) => text.split('\n').map((line) => (line.includes(JSON.stringify(red.id)) ? lastStatus(line, disable) : line)).join('\n'));
    const { changed } = await again(run.record, lie);
    // As nothing fails there now, more is asked than was recorded.
    expect(changed).toMatchObject([{ id: red.id, was: 'fail' }]);
    expect(changed[0]?.now).not.toBe('fail');
  });

  test('another seed, with which something else would be asked', async () => {
    const { record, traffic, options } = recordRun('testcap', [], 'core/clock/KSPROPERTY_CLOCK_TIME:property.get.**');
    const { changed } = await rejudge(record, traffic, book, { ...options, seed: 2 });
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every(({ now }) => now === 'unknown')).toBe(true);
  });

  test('a waived case is what it was before, and requests are counted', async () => {
    expect(await again(changedLine({ verdict: 'waived' }))).toMatchObject({ changed: [] });
    expect((await again(changedLine({ requests: red.requests + 1 }))).changed).toMatchObject([{ id: red.id, why: `${red.requests + 1} requests became ${red.requests}` }]);
  });

  test('cases before any plan, and of a device of which nothing is said', async () => {
    const lines = (keep: (line: string) => boolean) => edited((text) => text.split('\n').filter((line) => line === '' || keep(line)).join('\n'));
    const all = judged(run.record).length;
    const { changed: unplanned } = await again(run.record, lines((line) => !line.startsWith('{"plan"')));
    expect(unplanned.map(({ now, why }) => [now, why])).toEqual(Array.from({ length: all }, () => ['unknown', 'the traffic has no plan before its cases']));
    const { changed: other } = await rejudge({ ...run.record, results: [] }, run.traffic, book, { ...run.options, query: ['core/streaming:streaming.read.**'] });
    expect(other.filter(({ was }) => was === 'absent').length).toBeGreaterThan(0);
    expect(new Set(other.map(({ why }) => why))).toContain('the specs plan no such case');
  });

  test('one case alone', async () => {
    expect(await rejudge(run.record, run.traffic, book, run.options, (id) => id === red.id)).toEqual({ same: 1, changed: [], missing: [] });
  });

  test('damaged files, and none', async () => {
    await expect(again(run.record, `${run.traffic}.none`)).rejects.toThrow('there is no traffic at');
    const path = edited((text) => text);
    appendFileSync(path, gzipSync('{"case":"x","calls":7}\n'));
    await expect(again(run.record, path)).rejects.toThrow(/is damaged behind line \d+: calls are no list/);
    const cut = readFileSync(run.traffic);
    writeFileSync(path, cut.subarray(0, cut.length / 2));
    await expect(again(run.record, path)).rejects.toThrow(/is damaged/);
    writeFileSync(path, gzipSync('{"traffic":9}\n'));
    await expect(again(run.record, path)).rejects.toThrow('its format is 9; this kscts reads 1');
  });
});

/** Makes the last answer to a request of that kind STATUS_UNSUCCESSFUL. */
function lastStatus(line: string, kind: string): string {
  const at = line.indexOf('"status":0', line.lastIndexOf(kind));
  return `${line.slice(0, at)}"status":3221225473${line.slice(at + '"status":0'.length)}`;
}
