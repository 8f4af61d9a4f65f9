import { expect, it } from 'vitest';
import { codecOf } from '../abi/codec.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { Addressee, CaseContext } from './context.ts';
import { encodeValue } from './value.ts';

const book = loadSpecs();

it('a value that travels in the request struct has the fields that the step says, in Out as in In', () => {
  const item = book.items.find(({ name }) => name === 'KSPROPERTY_CAMERACONTROL_FOCUS');
  const asked = { item, handle: 0, place: { kind: 'filter', flags: 0, fields: {} } } as unknown as Addressee;
  const ctx = { scope: { arch: 'x64' }, book } as unknown as CaseContext;
  const decoded = (given: Record<string, number>) =>
    codecOf('KSPROPERTY_CAMERACONTROL_S', 'x64').decode(encodeValue(ctx, asked, 5, given));
  expect(decoded({})).toMatchObject({ Value: 5, Flags: 2 });
  expect(decoded({ Flags: 1 })).toMatchObject({ Value: 5, Flags: 1 });
});
