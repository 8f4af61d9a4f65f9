/** Memory that misbehaves, lengths that no memory has, and requests that come to the wrong handle. */
import type { OddMemory } from './draft.ts';
import { known } from './lengths.ts';
import type { Mutation, Shape } from './mutation.ts';

const kinds: readonly OddMemory['kind'][] = ['null', 'kernel', 'freed', 'no-access', 'read-only', 'misaligned', 'page-end'];
/** Output lengths that overflow when they are rounded up to eight, or that nobody has. */
const absurd = [0x7fff_ffff, 0x8000_0000, 0xffff_0000, 0xffff_fff0, 0xffff_fff8, 0xffff_fff9, 0xffff_ffff] as const;

export function* memoryMutations(shape: Shape): Generator<Mutation> {
  for (const buffer of ['input', 'output'] as const) {
    for (const kind of kinds) {
      yield {
        name: `${buffer} memory ${kind}`,
        apply: (draft) => {
          draft.odd = { buffer, kind };
        },
      };
    }
  }
  yield { name: 'one buffer for both', apply: (draft) => { draft.odd = { buffer: 'both', kind: 'aliased' }; } };
  for (const length of absurd) {
    yield {
      name: `output length 0x${length.toString(16)} of nothing`,
      apply: (draft) => {
        draft.odd = { buffer: 'output', kind: 'null' };
        draft.outputLength = length;
        draft.valueLength = 0;
      },
      known: shape.kind === 'property' && length > 0xffff_fff8 ? overflows : undefined,
    };
  }
  yield { name: 'another handle', apply: (draft) => { draft.astray = true; } };
}

const overflows = known(['STATUS_INVALID_BUFFER_SIZE'], 'PROP-002');
