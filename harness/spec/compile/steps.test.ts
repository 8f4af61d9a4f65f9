/** What each kind of step is compiled to: every member that the judge reads, and none that nobody wrote. */
import { expect, test } from 'vitest';
import { compileSteps } from '../testing/acme.ts';
import { outline } from '../testing/outline.ts';

const compiled: [step: string, into: unknown][] = [
  ['{ send: {} }', { kind: 'send', send: { with: {} }, expect: 'implied' }],
  [
    '{ send: { ioctl: IOCTL_KS_PROPERTY, item: KSPROPERTY_ACME_GAIN, verb: [GET, TOPOLOGY], set: GUID_NULL, id: 9, input: 24, output: n }, as: a }',
    {
      kind: 'send',
      send: {
        ioctl: 'IOCTL_KS_PROPERTY',
        item: 'KSPROPERTY_ACME_GAIN',
        set: 'GUID_NULL',
        id: '9',
        flags: 'GET | TOPOLOGY',
        input: '24',
        output: 'n',
        with: {},
      },
      as: 'a',
      expect: 'implied',
    },
  ],
  [
    '{ send: { item: KSPROPERTY_ACME_GAIN, value: 3, with: { Flags: 1, Id: 2 } } }',
    { kind: 'send', send: { item: 'KSPROPERTY_ACME_GAIN', flags: 'SET', value: '3', with: { Flags: '1', Id: '2' } }, expect: 'implied' },
  ],
  [
    '{ send: { item: KSPROPERTY_ACME_GAIN, valueBytes: bytes(4), to: h } }',
    { kind: 'send', send: { to: 'h', item: 'KSPROPERTY_ACME_GAIN', flags: 'SET', valueBytes: 'bytes(4)', with: {} }, expect: 'implied' },
  ],
  [
    '{ send: { item: KSEVENT_ACME_PEAK, inputBytes: bytes(24), inputAt: e, outputAt: b, memory: { input: freed } } }',
    {
      kind: 'send',
      send: {
        item: 'KSEVENT_ACME_PEAK',
        flags: 'ENABLE',
        inputBytes: 'bytes(24)',
        inputAt: 'e',
        outputAt: 'b',
        memory: { input: 'freed' },
        with: {},
      },
      expect: 'implied',
    },
  ],
  [
    '{ send: { item: KSMETHOD_ACME_RESET, verb: 0x10, memory: { input: kernel, output: read-only } } }',
    {
      kind: 'send',
      send: { item: 'KSMETHOD_ACME_RESET', flags: '(16)', memory: { input: 'kernel', output: 'read-only' }, with: {} },
      expect: 'implied',
    },
  ],
  ['{ send: { item: KSMETHOD_ACME_RESET } }', { kind: 'send', send: { item: 'KSMETHOD_ACME_RESET', flags: 'SEND', with: {} }, expect: 'implied' }],
  [
    '{ send: { ioctl: IOCTL_KS_ENABLE_EVENT, verb: ONESHOT, outputAt: b } }',
    { kind: 'send', send: { ioctl: 'IOCTL_KS_ENABLE_EVENT', flags: 'ONESHOT', outputAt: 'b', with: {} }, expect: 'implied' },
  ],
  [
    '{ send: { ioctl: IOCTL_KS_DISABLE_EVENT, verb: BASICSUPPORT, inputAt: b } }',
    { kind: 'send', send: { ioctl: 'IOCTL_KS_DISABLE_EVENT', flags: 'BASICSUPPORT', inputAt: 'b', with: {} }, expect: 'implied' },
  ],
  [
    '{ send: { ioctl: IOCTL_KS_METHOD, verb: SEND } }',
    { kind: 'send', send: { ioctl: 'IOCTL_KS_METHOD', flags: 'SEND', with: {} }, expect: 'implied' },
  ],
  [
    '{ send: { ioctl: IOCTL_KS_READ_STREAM, headers: [{ data: 8 }, { data: n, OptionsFlags: 1 }] } }',
    {
      kind: 'send',
      send: { ioctl: 'IOCTL_KS_READ_STREAM', headers: [{ data: '8' }, { data: 'n', OptionsFlags: '1' }], with: {} },
      expect: 'implied',
    },
  ],
  [
    '{ send: { ioctl: IOCTL_KS_PROPERTY }, expect: { status: [STATUS_NOT_FOUND, 0xC000000D, failure], information: 0, value: n, valid: true, written: 4, where: [information == 0, status > 1], cites: [PROP-047] } }',
    {
      kind: 'send',
      send: { ioctl: 'IOCTL_KS_PROPERTY', with: {} },
      expect: {
        status: 'STATUS_NOT_FOUND or STATUS_INVALID_PARAMETER or failure',
        implied: false,
        information: '0',
        value: 'n',
        valid: true,
        written: '4',
        where: ['information == 0', 'status > 1'],
        rules: ['PROP-047'],
        strength: 'may',
      },
    },
  ],
  ['{ get: KSPROPERTY_ACME_GAIN }', { kind: 'get', get: 'KSPROPERTY_ACME_GAIN', with: {}, expect: 'implied' }],
  [
    '{ get: KSPROPERTY_ACME_GAIN, to: h, with: { Flags: 1 }, output: 8, as: a, expect: { where: a.value == 1 } }',
    {
      kind: 'get',
      get: 'KSPROPERTY_ACME_GAIN',
      to: 'h',
      output: '8',
      with: { Flags: '1' },
      as: 'a',
      expect: { status: 'success', implied: false, where: ['a.value == 1'], rules: ['PROP-021'], strength: 'must' },
    },
  ],
  [
    '{ set: KSPROPERTY_ACME_GAIN, value: n + 1, to: pin, as: a, expect: { status: any, valid: false } }',
    {
      kind: 'set',
      set: 'KSPROPERTY_ACME_GAIN',
      value: 'n + 1',
      to: 'pin',
      with: {},
      as: 'a',
      expect: { status: 'any', implied: false, valid: false, where: [], rules: ['PROP-021'], strength: 'must' },
    },
  ],
  ['{ support: KSEVENT_ACME_PEAK, output: 4 }', { kind: 'support', support: 'KSEVENT_ACME_PEAK', output: '4', with: {}, expect: 'implied' }],
  ['{ call: KSMETHOD_ACME_RESET }', { kind: 'call', call: 'KSMETHOD_ACME_RESET', with: {}, expect: 'implied' }],
  [
    '{ call: KSMETHOD_ACME_RESET, value: 7, to: filter }',
    { kind: 'call', call: 'KSMETHOD_ACME_RESET', value: '7', to: 'filter', with: {}, expect: 'implied' },
  ],
  [
    '{ enable: KSEVENT_ACME_PEAK }',
    { kind: 'enable', enable: 'KSEVENT_ACME_PEAK', with: {}, data: {}, signal: 'auto-reset', flags: 'ENABLE', expect: 'implied' },
  ],
  [
    '{ enable: KSEVENT_ACME_PEAK, to: h, with: { Flags: 3 }, data: { Level: n }, signal: semaphore, verb: [ENABLE, ONESHOT], as: f, expect: { status: success } }',
    {
      kind: 'enable',
      enable: 'KSEVENT_ACME_PEAK',
      to: 'h',
      with: { Flags: '3' },
      data: { Level: 'n' },
      signal: 'semaphore',
      flags: 'ENABLE | ONESHOT',
      as: 'f',
      expect: { status: 'success', implied: false, where: [], rules: ['PROP-021'], strength: 'must' },
    },
  ],
  ['{ disable: all }', { kind: 'disable', disable: 'all', expect: 'implied' }],
  ['{ disable: e, to: pin, as: a }', { kind: 'disable', disable: 'e', to: 'pin', as: 'a', expect: 'implied' }],
  ['{ notification: m }', { kind: 'notification', notification: 'm', signal: 'auto-reset' }],
  ['{ notification: m, signal: manual-reset }', { kind: 'notification', notification: 'm', signal: 'manual-reset' }],
  ['{ buffer: c, holds: bytes(n) }', { kind: 'buffer', buffer: 'c', holds: 'bytes(n)', memory: 'normal' }],
  [
    '{ buffer: c, input: { item: KSPROPERTY_ACME_GAIN }, kind: freed }',
    { kind: 'buffer', buffer: 'c', input: { item: 'KSPROPERTY_ACME_GAIN', flags: 'GET', with: {} }, memory: 'freed' },
  ],
  [
    '{ buffer: c, output: { item: KSPROPERTY_ACME_GAIN, value: 4 } }',
    { kind: 'buffer', buffer: 'c', output: { item: 'KSPROPERTY_ACME_GAIN', flags: 'SET', value: '4', with: {} }, memory: 'normal' },
  ],
  ['{ buffer: c, copyOf: e, at: b.address }', { kind: 'buffer', buffer: 'c', copyOf: 'e', address: 'b.address', memory: 'normal' }],
  ['{ signals: e }', { kind: 'signals', signals: 'e', rules: ['PROP-021'], strength: 'must' }],
  [
    '{ signals: s, count: 2, as: came, within: ms(5), cites: [PROP-047] }',
    { kind: 'signals', signals: 's', count: '2', as: 'came', within: 'ms(5)', rules: ['PROP-047'], strength: 'may' },
  ],
  ['{ open: pin }', { kind: 'open', open: 'pin', with: {}, expect: 'implied' }],
  [
    `{ open: child, from: h, with: { PinId: 1 }, class: "KSSTRING_Pin", parameters: bytes(3), format: bytes(2), link: "'x'", access: readWrite, as: o, expect: { status: error } }`,
    {
      kind: 'open',
      open: 'child',
      from: 'h',
      class: 'KSSTRING_Pin',
      parameters: 'bytes(3)',
      format: 'bytes(2)',
      link: "'x'",
      access: 'readWrite',
      with: { PinId: '1' },
      as: 'o',
      expect: { status: 'error', implied: false, where: [], rules: ['PROP-021'], strength: 'must' },
    },
  ],
  ['{ close: h }', { kind: 'close', close: 'h', expect: 'implied' }],
  [
    '{ close: pin, expect: { status: warning } }',
    { kind: 'close', close: 'pin', expect: { status: 'warning', implied: false, where: [], rules: ['PROP-021'], strength: 'must' } },
  ],
  ['{ submit: { ioctl: IOCTL_KS_WRITE_STREAM }, as: w }', { kind: 'submit', submit: { ioctl: 'IOCTL_KS_WRITE_STREAM', with: {} }, as: 'w' }],
  ['{ wait: r }', { kind: 'wait', wait: 'r', pending: false, expect: 'implied' }],
  [
    '{ wait: r, within: seconds(1), pending: true, orSkip: it may take long, expect: { status: STATUS_CANCELLED, where: r.status > 0 } }',
    {
      kind: 'wait',
      wait: 'r',
      within: 'seconds(1)',
      pending: true,
      orSkip: 'it may take long',
      expect: { status: 'STATUS_CANCELLED', implied: false, where: ['r.status > 0'], rules: ['PROP-021'], strength: 'must' },
    },
  ],
  ['{ cancel: r }', { kind: 'cancel', cancel: 'r' }],
  ['{ sleep: us(3) }', { kind: 'sleep', sleep: 'us(3)' }],
  ['{ let: { p: n + 1, q: p + 1 } }', { kind: 'let', let: { p: 'n + 1', q: 'p + 1' } }],
  ['{ check: n == 1 }', { kind: 'check', check: 'n == 1', rules: ['PROP-021'], strength: 'must' }],
  [
    '{ check: n == 1, message: it is one, cites: [PROP-047] }',
    { kind: 'check', check: 'n == 1', message: 'it is one', rules: ['PROP-047'], strength: 'may' },
  ],
  [
    '{ measure: "[1, 2]", title: Jitter, values: { least: 0, most: n } }',
    { kind: 'measure', measure: '[1, 2]', title: 'Jitter', values: { least: '0', most: 'n' }, rules: ['PROP-021'], strength: 'must' },
  ],
  [
    `{ measure: "[{'t': 1, 'v': 2}]", title: Drift, line: { rate: 0.1, sigma: 2, residual: 3 }, cites: [PROP-047] }`,
    {
      kind: 'measure',
      measure: "[{'t': 1, 'v': 2}]",
      title: 'Drift',
      line: { rate: '0.1', sigma: '2', residual: '3' },
      rules: ['PROP-047'],
      strength: 'may',
    },
  ],
  [
    '{ measure: "[1]", title: Half, values: { most: 3 } }',
    { kind: 'measure', measure: '[1]', title: 'Half', values: { most: '3' }, rules: ['PROP-021'], strength: 'must' },
  ],
  ['{ require: n > 0, reason: none is there }', { kind: 'require', require: 'n > 0', reason: 'none is there' }],
  ['{ repeat: 3, steps: [{ sleep: 1 }] }', { kind: 'repeat', repeat: '3', steps: [{ kind: 'sleep', sleep: '1' }] }],
  [
    '{ repeat: n, as: i, steps: [{ check: i < n }] }',
    { kind: 'repeat', repeat: 'n', as: 'i', steps: [{ kind: 'check', check: 'i < n', rules: ['PROP-021'], strength: 'must' }] },
  ],
  ['{ each: "[1, 2]", as: i, steps: [{ sleep: i }] }', { kind: 'each', each: '[1, 2]', as: 'i', steps: [{ kind: 'sleep', sleep: 'i' }] }],
  [
    '{ if: n == 1, steps: [{ sleep: 1 }], else: [{ sleep: 2 }] }',
    { kind: 'if', if: 'n == 1', steps: [{ kind: 'sleep', sleep: '1' }], else: [{ kind: 'sleep', sleep: '2' }] },
  ],
  ['{ if: n == 1, steps: [{ sleep: 1 }] }', { kind: 'if', if: 'n == 1', steps: [{ kind: 'sleep', sleep: '1' }], else: [] }],
  ['{ power: D3 }', { kind: 'power', power: 'D3' }],
  ['{ unplug: surprise }', { kind: 'unplug', unplug: 'surprise' }],
  ['{ plug: again }', { kind: 'plug', plug: 'again' }],
  ['{ duplicate: h, as: other }', { kind: 'duplicate', duplicate: 'h', as: 'other' }],
  ['{ exit: other }', { kind: 'exit', exit: 'other' }],
  ['{ poke: b, bytes: bytes(1) }', { kind: 'poke', poke: 'b', bytes: 'bytes(1)' }],
  ['{ poke: e, at: 4, bytes: bytes(2) }', { kind: 'poke', poke: 'e', offset: '4', bytes: 'bytes(2)' }],
  [
    '{ interleave: [[{ sleep: 1 }, { get: KSPROPERTY_ACME_GAIN, as: a }], [{ sleep: 2 }]] }',
    {
      kind: 'interleave',
      interleave: [
        [{ kind: 'sleep', sleep: '1' }, { kind: 'get', get: 'KSPROPERTY_ACME_GAIN', with: {}, as: 'a', expect: 'implied' }],
        [{ kind: 'sleep', sleep: '2' }],
      ],
    },
  ],
];

test('each step is compiled to what it says', () => {
  const all = compileSteps(compiled.map(([step]) => step));
  expect(all.map(({ steps, problems }, i) => [compiled[i]?.[0], outline(steps.at(-1)), problems])).toStrictEqual(
    compiled.map(([step, into]) => [step, into, []]),
  );
});
