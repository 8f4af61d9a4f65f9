import { expect, test } from 'vitest';
import { layouts, structures } from './abi.ts';
import { readFilter, readIdentity } from './describe.ts';

/** A structure with these texts. */
function filled(struct: 'kscts_filter' | 'kscts_identity', texts: Readonly<Record<string, string>>, more: Readonly<Record<string, number>> = {}): Uint8Array {
  const { size, offsets } = layouts[struct] as { readonly size: number; readonly offsets: Readonly<Record<string, number>> };
  const bytes = new Uint8Array(size);
  for (const [name, text] of Object.entries(texts)) bytes.set(Buffer.from(text), offsets[name]);
  for (const [name, value] of Object.entries(more)) new DataView(bytes.buffer).setUint32(offsets[name] ?? 0, value, true);
  return bytes;
}

test('a filter that says little of itself has a name all the same, unlike those before it', () => {
  const first = readFilter(filled('kscts_filter', { path: '\\a', name: 'my filter/1@x' }), []);
  expect(first).toEqual({ path: '\\a', name: 'my-filter-1-x', friendlyName: 'my-filter-1-x', categories: [] });
  const second = readFilter(filled('kscts_filter', { path: '\\b', name: 'my filter:1@x', friendly_name: 'Mine', class_driver: 'portcls' }), [first]);
  expect(second).toMatchObject({ name: 'my-filter-1-x2', friendlyName: 'Mine', classDriver: 'portcls' });
  expect(readFilter(filled('kscts_filter', {}), [first, second])).toMatchObject({ name: 'filter2', friendlyName: 'filter2' });
});

test('a filter has no more categories than its structure holds', () => {
  const most = structures.kscts_filter.categories.length;
  const count = (categories: number) => readFilter(filled('kscts_filter', {}, { category_count: categories }), []).categories.length;
  expect([count(0), count(most), count(most + 1), count(0xffff_ffff)]).toEqual([0, most, most, most]);
});

test('what an identity leaves open is what is known without it', () => {
  const known = { driver: 'd', version: '1', provider: 'p', hardwareId: 'h', os: 'o' };
  expect(readIdentity(filled('kscts_identity', {}), known)).toEqual(known);
  expect(readIdentity(filled('kscts_identity', { driver: 'mine.sys', version: '2', provider: 'me', hardware_id: 'ROOT\\X', os: 'Windows' }), known)).toEqual({
    driver: 'mine.sys', version: '2', provider: 'me', hardwareId: 'ROOT\\X', os: 'Windows',
  });
});
