/** What steps are told that name what is not there, or what is there later, elsewhere or otherwise. */
import { expect, test } from 'vitest';
import { compileSteps } from '../testing/acme.ts';

const wrong: [steps: string, told: string[]][] = [
  ['{ get: KSPROPERTY_ACME_GIAN }', ['KS031 no spec file declares a property "KSPROPERTY_ACME_GIAN" -- did you mean "KSPROPERTY_ACME_GAIN"?']],
  ['{ get: KSEVENT_ACME_PEAK }', ['KS031 KSEVENT_ACME_PEAK is an event, not a property']],
  ['{ set: KSMETHOD_ACME_RESET, value: 1 }', ['KS031 KSMETHOD_ACME_RESET is a method, not a property']],
  ['{ call: KSPROPERTY_ACME_GAIN }', ['KS031 KSPROPERTY_ACME_GAIN is a property, not a method']],
  ['{ enable: KSMETHOD_ACME_RESET }', ['KS031 KSMETHOD_ACME_RESET is a method, not an event']],
  ['{ support: NOBODY }', ['KS031 no spec file declares an item "NOBODY"']],
  ['{ get: item }', ['KS031 "item" stands for the item of a law about items; here there is none']],
  ['{ set: item, value: 1 }', ['KS031 "item" stands for the item of a law about items; here there is none']],
  ['{ support: item }', ['KS031 "item" stands for the item of a law about items; here there is none']],
  ['{ call: item }', ['KS031 "item" stands for the item of a law about items; here there is none']],
  ['{ enable: item }', ['KS031 "item" stands for the item of a law about items; here there is none']],
  ['{ send: { item: item } }', ['KS031 "item" stands for the item of a law about items; here there is none']],
  [
    '{ get: KSPROPERTY_ACME_GAIN, to: nobody }',
    ['KS037 no handle is called "nobody" here -- known here: filter, pinFactory, pin, pinNode, node, clock, allocator, h'],
  ],
  ['{ get: KSPROPERTY_ACME_GAIN, to: e }', ['KS037 no handle is called "e" here -- did you mean "h"?']],
  ['{ get: KSPROPERTY_ACME_GAIN, with: { Flag: 1 } }', ['KS039 the request of KSPROPERTY_ACME_GAIN has no field "Flag" -- did you mean "Flags"?']],
  ['{ get: KSPROPERTY_ACME_GAIN, output: nn }', ['KS021 unknown name "nn": no variable here and no name of the ABI -- did you mean "n"?']],
  ['{ get: KSPROPERTY_ACME_GAIN, as: in }', ['KS018 "in" is a word of CEL and cannot name a variable']],
  [
    '{ send: { item: KSPROPERTY_ACME_GAIN, with: { Idd: 1 } } }',
    ['KS039 the request of KSPROPERTY_ACME_GAIN has no field "Idd" -- did you mean "Id"?'],
  ],
  ['{ send: { verb: GTE } }', ['KS036 property requests have no verb "GTE" -- did you mean "GET"?']],
  [
    '{ send: { ioctl: IOCTL_KS_METHOD, verb: GET } }',
    ['KS036 method requests have no verb "GET" -- one of BASICSUPPORT, MODIFY, NONE, READ, SEND, SETSUPPORT, SOURCE, TOPOLOGY, WRITE'],
  ],
  [
    '{ send: { verb: ZZZZZZZ } }',
    [
      'KS036 property requests have no verb "ZZZZZZZ" -- one of BASICSUPPORT, COPYPAYLOAD, DEFAULTVALUES, FSFILTERSCOPE, GET, GETPAYLOADSIZE, HIGHPRIORITY, RELATIONS, SERIALIZERAW, SERIALIZESET, SERIALIZESIZE, SET, SETSUPPORT, TOPOLOGY, UNSERIALIZERAW, UNSERIALIZESET',
    ],
  ],
  ['{ send: { inputAt: h } }', ['KS037 no buffer or enable is called "h" here -- did you mean "b"?']],
  ['{ send: { outputAt: e } }', ['KS037 no buffer is called "e" here -- did you mean "b"?']],
  ['{ send: {}, expect: { status: NO } }', ['KS035 there is no status "NO" -- did you mean "any"?']],
  ['{ send: {}, expect: { status: NOT_FOUND } }', ['KS035 there is no status "NOT_FOUND" -- did you mean "STATUS_NOT_FOUND"?']],
  ['{ enable: KSEVENT_ACME_PEAK, with: { Level: 1 } }', ['KS039 the request of KSEVENT_ACME_PEAK has no field "Level"']],
  ['{ disable: h }', ['KS037 no enable is called "h" here -- did you mean "e"?']],
  ['{ notification: while }', ['KS018 "while" is a word of CEL and cannot name a variable']],
  ['{ buffer: for, holds: 1 }', ['KS018 "for" is a word of CEL and cannot name a variable']],
  ['{ buffer: c }', ['KS015 one of the keys "holds", "input", "output" and "copyOf" says what the buffer holds']],
  ['{ buffer: c, holds: 1, copyOf: b }', ['KS015 one of the keys "holds", "input", "output" and "copyOf" says what the buffer holds']],
  ['{ buffer: c, copyOf: h }', ['KS037 no buffer or enable is called "h" here -- did you mean "b"?']],
  ['{ signals: h }', ['KS037 no enable is called "h" here -- did you mean "e"?']],
  ['{ open: pin, from: e }', ['KS037 no handle is called "e" here -- did you mean "h"?']],
  ['{ close: e }', ['KS037 no handle is called "e" here -- did you mean "h"?']],
  ['{ wait: e }', ['KS037 no submitted request is called "e" here -- did you mean "r"?']],
  ['{ cancel: h }', ['KS037 no submitted request is called "h" here -- did you mean "r"?']],
  [
    '{ duplicate: nobody, as: x }',
    ['KS037 no handle is called "nobody" here -- known here: filter, pinFactory, pin, pinNode, node, clock, allocator, h'],
  ],
  ['{ poke: h, bytes: bytes(1) }', ['KS037 no buffer or enable is called "h" here -- did you mean "b"?']],
  ['{ measure: "[1]", title: t }', ['KS015 one of the keys "line" and "values" says what is measured']],
  ['{ measure: "[1]", title: t, line: {}, values: {} }', ['KS015 one of the keys "line" and "values" says what is measured']],
  ['{ check: e.nothing == 1 }', ['KS021 e has no member "nothing"']],
  ['{ check: h.value == 1 }', ['KS021 h has no member "value"']],
  ['{ check: b.signal == 1 }', ['KS021 b has no member "signal"']],
  ['{ check: s.address == 1 }', ['KS021 s has no member "address"']],
  ['{ let: { p: q, q: 1 } }', ['KS021 "q" is used before the step that binds it']],
  ['{ interleave: [[{ interleave: [[], []] }], []] }', ['KS053 `interleave` cannot stand in a model or inside another one']],
  [
    '{ repeat: 2, as: i, steps: [{ open: filter, as: inner }, { sleep: i }] }, { close: inner }, { sleep: i }',
    [
      'KS037 no handle is called "inner" here -- known here: filter, pinFactory, pin, pinNode, node, clock, allocator, h',
      'KS021 "i" is used before the step that binds it',
    ],
  ],
  ['{ sleep: later.value }, { get: KSPROPERTY_ACME_GAIN, as: later }', ['KS021 "later" is used before the step that binds it']],
  ['{ sleep: later }, { let: { later: 1 } }', ['KS021 "later" is used before the step that binds it']],
  ['{ sleep: later.address }, { buffer: later, holds: 1 }', ['KS021 "later" is used before the step that binds it']],
  ['{ sleep: later.signal }, { notification: later }', ['KS021 "later" is used before the step that binds it']],
  ['{ sleep: later }, { if: n == 1, steps: [], else: [{ let: { later: 1 } }] }', ['KS021 "later" is used before the step that binds it']],
  ['{ sleep: later }, { interleave: [[{ let: { later: 1 } }], []] }', ['KS021 "later" is used before the step that binds it']],
  ['{ check: r.status == 1 }', ['KS021 "r" is used before the step that binds it']],
];

test('each mistake is told in full', () => {
  const all = compileSteps(wrong.map(([steps]) => steps));
  expect(all.map(({ problems }, i) => [wrong[i]?.[0], problems])).toEqual(wrong);
});

test('what lists of steps that run at the same time bind is there after them', () => {
  const bound = [
    '{ open: clock, as: x }',
    '{ enable: KSEVENT_ACME_PEAK, as: y }',
    '{ buffer: z, holds: 1 }',
    '{ notification: m }',
    '{ submit: {}, as: w }',
    '{ let: { l: 1 } }',
    '{ signals: e, as: g }',
    '{ get: KSPROPERTY_ACME_GAIN, as: a }',
    '{ repeat: 1, as: i, steps: [] }',
  ].join(', ');
  const used = '{ close: x }, { disable: y }, { poke: z, bytes: bytes(1) }, { signals: m }, { cancel: w }, { wait: w }';
  const sum = 'l + g == a.value + y.address + z.length + m.signal + x.handle + w.status';
  const lanes = `{ interleave: [[${bound}], []] }`;
  // The variable of a loop ends with the loop.
  expect(compileSteps([`${lanes}, ${used}, { check: ${sum} }`, `${lanes}, { sleep: i }`]).map(({ problems }) => problems)).toEqual([[], ['KS021 "i" is used before the step that binds it']]);
});
