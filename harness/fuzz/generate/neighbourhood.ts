/** All single changes of a request of a shape. One right request is sent with each of them, one at a time. */
import { headerMutations } from './header.ts';
import { lengthMutations } from './lengths.ts';
import { memoryMutations } from './memory.ts';
import type { Mutation, Shape } from './mutation.ts';
import { wordMutations } from './words.ts';

const cache = new Map<string, readonly Mutation[]>();

/** The changes, in a fixed order; those of the same shape are the same objects. */
export function neighbourhood(shape: Shape): readonly Mutation[] {
  const key = Object.values(shape).join(' ');
  let known = cache.get(key);
  if (!known) {
    known = [...lengthMutations(shape), ...headerMutations(shape), ...wordMutations(shape), ...memoryMutations(shape)];
    cache.set(key, known);
  }
  return known;
}
