/** Ways in which a right request becomes a wrong one. */
import type { Random } from '../random.ts';
import type { Draft, Known } from './draft.ts';
import type { Template, Verb } from './template.ts';

export interface Mutation {
  /** `input length 23`, the same for the same change. */
  readonly name: string;
  apply(draft: Draft, random: Random): void;
  /** What is known of the answer if nothing else is wrong. */
  readonly known?: Known | undefined;
}

/** What of a template decides how it can be changed; templates of one shape share their mutations. */
export interface Shape {
  readonly kind: 'property' | 'event' | 'method' | 'none';
  readonly verb: Verb;
  readonly inputLength: number;
  readonly structSize: number;
  /** Of the output buffer, with or without a value. */
  readonly outputLength: number;
  readonly sendsValue: boolean;
  /** Whether the requests of the object go to a handle of its own. */
  readonly ownHandle: boolean;
  readonly able: boolean;
  readonly settable: boolean;
}

export function shapeOf(template: Template, outputLength: number): Shape {
  const { item, verb, input, structSize, legal, object, carrier, able, settable } = template;
  return {
    kind: item?.kind ?? 'none',
    verb,
    inputLength: input.length,
    structSize,
    outputLength,
    sendsValue: legal.length > 0,
    ownHandle: carrier === object,
    able,
    settable,
  };
}

/** Numbers around which arithmetic goes wrong. */
export const edges = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fff8, 0xffff_ffff] as const;
