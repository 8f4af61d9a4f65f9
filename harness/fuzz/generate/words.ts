/**
 * The fields of a request, what follows it, and the value that is sent: every 32-bit word at the edges of its range, counts
 * and sizes that overflow and that disagree with what is there among them.
 */
import type { Random } from '../random.ts';
import type { Draft } from './draft.ts';
import { edges, type Mutation, type Shape } from './mutation.ts';
import { headerSize } from '../../plan/request-layout.ts';

/** Words looked at one by one; any other is reached by chance. */
const mostWords = 12;

export function* wordMutations(shape: Shape): Generator<Mutation> {
  yield* wordsOf('request', headerSize, shape.inputLength, (draft) => draft.inputView, (draft) => draft.inputLength);
  if (shape.sendsValue) yield* wordsOf('value', 0, shape.outputLength, (draft) => draft.valueView, (draft) => draft.valueLength);
}

function* wordsOf(
  what: string,
  first: number,
  end: number,
  viewOf: (draft: Draft) => DataView,
  lengthOf: (draft: Draft) => number,
): Generator<Mutation> {
  for (let at = first, n = 0; at + 4 <= end && n < mostWords; at += 4, n++) {
    for (const edge of edges) {
      yield { name: `${what} word ${at} is 0x${edge.toString(16)}`, apply: (draft) => { viewOf(draft).setUint32(at, edge, true); } };
    }
    for (const step of [-1, 1]) {
      const name = `${what} word ${at} ${step > 0 ? '+' : ''}${step}`;
      yield { name, apply: (draft) => { viewOf(draft).setUint32(at, viewOf(draft).getUint32(at, true) + step, true); } };
    }
  }
  if (end <= first) return;
  const anywhere = (draft: Draft, random: Random): number => first + random.below(Math.max(1, lengthOf(draft) - first));
  const change = (draft: Draft, random: Random, to: (before: number) => number): void => {
    const at = anywhere(draft, random);
    if (at < lengthOf(draft)) viewOf(draft).setUint8(at, to(viewOf(draft).getUint8(at)) & 0xff);
  };
  yield { name: `${what} one bit`, apply: (draft, random) => { change(draft, random, (before) => before ^ (1 << random.below(8))); } };
  yield { name: `${what} one byte`, apply: (draft, random) => { change(draft, random, () => random.below(256)); } };
  yield {
    name: `${what} any word`,
    apply: (draft, random) => {
      const at = anywhere(draft, random) & ~3;
      if (at + 4 <= lengthOf(draft)) viewOf(draft).setUint32(at, random.once(2) ? random.pick(edges) : random.word(), true);
    },
  };
  yield {
    name: `${what} any bytes`,
    apply: (draft, random) => {
      for (let at = first; at < lengthOf(draft); at += 4) {
        if (at + 4 <= lengthOf(draft)) viewOf(draft).setUint32(at, random.word(), true);
      }
    },
  };
}
