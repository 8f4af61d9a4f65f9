/** The scanning service of a protected broadcast tuner (KSMETHODSETID_BdaScanning), as far as the headers tell. */
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import { answerBytes, answerU32 } from '../../classdrivers/ks/answers.ts';
import { KSMETHOD_TYPE, type KsMethodItem, type KsMethodSet, type KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { received, tunerOf } from './tuning.ts';

/** lResult of an answer. */
const RESULT = { SUCCESS: 0, OUT_OF_BOUNDS: 0xc004_0004 } as const;
const LOCK = { NONE: 0, DECODER_DEMOD: 2 } as const;

/** A method that answers a structure of ULONGs whose first member is the result. */
const service = (
  id: number,
  size: number,
  answer: (request: KsRequest<KsFilter>) => readonly number[],
  minMethod = 24,
): KsMethodItem<KsFilter> => ({
  id,
  flags: KSMETHOD_TYPE.READ,
  answers: true,
  minMethod,
  minData: size,
  handler: (request) => {
    const members = answer(request);
    if (size === 4) return answerU32(request, members[0] ?? 0);
    const bytes = new Uint8Array(size);
    bytes.set(new Uint8Array(Uint32Array.from(members).buffer));
    return answerBytes(request, bytes);
  },
});

const nobody = (): void => {};

/** KSMETHODSETID_BdaScanning. */
export const scanning: KsMethodSet<KsFilter> = {
  set: ksGuid('KSMETHODSETID_BdaScanning'),
  items: [
    // No analog standard is supported.
    service(0, 16, () => [RESULT.SUCCESS, 0, 0, 0], 40),
    service(1, 16, ({ target }) => {
      const tuner = tunerOf(target);
      const { current, millisecondsLeft } = tuner.scanner.status();
      const lock = received(tuner) === undefined ? LOCK.NONE : LOCK.DECODER_DEMOD;
      return [RESULT.SUCCESS, lock, Math.ceil(millisecondsLeft / 1000), current];
    }),
    service(2, 4, () => [RESULT.SUCCESS], 48),
    service(
      3,
      12,
      ({ target, input }) => {
        const { scanner } = tunerOf(target);
        const [from, to] = [input.u32(24), input.u32(28)];
        if (from > to) return [RESULT.OUT_OF_BOUNDS, from, to];
        scanner.start(from, to, nobody);
        return [RESULT.SUCCESS, from, to];
      },
      32,
    ),
    service(4, 4, ({ target }) => {
      tunerOf(target).scanner.resume(nobody);
      return [RESULT.SUCCESS];
    }),
    service(5, 12, ({ target }) => {
      const { scanner } = tunerOf(target);
      scanner.stop();
      const { from, to } = scanner.status();
      return [RESULT.SUCCESS, from, to];
    }),
  ],
};
