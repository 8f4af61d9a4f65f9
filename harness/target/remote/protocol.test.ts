/** Messages and calls are read as they were written; what is neither is refused before anything is made of it. */
import { describe, expect, test } from 'vitest';
import type { Handle } from '../target.ts';
import { ByteReader, ByteWriter, ProtocolError } from './bytes.ts';
import { count, flag, handle, list, oneOf, optional, text, u32, type Field } from './fields.ts';
import { read, written } from './messages.ts';
import { hello, magic, readCall, welcome, writeCall, type Call, type WireBuffer } from './protocol.ts';

const identity = { driver: 'd', version: '1', provider: 'p', hardwareId: 'h', os: 'o' };
const greeting = { proof: new Uint8Array(2), session: new Uint8Array(0), name: 'n', arch: 'x86', capabilities: ['census'], identity, rules: ['a'] } as const;

test.each([
  ['nothing more', identity],
  ['an INF', { ...identity, inf: 'oem1.inf' }],
  ['a verifier', { ...identity, verifier: 'on' as const }],
  ['both', { ...identity, inf: 'oem1.inf', verifier: 'off' as const }],
])('a welcome tells of the driver, and %s', (_what, driver) => {
  const message = { ...greeting, identity: driver };
  expect(read(welcome, written(welcome, message))).toEqual(message);
});

const request = { handle: 4 as Handle, code: 0x2f0003, limit: null };
const buffers: readonly WireBuffer[] = [null, { bytes: Uint8Array.of(1, 2) }, { region: 3, offset: 4, length: 5 }, { address: 0xffff_8000_0000_0000n, length: 6 }];

test.each(buffers)('a request says where its buffers are: %o', (buffer) => {
  const call: Call = { call: 'ioctl', ...request, input: buffer, output: null };
  const to = new ByteWriter();
  writeCall(to, call, Uint8Array.of(9));
  expect(readCall(new ByteReader(to.take()))).toEqual({ call, expected: Uint8Array.of(9) });
});

describe('is refused', () => {
  const numbers = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
  const ffs = new Array<number>(8).fill(0xff);

  test.each<[string, Field<unknown>, Uint8Array, string]>([
    ['a handle that no number holds', handle, numbers(...ffs), 'a handle of more than 53 bits'],
    ['a flag that is neither', flag, numbers(2), 'a flag of 2'],
    ['a word that there is not', oneOf('a', 'b'), numbers(2), 'word 2 of 2'],
    ['something that is neither there nor not', optional(u32), numbers(7, 0, 0, 0, 0), 'a flag of 7'],
    ['a list that is longer than its message', list(flag), numbers(3, 0, 0, 0, 1, 1), '3 values in 2 bytes'],
    ['a message with more behind it', u32, numbers(1, 0, 0, 0, 9), '1 bytes too many'],
    ['one that is cut off', count, numbers(1, 0, 0, 0), '4 bytes too few'],
    ['a text that is cut off', text, numbers(9, 0, 0, 0, 97), '8 bytes too few'],
    ['a hello that is cut off', hello, written(hello, { magic, version: 4, nonce: numbers(1), proof: numbers(1), session: numbers() }).subarray(0, 20), 'bytes too few'],
  ])('%s', (_what, field, bytes, message) => {
    expect(() => read(field, bytes)).toThrow(ProtocolError);
    expect(() => read(field, bytes)).toThrow(message);
  });

  test.each([
    ['a call that there is not', () => numbers(99), 'the unknown call 99'],
    ['a buffer that is of no kind', () => {
      const to = new ByteWriter();
      writeCall(to, { call: 'ioctl', ...request, input: null, output: null });
      // Behind the number of the call, the handle and the code.
      return to.take().fill(4, 13, 14);
    }, 'a buffer of kind 4'],
  ])('%s', (_what, bytes, message) => {
    expect(() => readCall(new ByteReader(bytes()))).toThrow(message);
  });
});
