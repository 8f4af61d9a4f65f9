import { beforeAll, expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS } from '../abi/ntstatus.ts';
import { header } from '../simulator/testing/client.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { SpecBook } from '../spec/model.ts';
import { decodeEntry, hex, mark, recordHandle, type TraceEntry } from './trace.ts';

let book: SpecBook;
beforeAll(() => { book = loadSpecs(); });

const none = new Uint8Array(0);
const plain: TraceEntry = { asked: { title: 'it', inputBytes: null }, outputLength: 0, outputBefore: none, output: none, answer: null };
const success = { status: STATUS.STATUS_SUCCESS, information: 4 };
const shown = (entry: Partial<TraceEntry>) => decodeEntry({ ...plain, ...entry }, book, 'x64');
const texts = (fields: readonly { readonly name: string; readonly text: string }[]) => Object.fromEntries(fields.map(({ name, text }) => [name, text]));

test('bytes are shown in groups of four, 256 at most', () => {
  expect(hex(null)).toBe('');
  expect(hex(none)).toBe('');
  expect(hex(Uint8Array.of(1, 2, 3, 4, 5, 0xff))).toBe('01020304 05ff');
  expect(hex(new Uint8Array(256))).toBe(Array<string>(64).fill('00000000').join(' '));
  expect(hex(new Uint8Array(257))).toBe(`${Array<string>(64).fill('00000000').join(' ')} …`);
});

test('a mark is only a title', () => {
  const trace: TraceEntry[] = [];
  mark(trace, 'list 2 goes on');
  expect(trace.map((entry) => decodeEntry(entry, book, 'x64'))).toEqual([
    { title: 'list 2 goes on', request: [], answer: [], inputHex: '', outputBeforeHex: '', outputHex: '' },
  ]);
});

test('a handle that is opened has its parameters and a status', () => {
  const trace: TraceEntry[] = [];
  recordHandle(trace, 'open pin', STATUS.STATUS_NO_MATCH, Uint8Array.of(1, 2));
  recordHandle(trace, 'close pin', STATUS.STATUS_SUCCESS);
  const [opened, closed] = trace.map((entry) => decodeEntry(entry, book, 'x64'));
  expect(opened).toMatchObject({ title: 'open pin', inputHex: '0102' });
  expect(texts(opened?.request ?? [])).toEqual({ InputBufferLength: '2', OutputBufferLength: '0' });
  expect(texts(opened?.answer ?? [])).toEqual({ NTSTATUS: 'STATUS_NO_MATCH (0xc0000272)', Information: '0' });
  expect(closed).toMatchObject({ title: 'close pin', inputHex: '' });
  expect(texts(closed?.answer ?? [])).toEqual({ NTSTATUS: 'STATUS_SUCCESS (0x00000000)', Information: '0' });
});

test('a request is shown by its fields, the answer by those of its type', () => {
  const item = book.itemsByName.get('KSPROPERTY_PIN_CINSTANCES')?.[0];
  const asked = {
    title: 'get it', code: IOCTL.IOCTL_KS_PROPERTY, item, inputBytes: header('KSPROPSETID_Pin', item?.id ?? -1, 1, Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0)),
    requestType: 'KSP_PIN', valueType: 'KSPIN_CINSTANCES',
  };
  const { request, answer, outputHex, outputBeforeHex } = shown({ asked, outputLength: 8, output: Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0), outputBefore: Uint8Array.of(9), answer: { ...success, information: 8 } });
  expect(request.map(({ name, text }) => `${name} ${text}`)).toEqual([
    ...['IoControlCode IOCTL_KS_PROPERTY', 'InputBufferLength 32', 'Set KSPROPSETID_Pin', `Id KSPROPERTY_PIN_CINSTANCES (${item?.id})`, 'Flags 0x00000001'],
    // Flags of KSP_PIN, behind the number, in a union.
    ...['PinId 3', 'Reserved 0', 'Flags 0', 'OutputBufferLength 8'],
  ]);
  expect(texts(answer)).toEqual({ NTSTATUS: 'STATUS_SUCCESS (0x00000000)', Information: '8', PossibleCount: '1', CurrentCount: '2' });
  expect([outputHex, outputBeforeHex]).toEqual(['01000000 02000000', '09']);
  // Cut, another id, another set: what is not there is not told, and who it is not is not named.
  const cut = shown({ asked: { ...asked, inputBytes: asked.inputBytes.subarray(0, 27) } }).request;
  expect(texts(cut)).toEqual({ IoControlCode: 'IOCTL_KS_PROPERTY', InputBufferLength: '27', Set: 'KSPROPSETID_Pin', Id: `KSPROPERTY_PIN_CINSTANCES (${item?.id})`, Flags: '0x00000001', OutputBufferLength: '0' });
  expect(texts(shown({ asked: { ...asked, inputBytes: header('KSPROPSETID_Pin', 99, 1) } }).request)['Id']).toBe('99');
  expect(texts(shown({ asked: { ...asked, inputBytes: header('KSPROPSETID_Topology', item?.id ?? -1, 0x1000_0001) } }).request)).toMatchObject({ Set: 'KSPROPSETID_Topology', Id: String(item?.id), Flags: '0x10000001' });
  expect(Object.keys(texts(shown({ asked: { ...asked, inputBytes: asked.inputBytes.subarray(0, 23) } }).request))).toEqual(['IoControlCode', 'InputBufferLength', 'OutputBufferLength']);
  expect(Object.keys(texts(shown({ asked: { ...asked, requestType: undefined } }).request))).toEqual(['IoControlCode', 'InputBufferLength', 'OutputBufferLength']);
});

test('an answer without fields has a value, a wrong one says why, an error and an event have none', () => {
  const of = (valueType: string, output: Uint8Array, more: Partial<TraceEntry> = {}) => texts(shown({ asked: { title: 'get', inputBytes: null, valueType }, output, answer: success, ...more }).answer);
  expect(of('ULONG', Uint8Array.of(5, 0, 0, 0))).toMatchObject({ value: '5' });
  expect(of('ULONG', Uint8Array.of(5))['value']).toMatch(/^not a ULONG: /);
  const status = { NTSTATUS: 'STATUS_NOT_FOUND (0xc0000225)', Information: '0' };
  expect(of('ULONG', Uint8Array.of(5, 0, 0, 0), { answer: { status: STATUS.STATUS_NOT_FOUND, information: 0 } })).toEqual(status);
  expect(of('ULONG', Uint8Array.of(5, 0, 0, 0), { answer: null })).toEqual({ NTSTATUS: '(no answer)' });
  expect(of('ULONG', none)).toEqual({ NTSTATUS: 'STATUS_SUCCESS (0x00000000)', Information: '4' });
  const event = book.items.find(({ kind }) => kind === 'event');
  expect(of('ULONG', Uint8Array.of(5, 0, 0, 0), { asked: { title: 'enable', inputBytes: null, item: event, valueType: 'ULONG' } })).toEqual({ NTSTATUS: 'STATUS_SUCCESS (0x00000000)', Information: '4' });
  // Another type of the output goes before that of the value.
  expect(of('GUID', Uint8Array.of(5, 0, 0, 0), { asked: { title: 'get', inputBytes: null, valueType: 'GUID', outputType: 'ULONG' } })).toMatchObject({ value: '5' });
});
