import { expect, test } from 'vitest';
import { recordedOptions } from './recorded-options.ts';
import { runLine } from './testing/journal-fixtures.ts';

test('the options of a run are those of its line, and nothing of this machine', () => {
  const run = { ...runLine, query: ['core/**'], replayOptions: ['--destructive', '--fault', 'a', '--fault', 'b'], runOptions: ['--bail', '3'] };
  expect(recordedOptions(run, '/runs')).toMatchObject({
    target: 'simulator:usbvideo', seed: 42, query: ['core/**'], destructive: true, fault: ['a', 'b'], bail: 3, output: '/runs/kscts-results',
  });
});

test.each([
  [['--destructive', '--new', '7'], 'error[KS396]: the run had an option that this version does not know: --new'],
  [['7'], 'error[KS396]: the run had an option that this version does not know: 7'],
  [['--bail'], 'error[KS210]: --bail: "" is not a whole number'],
])('a line with the words %j is refused', (replayOptions, message) => {
  expect(() => recordedOptions({ ...runLine, replayOptions }, '/runs')).toThrow(message);
});
