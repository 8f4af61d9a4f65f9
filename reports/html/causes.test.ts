import { expect, test } from 'vitest';
import { caseLine, finding } from '../../harness/run/testing/journal-fixtures.ts';
import { byCause } from './causes.ts';

const failed = (id: string, message: string, verdict: 'fail' | 'crash' = 'fail') => caseLine(id, verdict, { finding: { ...finding, verdict, message } });
const ids = (...cases: Parameters<typeof byCause>[0]) => byCause(cases).map((group) => group.map(({ id }) => id));

test('cases of a claim that break in the same way have one cause, whatever the item and the numbers', () => {
  const groups = ids(
    failed('a/X:law.one@o', 'get KSPROPERTY_X: Information is 8'),
    failed('a/Y:law.one@p', 'get KSPROPERTY_Y: Information is 0x10'),
    failed('a/Z:law.one@p', 'get KSPROPERTY_Z: status is STATUS_SUCCESS'),
    failed('a/Z:law.two@p', 'get KSPROPERTY_Z: Information is 8'),
  );
  expect(groups).toEqual([['a/X:law.one@o', 'a/Y:law.one@p'], ['a/Z:law.one@p'], ['a/Z:law.two@p']]);
});

test('a bug check is one cause in all claims, and comes first', () => {
  const stopped = 'bug check 0xC4: a handle was closed twice';
  expect(ids(failed('a:one@o', 'wrong'), failed('a:two@o', stopped, 'crash'), failed('b:three@o', stopped, 'crash'))).toEqual([['a:two@o', 'b:three@o'], ['a:one@o']]);
});
