import { expect, test } from 'vitest';
import { verifierBreach } from './verifier.ts';

test('the first violation is told by the name of its rule', () => {
  expect(verifierBreach([])).toBeNull();
  expect(verifierBreach([{ rule: 'KsMarkPendingIrp', detail: 'a request' }, { rule: 'PcIrql', detail: '' }])).toEqual({
    oracle: 'O19',
    message: 'KsMarkPendingIrp: a request',
    expected: 'the rule KsMarkPendingIrp of Driver Verifier holds',
  });
});
