/** The usage tables of made-up items, and how many of them made-up specs cover. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../base/package-root.ts';
import { coverage, type CoverageRow } from '../coverage.ts';
import type { Item, SpecBook } from '../model.ts';
import { compileText } from '../testing/outline.ts';
import type { DocumentedItem } from './documented.ts';
import { documentedUsage, namesPage, settingType, specifiedUsage, type Usage } from './usage.ts';

let made: SpecBook | undefined;
const book = (): SpecBook => (made ??= compileText(readFileSync(join(packageRoot, 'harness', 'spec', 'testing', 'whole', 'acme.yaml'), 'utf8')).book);
const item = (name: string): Item => book().itemsByName.get(name)?.[0] as Item;

const silent: DocumentedItem = {
  kind: 'property',
  name: 'KSPROPERTY_ACME_GAIN',
  set: 'PROPSETID_ACME',
  alsoInSets: [],
  id: null,
  get: null,
  set_: null,
  target: [],
  descriptorType: [],
  valueType: null,
  page: 'windows-driver-docs/acme/gain.md',
};

test.each<[Partial<DocumentedItem>, Usage]>([
  [{}, { page: 'docs:acme/gain' }],
  [{ get: 'yes', set_: 'no' }, { get: 'yes', set: 'no', page: 'docs:acme/gain' }],
  [{ get: 'no', set_: 'conditional' }, { get: 'no', set: 'yes', page: 'docs:acme/gain' }],
  [{ kind: 'event', get: 'yes', set_: 'yes' }, { set: 'yes', page: 'docs:acme/gain' }],
  [{ kind: 'method', get: 'yes', set_: 'yes', methodFlags: ['KSMETHOD_TYPE_READ', 'KSMETHOD_TYPE_WRITE'] }, { direction: 'READ WRITE', page: 'docs:acme/gain' }],
  [{ target: ['pin', 'filter'] }, { target: 'filter or pin', page: 'docs:acme/gain' }],
  [{ target: ['device', 'node'] }, { target: 'filter', page: 'docs:acme/gain' }],
  [{ target: ['pin'], descriptorType: ['KSP_PIN'] }, { target: 'filter', request: 'KSP_PIN', page: 'docs:acme/gain' }],
  [{ target: ['pin'], descriptorType: ['KSP_PINMODE'] }, { target: 'pin', request: 'KSP_PINMODE', page: 'docs:acme/gain' }],
  [{ kind: 'method', target: ['pin'], descriptorType: ['KSP_PIN', 'A'] }, { target: 'pin', request: 'A or KSP_PIN', page: 'docs:acme/gain' }],
  [{ target: ['node', 'via:pin'] }, { target: 'pin', page: 'docs:acme/gain' }],
  [{ valueType: 'ULONG' }, { value: 'ULONG', page: 'docs:acme/gain' }],
  [{ valueType: 'ULONG', payload: 'ULONG + A' }, { value: 'ULONG + A', page: 'docs:acme/gain' }],
])('a page that says %j has the table %j', (said, usage) => {
  expect(documentedUsage({ ...silent, ...said })).toStrictEqual(usage);
});

test.each<[string, Usage]>([
  ['KSPROPERTY_ACME_GAIN', { get: 'yes', set: 'no', target: 'filter or pin', request: 'KSPROPERTY or KSP_NODE', value: 'ACME_LEVEL' }],
  ['KSPROPERTY_ACME_BARE', { get: 'yes', set: 'yes', target: 'filter', request: 'KSP_PIN', value: 'UCHAR[]' }],
  ['KSEVENT_ACME_PEAK', { set: 'yes', target: 'filter or pin', request: 'KSEVENT or KSE_NODE or KSE_PIN', value: 'ULONG' }],
  ['KSMETHOD_ACME_RESET', { target: 'filter', request: 'KSMETHOD or KSM_NODE', value: 'ULONG', direction: 'MODIFY' }],
])('the specs give %s the table %j', (name, usage) => {
  expect(specifiedUsage(item(name))).toStrictEqual(usage);
});

test('the setting of a structure that goes both ways is the type of its field', () => {
  const both = { ...item('KSPROPERTY_ACME_GAIN'), requestType: 'KSPROPERTY_VIDEOPROCAMP_S', valueType: 'KSPROPERTY_VIDEOPROCAMP_S', valueTypes: { filter: 'KSPROPERTY_VIDEOPROCAMP_S' }, valueField: 'Value' } as Item;
  expect(settingType(both)).toBe('LONG');
  expect(settingType({ ...both, requestType: 'KSPROPERTY' })).toBeUndefined();
  expect(settingType({ ...both, kind: 'event' } as Item)).toBeUndefined();
  expect(settingType(item('KSPROPERTY_ACME_MODE'))).toBeUndefined();
});

test('a page is named in so many words, or lies beside a named one and is called like the item', () => {
  const gain = { ...item('KSPROPERTY_ACME_GAIN'), sources: ['docs:acme/set', 'ros:other/x'] } as Item;
  expect(['docs:acme/set', 'docs:acme/ksproperty-acme-gain', 'docs:acme/ksproperty-acme-mode', 'ros:other/ksproperty-acme-gain'].map((page) => namesPage(gain, page))).toEqual([true, true, false, false]);
});

test('what made-up specs cover is counted, and what they say otherwise is told', () => {
  const records: DocumentedItem[] = [
    { ...silent, get: 'yes', set_: 'yes', valueType: 'ULONG' },
    { ...silent, page: 'windows-driver-docs/acme/other.md' },
    { ...silent, name: 'KSPROPERTY_ACME_GONE' },
    { ...silent, set: 'PROPSETID_ELSEWHERE', page: 'windows-driver-docs/acme/gain.md' },
  ];
  const { rows, total, differences } = coverage(book(), records, ({ name }) => name !== 'KSPROPERTY_ACME_MODE' && name !== 'KSPROPERTY_ACME_GAIN');
  const row = (set: string): CoverageRow | undefined => rows.find((each) => each.set === set);
  expect(row('PROPSETID_ACME')).toEqual({
    set: 'PROPSETID_ACME',
    documented: 2,
    headerOnly: 0,
    specified: 3,
    inBehaviours: 1,
    laws: 1,
    absent: ['KSPROPERTY_ACME_GONE'],
    // The other one is for kernel clients only.
    unexposed: ['KSPROPERTY_ACME_MODE'],
  });
  expect(row('EVENTSETID_ACME')).toMatchObject({ documented: 0, specified: 2, inBehaviours: 1, laws: 1 });
  expect(row('METHODSETID_ACME')).toMatchObject({ specified: 1, inBehaviours: 1, laws: 0, absent: [], unexposed: [] });
  expect(row('KSPROPSETID_Clock')).toMatchObject({ documented: 0, headerOnly: 7, specified: 0, laws: 0 });
  expect(total).toMatchObject({ set: 'total', documented: 3, specified: 6, inBehaviours: 3, laws: 2 });
  const sets = rows.map(({ set }) => set);
  expect(sets.indexOf('PROPSETID_ACME')).toBeLessThan(sets.indexOf('EVENTSETID_ACME'));
  expect(sets.indexOf('EVENTSETID_ACME')).toBeLessThan(sets.indexOf('METHODSETID_ACME'));
  expect(differences.filter(({ set }) => /ACME|ELSEWHERE/.test(set))).toEqual([
    { set: 'PROPSETID_ACME', item: 'KSPROPERTY_ACME_GAIN', column: 'set', documented: 'yes', specified: 'no' },
    { set: 'PROPSETID_ACME', item: 'KSPROPERTY_ACME_GAIN', column: 'value', documented: 'ULONG', specified: 'ACME_LEVEL' },
    { set: 'PROPSETID_ACME', item: 'KSPROPERTY_ACME_GAIN', column: 'page', documented: 'docs:acme/other', specified: '–' },
    { set: 'PROPSETID_ACME', item: 'KSPROPERTY_ACME_GONE', column: 'item', documented: 'KSPROPERTY_ACME_GONE', specified: '–' },
    { set: 'PROPSETID_ELSEWHERE', item: 'KSPROPERTY_ACME_GAIN', column: 'item', documented: 'KSPROPERTY_ACME_GAIN', specified: 'KSPROPERTY_ACME_GAIN of PROPSETID_ACME' },
  ]);
  expect(differences).toContainEqual({ set: 'KSPROPSETID_Clock', item: 'KSPROPERTY_CLOCK_TIME', column: 'item', documented: 'KSPROPERTY_CLOCK_TIME of the header', specified: '–' });
});
