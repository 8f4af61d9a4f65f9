import { describe, expect, test, vi } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import type { Target } from '../target/target.ts';
import { differingPart } from '../traffic/answered.ts';
import { parseReplayFile, replayText, type ReplayFile } from '../traffic/file.ts';
import { perform } from '../traffic/perform.ts';
import { loadBook } from './book.ts';
import { resolveOptions } from './options.ts';
import { RecordedRun, type SavedCase } from './save-case.ts';

vi.setConfig({ testTimeout: 120_000 });
const book = loadBook([]);

/** Judges the cases of a query on a device with a fault, up to the first with a finding that can be saved. */
function saveFirst(device: string, fault: string, query: string): SavedCase | undefined {
  const written = (text: string) => ({ texts: [text], source: 'test', base: '.' });
  const options = resolveOptions([{ target: written(`simulator:${device}`), fault: written(fault) }], [query], '.');
  const target = createSimulator(device, { faults: [fault] });
  const recorded = new RecordedRun({ target, risk: 'process', book }, options);
  for (const c of recorded.run.cases) {
    if (c.skip) continue;
    const saved = recorded.save(recorded.run.judge(c));
    if (saved) return saved;
  }
  return undefined;
}

/** Whether what was found comes again. */
function comesAgain({ story, found }: ReplayFile, target: Target): boolean {
  const { answers } = perform(target, story.map(({ action }) => action));
  const culprit = found?.action ?? 0;
  return differingPart(answers[culprit] ?? {}, story[culprit]?.answered ?? {}) === undefined;
}

describe('a finding becomes a file that shows it again, and nothing of a healthy device', () => {
  test.each([
    ['a failure', 'testcap', 'event.disable-unknown-succeeds', '**:event.disable.twice', 'fail', 8],
    ['a crash', 'testcap', 'event.short-data-crashes', '**:event.enable.**', 'crash', 2],
    ['a hang', 'testcap', 'property.get-hangs', 'core/pin-factory/**', 'hang', 2],
    ['a race', 'testcap', 'concurrency.stream-header-fetched-twice', 'core/concurrency:concurrency.write.one-fetch', 'fail', 40],
    ['values that are forgotten, which is a warning', 'usbvideo', 'property.set-ignored', '**:property.set.reads-back', 'warn', 12],
  ])('%s', (_, device, fault, query, verdict, most) => {
    const saved = saveFirst(device, fault, query);
    expect(saved?.file.found).toMatchObject({ verdict });
    const file = parseReplayFile(replayText(saved!.file), 'bug.json');
    // When actions of lists were begun and done is not stored.
    const story = saved!.file.story.map((done) => ({ ...done, answered: { ...done.answered, times: undefined } }));
    expect(file).toEqual({ ...saved!.file, story });
    expect(file.story.length).toBeLessThanOrEqual(most);
    expect(file.story.length).toBeLessThanOrEqual(saved!.recorded);
    expect(comesAgain(file, createSimulator(device, { faults: [fault] }))).toBe(true);
    expect(comesAgain(file, createSimulator(device))).toBe(false);
  });
});

test('what shows in no answer is not saved', () => {
  expect(saveFirst('testcap', 'event.disable-unknown-succeeds', 'core/clock/**:property.get.*')).toBeUndefined();
});
