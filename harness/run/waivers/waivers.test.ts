import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { verdicts } from '../../judge/verdict.ts';
import { outcomeOf } from '../outcome.ts';
import { caseLine, journalOf, recordOf, runLine } from '../testing/journal-fixtures.ts';
import { waiverUses, withWaivers } from './apply.ts';
import type { Waiver } from './format.ts';
import { waiverSchemaFile, waiverSchemaText } from './json-schema.ts';
import { parseRange, versionIn } from './range.ts';
import { readWaivers } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-waivers-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const good = `waivers:
  - cases: [core/clock/*, "audio/**:property.set.*"]
    where:
      driverVersion: ">=10 <10.1"
      hardwareId: 'USB\\VID_1234&*'
      osBuild: "10.0.*"
    reason: the clock stops in the first firmware
    owner: Jo
    link: https://bugs.example/1
    expires: 2027-03-31
  - cases: [demo]
    reason: x
    owner: x
    link: http://x
    expires: "2027-01-01"
`;

function read(text: string): readonly Waiver[] {
  writeFileSync(join(folder, 'w.yaml'), text);
  return readWaivers([join(folder, 'w.yaml')], folder);
}

describe('reading', () => {
  test('gives what is written, with its place', () => {
    expect(read(good)).toEqual([
      {
        at: 'w.yaml:2:5',
        cases: ['core/clock/*', 'audio/**:property.set.*'],
        where: { driverVersion: '>=10 <10.1', hardwareId: 'USB\\VID_1234&*', osBuild: '10.0.*' },
        reason: 'the clock stops in the first firmware',
        owner: 'Jo',
        link: 'https://bugs.example/1',
        expires: '2027-03-31',
      },
      { at: 'w.yaml:11:5', cases: ['demo'], reason: 'x', owner: 'x', link: 'http://x', expires: '2027-01-01' },
    ]);
  });

  test.each([
    ['expires: 2027-03-31', 'expires: 2027-02-30', 'w.yaml:10:14: error[KS016]: "2027-02-30" is no day such as 2027-03-31'],
    ['reason: the clock stops in the first firmware\n    ', '', 'w.yaml:2:5: error[KS015]: the key "reason" is missing'],
    ['owner: Jo', 'ownr: Jo', 'w.yaml:8:5: error[KS014]: unknown key "ownr"\n  8 |     ownr: Jo\n    |     ^^^^\n  hint: did you mean "owner"?'],
    ['">=10 <10.1"', '">=10 && <10.1"', 'w.yaml:4:22: error[KS016]: ">=10 && <10.1" is no range of versions'],
    ['">=10 <10.1"', '10.1', 'w.yaml:4:22: error[KS013]: expected a text, found the number 10.1'],
    ['https://bugs.example/1', 'bug 1', 'w.yaml:9:11: error[KS016]: "bug 1" is no web address'],
    ['[core/clock/*, "audio/**:property.set.*"]', '[]', 'w.yaml:2:12: error[KS013]: the list is empty'],
    ['  - cases: [demo]', '  - *x', 'error[KS012]: an alias (*name) cannot be used in waiver files'],
  ])('%s as %s is refused in its place', (from, to, message) => {
    expect(good).toContain(from);
    expect(() => read(good.replace(from, to))).toThrow(message);
  });

  test('a file that is not there, or empty', () => {
    expect(() => readWaivers([join(folder, 'none.yaml')], folder)).toThrow('error[KS350]: the waiver file "none.yaml" cannot be read (ENOENT)');
    expect(() => read('')).toThrow('w.yaml:1:1: error[KS013]: the file is empty');
  });

  test('the JSON Schema for editors is the one of this version', () => {
    expect(readFileSync(waiverSchemaFile, 'utf8')).toBe(waiverSchemaText());
  });
});

describe('ranges of versions', () => {
  test.each([
    ['1.2.3', '1.2.3', true], ['1.2.3', '1.2.3.0', true], ['1.2.3', '1.2.3.4', false], ['=1.2', '1.2', true],
    ['1.2.*', '1.2.9', true], ['1.2.*', '1.20', false], ['>=1.2 <1.4', '1.3.99', true], ['>=1.2 <1.4', '1.4', false],
    ['>1.2', '1.2.0.1', true], ['<=10.0.9', '10.0.10', false],
  ])('%s holds %s: %s', (range, version, held) => {
    expect(parseRange(range)?.(versionIn(version) ?? [])).toBe(held);
  });
  test.each(['', '1.2.', '>=1.*', '~1.2', '1.2 -', 'x'])('"%s" is none', (range) => {
    expect(parseRange(range)).toBeUndefined();
  });
  test('every version is below, at or above another, and only that', () => {
    const version = fc.array(fc.nat(3), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.'));
    fc.assert(fc.property(version, version, (a, b) => {
      const holds = ['<', '=', '>'].filter((sign) => parseRange(`${sign}${b}`)?.(versionIn(a) ?? []));
      expect(holds).toHaveLength(1);
    }));
  });
});

describe('a run with waivers', () => {
  const waiver = (changes: Partial<Waiver> = {}): Waiver => ({
    at: 'w.yaml:2:5', cases: ['a'], reason: 'r', owner: 'o', link: 'https://x', expires: '2027-01-31', ...changes,
  });
  const judged = (list: readonly Waiver[], cases = [caseLine('a/x:y@z', 'fail')], today = '2027-01-31', strict = false) => {
    const record = withWaivers(recordOf(journalOf(cases)), { today, strict, list });
    const { exitCode, summary, counts, waivers } = outcomeOf(record);
    return { exitCode, summary, counts, states: waivers.map(({ state }) => state), verdicts: record.results.map(({ verdict }) => verdict), details: waivers.map(({ detail }) => detail) };
  };

  test('passes where all that is broken is waived', () => {
    expect(judged([waiver()])).toMatchObject({ exitCode: 0, verdicts: ['waived'], states: ['used'], counts: { waived: 1, fail: 0 } });
  });

  test.each(verdicts.filter((verdict) => verdict !== 'skip'))('of a case with the verdict %s', (verdict) => {
    const waivable = verdict === 'fail' || verdict === 'warn' || verdict === 'waived';
    expect(judged([waiver()], [caseLine('a', verdict)])).toMatchObject({
      verdicts: [waivable ? 'waived' : verdict],
      states: [waivable ? 'used' : verdict === 'pass' ? 'passing' : 'unused'],
    });
  });

  test('holds on its last day and not on the next', () => {
    expect(judged([waiver()], undefined, '2027-02-01')).toMatchObject({
      exitCode: 1, verdicts: ['fail'], states: ['expired'], details: ['it held until 2027-01-31; this run is of 2027-02-01'],
    });
  });

  test.each<[Waiver['where'], string | undefined]>([
    [{ driverVersion: '>=10' }, undefined],
    [{ driverVersion: '>10.0' }, "the driver's version is 10.0, not >10.0"],
    [{ hardwareId: 'usb\\vid_1234*' }, undefined],
    [{ hardwareId: 'USB\\VID_1234' }, 'the hardware id is USB\\VID_1234&PID_5678, not USB\\VID_1234'],
    [{ osBuild: '>=10.0' }, 'the system is simulated, not >=10.0'],
  ])('is elsewhere or not: %j', (where, detail) => {
    expect(judged([waiver({ ...(where && { where }) })])).toMatchObject(
      detail === undefined ? { states: ['used'] } : { verdicts: ['fail'], states: ['elsewhere'], details: [detail] },
    );
  });

  test.each<[Waiver['where'], string]>([
    [{ driverVersion: '>=10' }, "the driver's version is not known, not >=10"],
    [{ hardwareId: 'USB*' }, 'the hardware id is not known, not USB*'],
    [{ osBuild: '>=10' }, 'the system is not known, not >=10'],
  ])('that is about %j is not about a device that says nothing of itself', (where, detail) => {
    const identity = { ...runLine.identity, version: '', hardwareId: '', os: '' };
    const [, ...rest] = journalOf([caseLine('a', 'fail')]);
    const record = withWaivers(recordOf([{ ...runLine, identity }, ...rest]), { today: '2027-01-01', strict: false, list: [waiver(where && { where })] });
    expect(outcomeOf(record).waivers).toMatchObject([{ state: 'elsewhere', detail }]);
  });

  test('changes nothing of a run that never began, or that had none', () => {
    const none = recordOf([]);
    expect(withWaivers(none, { today: '2027-01-01', strict: true, list: [waiver()] })).toBe(none);
    expect(waiverUses(none)).toEqual([]);
    expect(waiverUses(recordOf(journalOf([caseLine('a', 'fail')])))).toEqual([]);
  });

  test('tells how many of its cases pass', () => {
    const details = (...passing: string[]) => judged([waiver({ cases: ['b', 'c'] })], ['b', 'c'].map((id) => caseLine(id, passing.includes(id) ? 'pass' : 'fail'))).details;
    expect([details('b'), details('b', 'c'), details()]).toEqual([['1 of its 2 cases passes'], ['2 of its 2 cases pass'], ['2 waived']]);
  });

  test('is taken back from a case of which the journal has no finding', () => {
    const [run, ...rest] = journalOf([{ ...caseLine('a', 'waived'), finding: undefined, waiver: 'old.yaml:1:1' } as unknown as ReturnType<typeof caseLine>]);
    const record = withWaivers(recordOf([run!, ...rest]), { today: '2027-01-01', strict: false, list: [] });
    expect(record.results).toMatchObject([{ verdict: 'fail' }]);
    expect(record.results[0]).not.toHaveProperty('waiver');
  });

  test.each<[string, Partial<Waiver>, ReturnType<typeof caseLine>[], string]>([
    ['expired', { expires: '2020-01-01' }, [caseLine('b', 'pass')], 'expired'],
    ['unused for want of a case', { cases: ['c'] }, [caseLine('b', 'pass')], 'unused'],
    ['unused for all is skipped', { cases: ['b'] }, [caseLine('b', 'skip'), caseLine('c', 'pass')], 'unused'],
    ['passing', { cases: ['b'] }, [caseLine('b', 'pass')], 'passing'],
    ['passing in part', { cases: ['b', 'c'] }, [caseLine('b', 'pass'), caseLine('c', 'fail')], 'passing'],
  ])('needs attention if %s, and fails with --strict', (_name, changes, cases, state) => {
    expect(judged([waiver(changes)], cases)).toMatchObject({ exitCode: 0, states: [state] });
    expect(judged([waiver(changes)], cases, undefined, true)).toMatchObject({ exitCode: 1, summary: '1 waiver needs attention' });
  });

  test('that is of a part of the cases does not call a waiver unused', () => {
    const [, ...rest] = journalOf([caseLine('b', 'pass')]);
    for (const part of [{ query: ['b'] }, { grep: 'b' }, { shard: { index: 1, count: 2 } }]) {
      const record = withWaivers(recordOf([{ ...runLine, ...part }, ...rest]), { today: '2027-01-01', strict: true, list: [waiver()] });
      expect(outcomeOf(record)).toMatchObject({ exitCode: 0, waivers: [{ state: 'not-met' }] });
    }
  });

  test('given others afterwards, is judged by those alone', () => {
    const first = withWaivers(recordOf(journalOf([caseLine('a', 'fail'), caseLine('b', 'warn')])), { today: '2027-01-01', strict: false, list: [waiver()] });
    const second = withWaivers(first, { today: '2027-01-01', strict: false, list: [waiver({ cases: ['b'] })] });
    expect(second.results.map(({ verdict, waiver: by }) => [verdict, by])).toEqual([['fail', undefined], ['waived', 'w.yaml:2:5']]);
    expect(second.end?.counts).toMatchObject({ fail: 1, warn: 0, waived: 1 });
  });
});
