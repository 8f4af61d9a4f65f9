/** Items of a vendor, and what tests compile about them. */
import type { CompiledStep } from '../model.ts';
import { compileText } from './outline.ts';

/** A file that declares a property, an event and a method; claims can be written below it. */
export const acme = `title: Acme
propertySets:
  PROPSETID_ACME:
    on: [filter, pin]
    guid: "{aaaaaaaa-1111-2222-3333-444444444444}"
    ids: { KSPROPERTY_ACME_GAIN: 7 }
    properties:
      KSPROPERTY_ACME_GAIN: { get: required, set: optional, value: ULONG }
eventSets:
  EVENTSETID_ACME:
    on: [filter, pin]
    guid: "{bbbbbbbb-1111-2222-3333-444444444444}"
    ids: { KSEVENT_ACME_PEAK: 1 }
    events:
      KSEVENT_ACME_PEAK: { presence: optional }
methodSets:
  METHODSETID_ACME:
    on: [filter, pin]
    guid: "{cccccccc-1111-2222-3333-444444444444}"
    ids: { KSMETHOD_ACME_RESET: 2 }
    methods:
      KSMETHOD_ACME_RESET: { presence: optional, flags: WRITE, value: ULONG }
`;

/** A number, a handle, an enable, a buffer, an event object and a submitted request, by their first letters. */
const before = [
  '{ open: clock, as: h }',
  '{ enable: KSEVENT_ACME_PEAK, as: e }',
  '{ buffer: b, holds: 16 }',
  '{ notification: s }',
  '{ submit: {}, as: r }',
];

/**
 * Compiles lists of steps, YAML with commas between them, each in a behaviour of its own behind steps which bind `n`, `h`,
 * `e`, `b`, `s` and `r`. Gives the steps of each, and what each is told.
 */
export function compileSteps(lists: readonly string[]): { steps: readonly CompiledStep[]; problems: string[] }[] {
  const claims = lists.map(
    (steps, i) => `  - { behaviour: acme.b${i}, title: t, on: pin, cites: [PROP-021], let: { n: 1 }, steps: [${[...before, steps].join(', ')}] }\n`,
  );
  const first = acme.split('\n').length + 1;
  const { book, problems } = compileText(`${acme}behaviours:\n${claims.join('')}`);
  return lists.map((_, i) => ({
    steps: book.behaviours[i]?.steps ?? [],
    problems: problems.filter(({ line }) => line === first + i).map(({ text }) => text),
  }));
}
