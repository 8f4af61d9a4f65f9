/** The scanning service (KSMETHODSETID_BdaScanning). Frequencies are in kHz. */
import type { KsFilter } from '../../avstream/descriptors.ts';
import type { KsMethodSet } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { RESULT, service, words } from './service.ts';
import { stateOf } from './state.ts';

const LOCK = { NONE: 0, DECODER_DEMOD: 2 } as const;
const nobody = (): void => {};

export const scanning: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaScanning'),
  items: [
    // A result, four bytes of padding, and no analog standard.
    service({ id: 0, request: 40, least: 16, answer: () => words(RESULT.SUCCESS, 0, 0, 0) }),
    service({
      id: 1,
      least: 16,
      answer: ({ target }) => {
        const { scanner } = stateOf(target);
        const { current, to, millisecondsLeft } = scanner.status();
        const found = !scanner.running && current < to;
        return words(RESULT.SUCCESS, found ? LOCK.DECODER_DEMOD : LOCK.NONE, Math.ceil(millisecondsLeft / 1000), current);
      },
    }),
    service({ id: 2, request: 48, answer: () => words(RESULT.SUCCESS) }),
    service({
      id: 3,
      request: 32,
      least: 12,
      answer: ({ target, input }) => {
        const [from, to] = [input.u32(24), input.u32(28)];
        if (from > to) return words(RESULT.OUT_OF_BOUNDS, from, to);
        stateOf(target).scanner.start(from, to, nobody);
        return words(RESULT.SUCCESS, from, to);
      },
    }),
    service({
      id: 4,
      answer: ({ target }) => {
        stateOf(target).scanner.resume(nobody);
        return words(RESULT.SUCCESS);
      },
    }),
    service({
      id: 5,
      least: 12,
      answer: ({ target }) => {
        const { scanner } = stateOf(target);
        scanner.stop();
        const { from, to } = scanner.status();
        return words(RESULT.SUCCESS, from, to);
      },
    }),
  ],
};
