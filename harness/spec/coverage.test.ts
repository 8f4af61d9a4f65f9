import { beforeAll, describe, expect, test } from 'vitest';
import { compareDifferences, compareUnexposed, coverage, differenceTable, listedDifferences, parseDifferences, type Coverage, type Difference } from './coverage.ts';
import { documentedItems } from './documentation/documented.ts';
import { loadSpecs } from './loader.ts';
import type { Item, SpecBook } from './model.ts';

let book: SpecBook;
const shipped = (): Coverage => coverage(book);
beforeAll(() => {
  book = loadSpecs();
});

/** The book with other items. */
function withItems(items: readonly Item[]): SpecBook {
  const itemsByName = new Map<string, Item[]>();
  for (const item of items) itemsByName.set(item.name, [...(itemsByName.get(item.name) ?? []), item]);
  return { ...book, items, itemsByName };
}

describe('the shipped specs', () => {
  test('have an entry for every documented item and every item of the headers', () => {
    const excused = new Set(listedDifferences().filter(({ specified }) => specified === '–').map(({ item }) => item));
    const { total } = shipped();
    expect(total.absent.filter((name) => !excused.has(name))).toEqual([]);
    expect(documentedItems().length).toBeGreaterThan(500);
    expect(total.headerOnly).toBeGreaterThan(150);
  });

  test('differ from usage tables only where a reason is listed', () => {
    const { unlisted, stale } = compareDifferences(shipped().differences, listedDifferences());
    expect(differenceTable(unlisted), 'differences to explain in specs/differences.md').toBe(differenceTable([]));
    expect(differenceTable(stale), 'rows of specs/differences.md that are no differences').toBe(differenceTable([]));
  });

  test('list every difference under a reason, once', () => {
    const listed = listedDifferences();
    expect(listed.every(({ reason }) => reason !== '')).toBe(true);
    expect(new Set(listed.map((each) => differenceTable([each]))).size).toBe(listed.length);
  });

  test('are counted set by set', () => {
    const { rows, total } = shipped();
    const sum = (column: 'documented' | 'headerOnly' | 'specified' | 'inBehaviours'): number =>
      rows.reduce((count, row) => count + row[column], 0);
    for (const column of ['documented', 'headerOnly', 'specified', 'inBehaviours'] as const) {
      expect(total[column], column).toBe(sum(column));
    }
    const clock = rows.find(({ set }) => set === 'KSPROPSETID_Clock');
    expect(clock).toMatchObject({ documented: 7, headerOnly: 0, specified: 7, absent: [] });
    expect(clock?.inBehaviours).toBeGreaterThan(0);
    expect(clock?.laws).toBeGreaterThan(0);
  });
});

test('an item without an entry is absent', () => {
  const { total, differences, rows } = coverage(withItems(book.items.filter(({ name }) => name !== 'KSPROPERTY_AUDIO_MUTE')));
  expect(total.absent).toContain('KSPROPERTY_AUDIO_MUTE');
  expect(rows.find(({ set }) => set === 'KSPROPSETID_Audio')?.absent).toEqual(['KSPROPERTY_AUDIO_MUTE']);
  expect(differences).toContainEqual(expect.objectContaining({ item: 'KSPROPERTY_AUDIO_MUTE', column: 'item', specified: '–' }));
});

test.each<[Partial<Item> & { kind: 'property' }, Partial<Difference>]>([
  [{ kind: 'property', access: { get: 'optional', set: 'forbidden' } }, { column: 'set', documented: 'yes', specified: 'no' }],
  [{ kind: 'property', via: ['pin'] }, { column: 'target', documented: 'filter or pin', specified: 'pin' }],
  [{ kind: 'property', requestTypes: { node: 'KSNODEPROPERTY' } }, { column: 'request', specified: 'KSNODEPROPERTY' }],
  [{ kind: 'property', valueTypes: { node: 'ULONG' } }, { column: 'value', documented: 'BOOL', specified: 'ULONG' }],
  [{ kind: 'property', sources: ['docs:stream/elsewhere'] }, { column: 'page', documented: 'docs:audio/ksproperty-audio-mute' }],
])('a cell of the usage table that differs is told: %j', (change, difference) => {
  const items = book.items.map((item) => (item.name === 'KSPROPERTY_AUDIO_MUTE' ? ({ ...item, ...change } as Item) : item));
  const { unlisted } = compareDifferences(coverage(withItems(items)).differences, listedDifferences());
  expect(unlisted).toEqual([expect.objectContaining({ item: 'KSPROPERTY_AUDIO_MUTE', ...difference })]);
});

test('a listed row that is no difference any more is stale', () => {
  const gone = { set: 'KSPROPSETID_Audio', item: 'KSPROPERTY_AUDIO_MUTE', column: 'get', documented: 'no', specified: 'yes', reason: 'none' } as const;
  expect(compareDifferences(shipped().differences, [...listedDifferences(), gone]).stale).toEqual([gone]);
});

test('a table of differences reads back as it was written', () => {
  const difference: Difference = { set: 'S', item: 'I', column: 'value', documented: 'A|B[]', specified: 'A + UCHAR[]' };
  const text = `# Title\n\nA | bar in the text.\n\n## Why\n\n${differenceTable([difference])}\n`;
  expect(parseDifferences(text)).toEqual([{ ...difference, reason: 'Why' }]);
});

test('an item that no bundled device offers is told, but for what only kernel clients may ask', () => {
  const { total, rows } = coverage(book, undefined, ({ name }) => name !== 'KSPROPERTY_CLOCK_TIME' && name !== 'KSPROPERTY_CLOCK_FUNCTIONTABLE');
  const kernelOnly = book.items.filter((item) => item.kernelOnly).map(({ name }) => name);
  expect(kernelOnly).not.toContain('KSPROPERTY_CLOCK_TIME');
  expect(total.unexposed.filter((name) => !kernelOnly.includes(name))).toContain('KSPROPERTY_CLOCK_TIME');
  expect(total.unexposed.some((name) => kernelOnly.includes(name))).toBe(false);
  expect(rows.find(({ set }) => set === 'KSPROPSETID_Clock')?.unexposed).toContain('KSPROPERTY_CLOCK_TIME');
});

test('what is not listed as on no device, and what is listed though it is on one, are told', () => {
  const one = { set: 'S', item: 'ONE' };
  const two = { set: 'S', item: 'TWO', reason: 'why' };
  expect(compareUnexposed([one], [two])).toEqual({ unlisted: [one], stale: [two] });
  expect(compareUnexposed([two], [two])).toEqual({ unlisted: [], stale: [] });
});
