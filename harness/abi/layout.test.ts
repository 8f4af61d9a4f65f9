import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layoutNames, layoutOf, namedType, sizeOfType, typeNames, type Arch, type Layout, type LayoutField } from './layout.ts';
import { abiFolder, facts, factTypes } from './testing/abi-facts.ts';
import { compilerVersion, probeDifferences, type Standpoint } from './testing/c-probe.ts';
import { KoffiLayouts } from './testing/koffi-layouts.ts';
import { readWarnFile } from './testing/warn-file.ts';

const koffi = await import('koffi').then(
  (module) => module.default,
  () => undefined,
);
const arches = ['x64', 'x86'] as const;
const warnings = readWarnFile(join(abiFolder, 'layouts.warn'));

const get = (arch: Arch, name: string): Layout => layoutOf(arch, name)!;
const listed = (origin: string): string[] => warnings.filter((warning) => warning.origin === origin).map((warning) => warning.difference);

describe('layoutOf', () => {
  test('has all 531 structs of the facts, as the facts have them', () => {
    expect(layoutNames()).toHaveLength(531);
    for (const arch of arches) {
      for (const fact of facts[arch].types) {
        const { kind, view, aliases, size, align, fields } = get(arch, fact.name);
        expect([fact.name, kind, view, aliases, size, align, fields.map((f) => [f.name, f.offset, f.size, f.bits?.offset, f.bits?.size, f.kernelOnly])]).toEqual([
          fact.name,
          fact.kind,
          fact.view,
          fact.aliases,
          fact.size,
          fact.align,
          fact.fields.map((f) => [f.name, f.offset, f.size, f.bitOffset, f.bitSize, f.kernelOnly === true ? true : undefined]),
        ]);
      }
    }
  });

  test('finds aliases', () => {
    expect(layoutOf('x64', 'KSPROPERTY')).toMatchObject({ name: 'KSIDENTIFIER', size: 24 });
    expect(layoutOf('x64', 'KSDATARANGE')).toMatchObject({ name: 'KSDATAFORMAT', size: 64 });
  });

  test('knows no other names', () => {
    expect(layoutOf('x64', 'ULONG')).toBeUndefined();
    expect(layoutOf('x64', 'toString')).toBeUndefined();
  });

  test('marks structs that end in an array of as many items as there is data', () => {
    expect(get('x64', 'KSALLOCATOR_FRAMING_EX').flexible).toBe(true);
    expect(get('x64', 'KSALLOCATOR_FRAMING').flexible).toBe(false);
    expect(get('x64', 'KS_DVDCOPY_BUSKEY').flexible).toBe(false);
  });

  test.each(arches)('every field type has the size that the field has, %s', (arch) => {
    for (const name of layoutNames()) {
      for (const field of get(arch, name).fields) {
        if (field.type === 'struct' || field.type === 'union') continue;
        expect([name, field.name, sizeOfType(arch, field.type)]).toEqual([name, field.name, field.size]);
      }
    }
  });
});

describe('sizeOfType', () => {
  test.each([
    ['ULONG', 4, 4],
    ['HANDLE', 8, 4],
    ['GUID', 16, 16],
    ['KSSTATE', 4, 4],
    ['KSSTREAM_HEADER', 56, 48],
    ['WCHAR[3]', 6, 6],
    ['const GUID*', 8, 4],
    ['ULONG[]', undefined, undefined],
    ['NOT_A_TYPE', undefined, undefined],
  ])('%s', (type, x64, x86) => {
    expect([sizeOfType('x64', type), sizeOfType('x86', type)]).toEqual([x64, x86]);
  });

  test('every type name is a struct, a GUID or a named type', () => {
    for (const name of typeNames()) expect([name, layoutOf('x64', name) ?? namedType('x64', name)]).not.toEqual([name, undefined]);
  });
});

const unlessKoffi = koffi ? '' : ' (skipped: koffi does not load on this machine)';
describe.skipIf(!koffi)(`layouts and koffi${unlessKoffi}`, () => {
  test.each(arches)('agree on every struct, %s', (arch) => {
    const layouts = new KoffiLayouts(koffi!, arch);
    expect(layoutNames().flatMap((name) => layouts.differences(get(arch, name)))).toEqual(listed(`koffi ${arch}`));
  });

  test('disagree on a layout that is wrong', () => {
    const right = get('x64', 'KSPIN_CONNECT');
    const wrong = { ...right, size: 68, fields: right.fields.map((f) => (f.name === 'PinToHandle' ? { ...f, offset: 52 } : f)) };
    expect(new KoffiLayouts(koffi!, 'x64').differences(wrong)).toEqual([
      'KSPIN_CONNECT size: koffi 72, here 68',
      'KSPIN_CONNECT.PinToHandle offset: koffi 56, here 52',
    ]);
  });
});

/** Declared by mingw-w64 for systems before Vista only. */
const oldTypes = new Set([
  'KSAUDIO_PREFERRED_STATUS',
  'SYSAUDIO_ATTACH_VIRTUAL_SOURCE',
  'SYSAUDIO_CREATE_VIRTUAL_SOURCE',
  'SYSAUDIO_INSTANCE_INFO',
  'SYSAUDIO_SELECT_GRAPH',
]);

/** Structs that a header of mingw-w64 declares, seen from there. */
function declaredFor(arch: Arch, standpoint: Standpoint): Layout[] {
  const seenFrom = (name: string): Standpoint => {
    const { view, fields } = factTypes[arch].get(name)!;
    if (view === 'kernel' || fields.some((field) => field.kernelOnly)) return 'driver';
    return oldTypes.has(name) ? 'application-before-vista' : 'application';
  };
  return layoutNames()
    .filter((name) => factTypes[arch].get(name)!.sources.includes('mingw') && seenFrom(name) === standpoint)
    .map((name) => get(arch, name));
}

/** Members that newer headers add to a struct which mingw-w64 has. */
const newer = (arch: Arch) => (layout: Layout, field: LayoutField) =>
  factTypes[arch].get(layout.name)?.fields.find((fact) => fact.name === field.name)?.source === 'win32metadata';

const standpoints: readonly Standpoint[] = ['application', 'application-before-vista', 'driver'];
describe.each(arches)('layouts and C, %s', (arch) => {
  const version = compilerVersion(arch);
  const unless = version === undefined ? ' (skipped: mingw-w64 is not installed)' : '';

  test.skipIf(version === undefined)(`agree on every struct that mingw-w64 declares${unless}`, async () => {
    const found = await Promise.all(standpoints.map((from) => probeDifferences(arch, from, declaredFor(arch, from), newer(arch))));
    expect(found.flat()).toEqual(listed(`C ${arch}`));
    expect(standpoints.flatMap((from) => declaredFor(arch, from)).length).toBeGreaterThan(360);
  });
});

const noCompiler = compilerVersion('x64') === undefined;
test.skipIf(noCompiler)(`layouts and C disagree on a layout that is wrong${noCompiler ? ' (skipped: mingw-w64 is not installed)' : ''}`, async () => {
  const right = get('x64', 'KSMULTIPLE_ITEM');
  const wrong = { ...right, size: 12, fields: right.fields.map((f) => ({ ...f, offset: 0 })) };
  expect(await probeDifferences('x64', 'driver', [wrong], () => false)).toEqual([
    'KSMULTIPLE_ITEM size: C 8, here 12',
    'KSMULTIPLE_ITEM.Count offset: C 4, here 0',
  ]);
});

test.each(arches)('layouts and win32metadata disagree only where it is known, %s', (arch) => {
  const found = facts[arch].types.flatMap(({ name, size, align, conflict }) =>
    conflict ? [`${name}: win32metadata ${JSON.stringify(conflict['win32metadata'])}, here ${JSON.stringify({ size, align })}`] : [],
  );
  expect(found).toEqual(listed(`metadata ${arch}`));
});
