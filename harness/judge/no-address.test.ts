import { expect, test } from 'vitest';
import { loadSpecs } from '../spec/loader.ts';
import type { CaseContext } from './context.ts';
import { checkNoAddress } from './no-address.ts';

const ctx = { scope: { arch: 'x64' }, book: loadSpecs() } as unknown as CaseContext;
const address = 0xffff_a08f_1234_5678n;

function check(type: string, length: number, at: number): () => void {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setBigUint64(at, address, true);
  return () => { checkNoAddress(ctx, type, bytes); };
}

test('an address where a GUID should be is one', () => {
  // Four GUIDs, then Version and Revision.
  expect(check('KSCOMPONENTID', 72, 32)).toThrow('bytes 32 to 39 of the answer are the kernel address 0xffffa08f12345678');
});

test('declared numbers may have any value', () => {
  expect(check('KSCOMPONENTID', 72, 64)).not.toThrow();
  expect(check('KSPIN_CINSTANCES', 8, 0)).not.toThrow();
  expect(check('KSCORRELATED_TIME', 16, 8)).not.toThrow();
});

test('values without one layout are not looked at', () => {
  expect(check('KSMULTIPLE_ITEM + GUID[]', 24, 8)).not.toThrow();
});
