import { describe, expect, test } from 'vitest';
import type { CaseLine, JournalLine } from '../harness/run/journal-lines.ts';
import { outcomeOf } from '../harness/run/outcome.ts';
import { caseLine, finding, journalOf, recordOf, runLine } from '../harness/run/testing/journal-fixtures.ts';
import { findingBlock, plainLayout } from './finding.ts';
import type { Layout } from './finding.ts';
import { shortSummaryText, summaryText } from './terminal.ts';
import { count, duration, painterFor, widthOf, wrap } from './text.ts';

const id = (name: string, claim = 'property.get.size-query') => `core/clock/KSPROPERTY_CLOCK_${name}:${claim}@camera/pin0/clock`;
const summary = (lines: readonly JournalLine[], layout: Partial<Layout> = {}) => {
  const record = recordOf(lines);
  return summaryText(record, outcomeOf(record), ['out/junit.xml'], { ...plainLayout, ...layout });
};
const mixed: CaseLine[] = [
  caseLine(id('TIME'), 'fail'),
  ...Array.from({ length: 7 }, (_, i) => caseLine(id(`OTHER${i}`), 'fail')),
  caseLine(id('STATE'), 'pass', { notes: ['information is 4'] }),
  caseLine(id('STATE', 'event.enable'), 'warn'),
  caseLine(id('TIME', 'event.enable'), 'warn'),
  caseLine(id('STATE', 'event.hang'), 'hang'),
  caseLine(id('A'), 'skip'),
  caseLine(id('B'), 'skip', { skip: { reason: 'no-instance', detail: '' } }),
];

test('the summary says how much of the models was walked, and nothing where no model was', () => {
  const walked = (object: string, untried: readonly string[]) =>
    caseLine(`core/connection:connection.state@${object}`, 'pass', { model: { states: ['stop', 'run'], transitions: ['stop go run', 'run go stop', 'run look run'], untried } });
  const walks = [walked('camera/pin0', []), walked('camera/pin1', [])];
  expect(summary(journalOf(walks))).toContain('\nModels    1 on 2 objects: 4 states, 6 transitions; no transition of these states left out\n');
  expect(summary(journalOf([...walks, walked('camera/pin2', ['stop look stop'])]))).toMatch(/9 transitions; 1 transition left out,\s+which the HTML report\s+names\n/);
  expect(summary(journalOf(mixed))).not.toContain('Models');
});

describe('a finding', () => {
  test('shows case, replay, request beside answer, expectation, rule and source, in this order', () => {
    expect(findingBlock(caseLine(id('TIME'), 'fail'), runLine)).toMatchInlineSnapshot(`
      "FAIL  core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock
        replay    npx kscts replay core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock --target simulator:usbvideo --seed 42

        get KSPROPERTY_CLOCK_TIME
          request                          │ answer
          Set    KSPROPSETID_Clock         │ status       STATUS_SUCCESS
          Id     KSPROPERTY_CLOCK_TIME (0) │ information  0
          Flags  KSPROPERTY_TYPE_GET (1)   │

        with      n = 3
        found     status is STATUS_SUCCESS
        expected  status STATUS_BUFFER_OVERFLOW
        rule      PROP-014 [D] A get without an output buffer answers the size of the value.
        source    Canon: stream/ksproperty
        claim     specs/core/property.yaml:12:3  A get without an output buffer answers the size of the
                  value"
    `);
  });
  test('stacks request and answer where the terminal is narrow', () => {
    expect(findingBlock(caseLine(id('TIME'), 'fail'), runLine, { ...plainLayout, width: 56 })).toMatchInlineSnapshot(`
      "FAIL  core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock
        replay    npx kscts replay core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock --target simulator:usbvideo --seed 42

        get KSPROPERTY_CLOCK_TIME
          request
          Set    KSPROPSETID_Clock
          Id     KSPROPERTY_CLOCK_TIME (0)
          Flags  KSPROPERTY_TYPE_GET (1)
          answer
          status       STATUS_SUCCESS
          information  0

        with      n = 3
        found     status is STATUS_SUCCESS
        expected  status STATUS_BUFFER_OVERFLOW
        rule      PROP-014 [D] A get without an output buffer
                  answers the size of the value.
        source    Canon: stream/ksproperty
        claim     specs/core/property.yaml:12:3  A get without
                  an output buffer answers the size of the
                  value"
    `);
  });
  test('shows the bytes too with --verbose', () => {
    const text = findingBlock(caseLine(id('TIME'), 'fail'), runLine, { ...plainLayout, verbose: true });
    expect(text.split('\n').slice(4, 11).join('\n')).toMatchInlineSnapshot(`
      "    request                          │ answer
          Set    KSPROPSETID_Clock         │ status       STATUS_SUCCESS
          Id     KSPROPERTY_CLOCK_TIME (0) │ information  0
          Flags  KSPROPERTY_TYPE_GET (1)   │
          input  20 9a 5b dc 61 7b cf 11   │
                 9f f8 00 00 00 00 00 00   │
                 00 00 00 00 01 00 00 00   │"
    `);
  });
  test('names the exchanges before the last; --verbose shows them', () => {
    const [exchange] = finding.exchanges;
    const opening = { ...exchange!, title: 'open pin' };
    const exchanges = [opening, opening, exchange!];
    const result = caseLine(id('TIME'), 'fail', { finding: { ...finding, exchanges } });
    expect(findingBlock(result, runLine)).toContain('before    open pin (2 times)\n');
    expect(findingBlock(result, runLine, { ...plainLayout, verbose: true })).toContain('open pin\n    request');
  });
  test('puts the border where fewest lines are needed, and cuts what is too long', () => {
    const [exchange] = finding.exchanges;
    const long = Array.from({ length: 40 }, (_, i) => ({ name: `VideoInfoHeader.bmiHeader.member${i}`, text: `614400 (0x96000)` }));
    const result = caseLine(id('TIME'), 'fail', { finding: { ...finding, exchanges: [{ ...exchange!, answer: long }] } });
    expect(findingBlock(result, runLine, { ...plainLayout, width: 90 }).split('\n').slice(3, 8)).toMatchInlineSnapshot(`
      [
        "  get KSPROPERTY_CLOCK_TIME",
        "    request                          │ answer",
        "    Set    KSPROPSETID_Clock         │ VideoInfoHeader.bmiHeader.member0   614400",
        "    Id     KSPROPERTY_CLOCK_TIME (0) │                                     (0x96000)",
        "    Flags  KSPROPERTY_TYPE_GET (1)   │ VideoInfoHeader.bmiHeader.member1   614400",
      ]
    `);
    expect(findingBlock(result, runLine)).toContain('\n    … 11 more lines; --verbose shows all\n');
    expect(findingBlock(result, runLine, { ...plainLayout, verbose: true })).toContain('member39');
  });
  test('a crash without an exchange has no table', () => {
    const crash = { ...finding, verdict: 'crash' as const, exchanges: [], values: {}, claimAt: '' };
    delete (crash as { rule?: unknown }).rule;
    expect(findingBlock(caseLine(id('TIME'), 'crash', { finding: crash }), undefined)).toMatchInlineSnapshot(`
      "CRASH  core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock

        found     status is STATUS_SUCCESS
        expected  status STATUS_BUFFER_OVERFLOW
        claim     A get without an output buffer answers the size of the value"
    `);
  });
  test('what a device sends cannot steer the terminal', () => {
    const result = caseLine(id('TIME'), 'fail', { finding: { ...finding, message: 'a\u001b[2Jb\u0000\u0007c' } });
    expect(findingBlock(result, runLine)).toContain('found     abc\n');
  });
});

describe('the summary', () => {
  test('of a run with every kind of result', () => {
    expect(summary(journalOf(mixed))).toMatchInlineSnapshot(`
      "kscts 0.1.0  simulator:usbvideo (x64), seed 42
      driver    usbvideo.sys 10.0 (kscts), USB\\VID_1234&PID_5678, simulated
      specs     sha256 ab12cd34ab12cd34
      plan      14 cases: 3 items and 2 laws, 1 behaviour, 0 models on 2 objects

      FAIL  core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock
        replay    npx kscts replay core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock --target simulator:usbvideo --seed 42

        get KSPROPERTY_CLOCK_TIME
          request                          │ answer
          Set    KSPROPSETID_Clock         │ status       STATUS_SUCCESS
          Id     KSPROPERTY_CLOCK_TIME (0) │ information  0
          Flags  KSPROPERTY_TYPE_GET (1)   │

        with      n = 3
        found     status is STATUS_SUCCESS
        expected  status STATUS_BUFFER_OVERFLOW
        rule      PROP-014 [D] A get without an output buffer answers the size of the value.
        source    Canon: stream/ksproperty
        claim     specs/core/property.yaml:12:3  A get without an output buffer answers the size of the
                  value

        the same claim in 7 more cases:
          fail core/clock/KSPROPERTY_CLOCK_OTHER0:property.get.size-query@camera/pin0/clock
          fail core/clock/KSPROPERTY_CLOCK_OTHER1:property.get.size-query@camera/pin0/clock
          fail core/clock/KSPROPERTY_CLOCK_OTHER2:property.get.size-query@camera/pin0/clock
          fail core/clock/KSPROPERTY_CLOCK_OTHER3:property.get.size-query@camera/pin0/clock
          fail core/clock/KSPROPERTY_CLOCK_OTHER4:property.get.size-query@camera/pin0/clock
          … 2 more; --verbose shows all

      HANG  core/clock/KSPROPERTY_CLOCK_STATE:event.hang@camera/pin0/clock
        replay    npx kscts replay core/clock/KSPROPERTY_CLOCK_STATE:event.hang@camera/pin0/clock --target simulator:usbvideo --seed 42

        get KSPROPERTY_CLOCK_TIME
          request                          │ answer
          Set    KSPROPSETID_Clock         │ status       STATUS_SUCCESS
          Id     KSPROPERTY_CLOCK_TIME (0) │ information  0
          Flags  KSPROPERTY_TYPE_GET (1)   │

        with      n = 3
        found     status is STATUS_SUCCESS
        expected  status STATUS_BUFFER_OVERFLOW
        rule      PROP-014 [D] A get without an output buffer answers the size of the value.
        source    Canon: stream/ksproperty
        claim     specs/core/property.yaml:12:3  A get without an output buffer answers the size of the
                  value

      2 warnings: recommended or observed, not required
            2  event.enable  status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)
               core/clock/KSPROPERTY_CLOCK_STATE:event.enable@camera/pin0/clock

      2 cases skipped
            1  not-offered   the object does not offer the item, and need not
            1  no-instance   no object of that kind can be had from the device

      Result    FAILED  9 of 14 cases are not as required
                1 pass, 8 fail, 1 hang, 2 warn, 2 skip
                56 requests, in 13 ms, 1 note on inferred rules, in the journal
      Reports   out/junit.xml
      "
    `);
  });
  test('of a clean run', () => {
    expect(summary(journalOf([caseLine(id('TIME'), 'pass')]))).toMatchInlineSnapshot(`
      "kscts 0.1.0  simulator:usbvideo (x64), seed 42
      driver    usbvideo.sys 10.0 (kscts), USB\\VID_1234&PID_5678, simulated
      specs     sha256 ab12cd34ab12cd34
      plan      1 case: 3 items and 2 laws, 1 behaviour, 0 models on 2 objects

      Result    PASSED  everything that is required holds
                1 pass
                4 requests, in 13 ms
      Reports   out/junit.xml
      "
    `);
  });
  test('of a run that died in a case', () => {
    const lines = journalOf(mixed.slice(8)).slice(0, -4);
    expect(summary([...lines, { t: 'stop', why: 'crash', detail: 'the worker died: SIGABRT' }])).toMatchInlineSnapshot(`
      "kscts 0.1.0  simulator:usbvideo (x64), seed 42
      driver    usbvideo.sys 10.0 (kscts), USB\\VID_1234&PID_5678, simulated
      specs     sha256 ab12cd34ab12cd34
      plan      6 cases: 3 items and 2 laws, 1 behaviour, 0 models on 2 objects

      CRASH  core/clock/KSPROPERTY_CLOCK_STATE:event.hang@camera/pin0/clock
        replay    npx kscts replay core/clock/KSPROPERTY_CLOCK_STATE:event.hang@camera/pin0/clock --target simulator:usbvideo --seed 42

        found     the worker died: SIGABRT
        expected  the target survives the case
        claim     The target survives

      2 warnings: recommended or observed, not required
            2  event.enable  status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)
               core/clock/KSPROPERTY_CLOCK_STATE:event.enable@camera/pin0/clock

      Result    INCOMPLETE  the worker died: SIGABRT, in case core/clock/KSPROPERTY_CLOCK_STATE:event.hang@camera/pin0/clock
                1 pass, 1 crash, 2 warn, 2 not reached
                12 requests, 1 note on inferred rules, in the journal
      Reports   out/junit.xml
      "
    `);
  });
  test('of a run in which nothing was judged', () => {
    expect(summary(journalOf([caseLine(id('A'), 'skip')]))).toContain('NOTHING RAN  every case was skipped');
  });
  test('--verbose shows every failing case in full', () => {
    expect(summary(journalOf(mixed), { verbose: true }).match(/^FAIL {2}/gm)).toHaveLength(8);
  });
  test('--quiet is one line', () => {
    expect(shortSummaryText(outcomeOf(recordOf(journalOf(mixed))), plainLayout)).toBe('Result    FAILED  9 of 14 cases are not as required\n');
  });
  test('keeps within the width', () => {
    const text = summary(journalOf(mixed), { width: 80 }).replace(/^.*(?:replay|@camera).*$/gm, '');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('text', () => {
  const stream = (isTTY: boolean, colors: boolean) => ({ isTTY, columns: 77, hasColors: () => colors }) as NodeJS.WriteStream;
  test.each([
    ['auto', stream(true, true), {}, true],
    ['auto', stream(true, false), {}, false],
    ['auto', stream(false, true), {}, false],
    ['auto', stream(false, true), { FORCE_COLOR: '1' }, true],
    ['auto', stream(true, true), { FORCE_COLOR: '0' }, false],
    ['always', stream(false, false), {}, true],
    ['never', stream(true, true), { FORCE_COLOR: '1' }, false],
  ] as const)('colour %s on %j with %j: %s', (mode, to, env, expected) => {
    expect(painterFor(mode, to, env)('red', 'x') !== 'x').toBe(expected);
  });
  test('width: the terminal’s, COLUMNS, 100', () => {
    expect([widthOf(stream(true, true), {}), widthOf(stream(false, true), { COLUMNS: '60' }), widthOf(stream(false, true), {})]).toEqual([77, 60, 100]);
  });
  test('numbers and times', () => {
    expect([count(1), count(1234), count(1234567)]).toEqual(['1', '1,234', '1,234,567']);
    expect([duration(3.2), duration(1234), duration(125_000)]).toEqual(['3 ms', '1.2 s', '2 min 5 s']);
  });
  test('wrapping loses nothing', () => {
    expect(wrap('aa bb cccccccc d', 5)).toEqual(['aa bb', 'ccccc', 'ccc d']);
  });
});
