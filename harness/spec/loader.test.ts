import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError, type Problem } from '../base/errors.ts';
import { compileBook, loadSpecs } from './loader.ts';
import type { CompiledSteps, SpecBook } from './model.ts';
import { findSpecFiles, parseSpec, shippedSpecs } from './spec-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-specs-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Loads texts as files of a folder. */
function load(files: Record<string, string>): SpecBook {
  const root = mkdtempSync(join(folder, 'acme-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return loadSpecs([root]);
}

const clock = `
title: Clocks
propertySets:
  KSPROPSETID_Clock:
    on: clock
    cites: [CLK-001]
    properties:
      KSPROPERTY_CLOCK_TIME: { get: required, set: forbidden, value: LONGLONG, volatile: true }
      KSPROPERTY_CLOCK_STATE: { get: required, set: forbidden, value: KSSTATE, oneOf: [KSSTATE_STOP, KSSTATE_RUN] }
`;

describe('a book', () => {
  const { items, laws, itemsByName, digest } = load({
    'clock.yaml': clock,
    'deep/laws.yml': `
title: Laws
laws:
  - law: get.short
    title: t
    cites: [PROP-022, PROP-023]
    for: { kind: property, access: get, size: fixed, where: item.id < 3 }
    any: { n: { length: { from: 1, below: size } } }
    let: { half: n / 2 }
    send: { verb: [GET, TOPOLOGY], output: n }
    expect: { status: [STATUS_BUFFER_TOO_SMALL, 0xC0000001, warning], written: 0 }
    steps:
      - { get: KSPROPERTY_CLOCK_TIME, as: time }
      - { check: time.value > half, cites: [PROP-047] }
`,
  });
  const [law] = laws;

  it('resolves items', () => {
    expect(items.map(({ name }) => name)).toEqual(['KSPROPERTY_CLOCK_TIME', 'KSPROPERTY_CLOCK_STATE']);
    expect(itemsByName.get('KSPROPERTY_CLOCK_TIME')?.[0]).toMatchObject({
      kind: 'property',
      set: { name: 'KSPROPSETID_Clock', guid: '{DF12A4C0-AC17-11CF-A5D6-28DB04C10000}' },
      id: 0,
      on: ['clock'],
      requestType: 'KSPROPERTY',
      sized: 'fixed',
      access: { get: 'required', set: 'forbidden' },
      volatile: true,
      at: { line: 8, column: 7 },
      path: expect.stringMatching(/^acme-\w+\/clock$/) as string,
    });
    expect(items[1]).toMatchObject({ oneOf: [{ constant: 0 }, { constant: 3 }], cites: [{ id: 'CLK-001' }] });
  });

  it('resolves laws', () => {
    expect(law).toMatchObject({
      id: 'get.short',
      strength: 'must',
      runs: 64,
      selector: { kind: 'property', access: 'get', size: 'fixed', offered: true },
      rules: [{ id: 'PROP-022' }, { id: 'PROP-023' }],
    });
    expect([...(law?.any ?? [])]).toMatchObject([['n', { kind: 'length', from: { constant: 1 }, below: { source: 'size' } }]]);
  });

  it('makes the short form of a law its first step', () => {
    const [send, get, check] = law?.steps ?? [];
    expect(send).toMatchObject({ kind: 'send', send: { item: { own: true }, flags: { source: 'GET | TOPOLOGY' } } });
    const { send: request, expect: expected } = send as CompiledSteps['send'];
    expect(request.flags?.constant).toBe(0x1000_0001);
    expect(expected).toMatchObject({ implied: false, status: { text: 'STATUS_BUFFER_TOO_SMALL or STATUS_UNSUCCESSFUL or warning' } });
    expect([0xc000_0023, 0xc000_0001, 0x8000_0005, 0, 0xc000_0002].map((code) => expected.status.matches(code))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(get).toMatchObject({ kind: 'get', get: { candidates: [{ name: 'KSPROPERTY_CLOCK_TIME' }] }, expect: { implied: true } });
    expect(check).toMatchObject({ kind: 'check', strength: 'may', rules: [{ id: 'PROP-047' }] });
  });

  it('has a digest that only content changes', () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const one = load({ 'specs/a.yaml': clock });
    expect(load({ 'specs/a.yaml': `# comment\n${clock.replace('  KSPROP', '\n  KSPROP')}` }).digest).toBe(one.digest);
    expect(load({ 'specs/a.yaml': clock.replace('volatile: true', 'volatile: false') }).digest).not.toBe(one.digest);
  });

  it('takes the parts of case ids from the folder `specs` on', () => {
    expect(load({ 'specs/core/a.yaml': clock }).items[0]?.path).toBe('core/a');
  });
});

describe('a vendor', () => {
  it('adds sets, ids and structs of its own, and uses their names', () => {
    const { items, types, laws } = load({
      'own.yaml': `
title: Acme
types:
  ACME_GAIN: [{ field: Channel, type: UCHAR }, { field: Level, type: LONG }]
propertySets:
  PROPSETID_ACME:
    on: [filter, node]
    guid: "{aaaaaaaa-1111-2222-3333-444444444444}"
    ids: { KSPROPERTY_ACME_GAIN: 7 }
    properties:
      KSPROPERTY_ACME_GAIN: { get: required, set: optional, value: ACME_GAIN, where: [value.Level <= 6] }
laws:
  - law: acme.gain
    title: t
    cites: [PROP-021]
    for: { kind: property, item: KSPROPERTY_ACME_GAIN }
    steps:
      - check: sizeof(ACME_GAIN) == 8 && KSPROPERTY_ACME_GAIN == 7 && item.setGuid == PROPSETID_ACME
`,
    });
    expect(items[0]).toMatchObject({
      id: 7,
      set: { guid: '{AAAAAAAA-1111-2222-3333-444444444444}' },
      requestTypes: { filter: 'KSPROPERTY', node: 'KSP_NODE' },
      sized: 'fixed',
    });
    expect(Object.keys(types)).toEqual(['ACME_GAIN']);
    const check = laws[0]?.steps[0] as CompiledSteps['check'];
    expect(check.check.test({ arch: 'x64', item: { setGuid: '{AAAAAAAA-1111-2222-3333-444444444444}' } })).toBe(true);
  });

  it.each([
    ['A: [{ field: x, type: A }]', 'of itself'],
    ['A: [{ field: x, type: B }]\n  B: [{ field: x, type: "A[]" }]', 'of each other'],
  ])('cannot declare structs that consist %s', (text) => {
    expect(() => load({ 'own.yaml': `title: x\ntypes:\n  ${text}\n` })).toThrow(UserError);
  });
});

describe('a folder without specs', () => {
  it('is told of', () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    expect(() => loadSpecs([empty])).toThrow(/KS010.*there are no spec files/s);
  });
});

describe('mistakes of all files', () => {
  it('are told at once, in order', () => {
    try {
      load({ 'b.yaml': 'titel: x\n', 'a.yaml': 'title: x\nlaws: 3\nmodels: 4\n' });
      expect.unreachable();
    } catch (error) {
      const { problems } = error as UserError;
      expect(problems.map(({ code, position }) => `${position?.file.slice(-6)}:${position?.line} ${code}`)).toEqual([
        'a.yaml:2 KS013',
        'a.yaml:3 KS013',
        'b.yaml:1 KS014',
        'b.yaml:1 KS015',
      ]);
    }
  });
});

const shipped = findSpecFiles([shippedSpecs], () => undefined).map(({ file, path }) => ({ path, text: readFileSync(file, 'utf8') }));

/** A few of the parts of a text moved, doubled, cut or replaced. */
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('delete', 'double', 'swap', 'indent', 'replace', 'word'),
    text: fc.oneof(
      fc.constantFrom('[', '{', ']', '}', ': ', '- ', '"', "'", '&a ', '*a', '!x ', '\t', '|', '>', '#', '? ', '~', '0x', '-1', '1e999'),
      fc.constantFrom('null', '[]', '{}', '[[[[]]]]', 'true', '__proto__', 'constructor', 'toString', 'steps', 'item', 'value'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

type Edits = typeof edits extends fc.Arbitrary<infer E> ? E : never;

function edited(original: string, changes: Edits): string {
  const lines = original.split('\n');
  for (const { at, kind, text } of changes) {
    const index = at % lines.length;
    const line = lines[index] ?? '';
    const column = at % (line.length + 1);
    if (kind === 'delete' && lines.length > 1) lines.splice(index, 1);
    else if (kind === 'double') lines.splice(index, 0, line);
    else if (kind === 'swap') lines.splice(index, 2, lines[index + 1] ?? '', line);
    else if (kind === 'indent') lines[index] = `  ${line}`;
    else if (kind === 'word') lines[index] = line.replace(/(: |- |\{ )[^ ]+/, `$1${text}`);
    else lines[index] = line.slice(0, column) + text + line.slice(column + text.length);
  }
  return lines.join('\n');
}

describe('whatever the text', () => {
  it('reading it ends with a book or with problems that have a place, never otherwise', () => {
    fc.assert(
      fc.property(fc.nat(), edits, (which, changes) => {
        const { path, text: original } = shipped[which % shipped.length] ?? { path: '', text: '' };
        const text = edited(original, changes);
        const problems: Problem[] = [];
        const report = (problem: Problem) => void problems.push(problem);
        const document = parseSpec({ file: 'mutated.yaml', path }, text, report);
        if (document) compileBook([document], report);
        else expect(problems).not.toEqual([]);
        for (const { position, lineText = '', hint } of problems) {
          expect(position?.line).toBeGreaterThan(0);
          expect(text.split('\n')[(position?.line ?? 0) - 1]?.replace(/\r$/, '')).toBe(lineText);
          expect(hint).not.toBe('');
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['braces', `{a: `.repeat(50_000)],
    ['dashes', '- '.repeat(100_000)],
    ['a large file', '# x\n'.repeat(100_000)],
    ['aliases', `title: x\nabout: &a [x]\nlaws: [${'*a, '.repeat(10_000)}]\n`],
    ['nothing', ''],
    ['a scalar', '7'],
    ['binary', '\0\u0001\ufffd'],
  ])('%s are refused', (_, text) => {
    const problems: Problem[] = [];
    expect(parseSpec({ file: 'x.yaml', path: 'x' }, text, (problem) => void problems.push(problem))).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(20_000);
  });
});
