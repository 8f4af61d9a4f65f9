import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecOf, layoutOfType, TypeExpressionError, type TypeTable } from '../codec.ts';
import type { Arch } from '../layout.ts';
import { compilerVersion, probeDifferences } from '../testing/c-probe.ts';
import { KoffiLayouts } from '../testing/koffi-layouts.ts';

const arches = ['x64', 'x86'] as const;

const types: TypeTable = {
  ACME_GAIN: [
    { field: 'Channel', type: 'UCHAR' },
    { field: 'Level', type: 'LONG' },
    { field: 'Stamp', type: 'LONGLONG' },
    { field: 'On', type: 'BOOLEAN' },
  ],
  ACME_STATE: [
    { field: 'Gains', type: 'ACME_GAIN[2]' },
    { field: 'Owner', type: 'HANDLE' },
    { field: 'Name', type: 'WCHAR[3]' },
    { field: 'Format', type: 'KSDATAFORMAT' },
    { field: 'State', type: 'KSSTATE' },
  ],
  ACME_TABLE: [
    { field: 'Count', type: 'USHORT' },
    { field: 'Entries', type: 'ULONG[]' },
  ],
  ACME_NOTE: [
    { field: 'Length', type: 'ULONG' },
    { field: 'Text', type: 'WCHAR[]' },
  ],
  ACME_LOOP: [{ field: 'Inner', type: 'ACME_LOOP_INNER' }],
  ACME_LOOP_INNER: [{ field: 'Outer', type: 'ACME_LOOP[2]' }],
};

/** The structs as a C programmer would write them. */
const declarations = `
typedef struct { UCHAR Channel; LONG Level; LONGLONG Stamp; BOOLEAN On; } ACME_GAIN;
typedef struct { ACME_GAIN Gains[2]; HANDLE Owner; WCHAR Name[3]; KSDATAFORMAT Format; KSSTATE State; } ACME_STATE;
`;

describe.each(arches)('a vendor struct, %s', (arch) => {
  test('is laid out with natural alignment', () => {
    expect(layoutOfType('ACME_GAIN', arch, types)).toMatchObject({
      size: 24,
      align: 8,
      fields: [{ offset: 0 }, { offset: 4 }, { offset: 8 }, { offset: 16 }],
    });
    expect(layoutOfType('ACME_STATE', arch, types)?.size).toBe(136);
  });

  const version = compilerVersion(arch);
  test.skipIf(version === undefined)(`is laid out as C does${version === undefined ? ' (skipped: mingw-w64 is not installed)' : ''}`, async () => {
    const layouts = ['ACME_GAIN', 'ACME_STATE'].map((name) => layoutOfType(name, arch, types)!);
    expect(await probeDifferences(arch, 'driver', layouts, () => false, declarations)).toEqual([]);
  });

  test('encodes and decodes', () => {
    const codec = codecOf('ACME_STATE', arch, types);
    const value = codec.decode(codec.encode({ Gains: [{ Channel: 1, Level: -2, Stamp: 3n, On: 1 }], Owner: 0x44n, Name: 'abc', State: 3 }));
    expect(value).toMatchObject({
      Gains: [{ Channel: 1, Level: -2, Stamp: 3n, On: 1 }, { Channel: 0 }],
      Owner: 0x44n,
      Name: 'abc',
      State: 3,
    });
    expect(codec.fields(value)).toContainEqual({ name: 'State', text: 'KSSTATE_RUN (3)' });
  });

  test('may end in an open array', () => {
    const codec = codecOf('ACME_TABLE', arch, types);
    expect([codec.size, codec.minSize, codec.shape]).toEqual([null, 4, 'variable']);
    expect(codec.decode(codec.encode({ Count: 2, Entries: [7, 8] }))).toEqual({ Count: 2, Entries: [7, 8] });
    const note = codecOf('ACME_NOTE', arch, types);
    expect(note.encode({ Length: 1, Text: 'x' })).toEqual(Uint8Array.of(1, 0, 0, 0, 120, 0, 0, 0));
  });
});

test('is an item of lists and a part of sequences like any other', () => {
  const list = codecOf('KSMULTIPLE_ITEM + ACME_GAIN[]', 'x64', types);
  expect(list.encode({ Items: [{}, {}] })).toHaveLength(8 + 48);
  expect(codecOf('KSP_NODE + ACME_GAIN', 'x64', types).size).toBe(56);
});

test.each<[table: TypeTable, type: string, message: string]>([
  [{ X: [{ field: 'A', type: 'ULON' }] }, 'X', 'unknown type "ULON"; did you mean "ULONG"?'],
  [{ X: [{ field: 'A', type: 'Y' }], Y: [] }, 'Z', 'unknown type "Z"'],
  [{ KSPROPERTY: [{ field: 'A', type: 'ULONG' }] }, 'KSPROPERTY', '"KSPROPERTY" is a type of the ABI'],
  [{ X: [{ field: 'A', type: 'ULONG[]' }, { field: 'B', type: 'ULONG' }] }, 'X', 'has no fixed size here'],
  [types, 'ACME_LOOP', 'contains itself'],
])('a table is refused, case %#', (table, type, message) => {
  expect(() => codecOf(type, 'x64', table)).toThrow(TypeExpressionError);
  expect(() => codecOf(type, 'x64', table)).toThrow(message);
});

const koffi = await import('koffi').then(
  (module) => module.default,
  () => undefined,
);
test.skipIf(!koffi)(`any struct is laid out as koffi does${koffi ? '' : ' (skipped: koffi does not load on this machine)'}`, () => {
  const scalars = ['UCHAR', 'SHORT', 'ULONG', 'LONGLONG', 'DOUBLE', 'HANDLE', 'KSSTATE', 'GUID', 'KSPRIORITY', 'WCHAR[3]', 'BYTE[5]', 'KSTIME[2]', 'KSEVENTDATA'];
  const struct = fc.array(fc.constantFrom(...scalars), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(struct, fc.constantFrom<Arch>('x64', 'x86'), (fields, arch) => {
      const table = { X: fields.map((type, i) => ({ field: `F${i}`, type })) };
      expect(new KoffiLayouts(koffi!, arch).differences(layoutOfType('X', arch, table)!)).toEqual([]);
    }),
    { seed: 3, numRuns: 150 },
  );
});
