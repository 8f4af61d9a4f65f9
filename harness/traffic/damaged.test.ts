/** Replay files are untrusted: whatever is in one, the reader tells what is wrong, and nothing else happens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged } from '../base/testing/mutate.ts';
import { misplaced, mistakesOf } from '../base/testing/user-errors.ts';
import { parseReplayFile, replayText } from './file.ts';
import { storyOf } from './story.ts';
import { event, record, stream } from './testing/recordings.ts';

const texts = [event, stream].map((body) =>
  replayText({ kscts: '0.0.0', target: 'simulator:testcap', arch: 'x64', faults: [], seed: 7, story: storyOf(record(body, 'x64')) }),
);

test('a damaged replay file is told what is wrong with it, at places that it has', { timeout: 300_000 }, () => {
  let told = 0;
  fc.assert(
    fc.property(damaged(texts), (text) => {
      const error = mistakesOf(() => parseReplayFile(text, 'damaged.json'));
      if (error) told++;
      expect(misplaced(error, text)).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(told).toBeGreaterThan(20);
});
