/** Checks that hold for every request: each notices a fault of its own, under any claim. */
import { describe, expect, test } from 'vitest';
import { byteLength } from '../abi/byte-length.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS, type NtStatus } from '../abi/ntstatus.ts';
import { behaviours } from '../plan/testing/claims.ts';
import type { Target } from '../target/target.ts';
import { visible } from './exchange.ts';
import { canaryLength } from './oracles/stateless.ts';
import { said, trying } from './testing/trying.ts';

const judge = trying(behaviours({
  get: '{ get: LEVEL }',
  volatile: '{ get: CHANGES }',
  refused: '{ get: ABSENT, expect: { status: any } }',
  set: '{ set: LEVEL, value: 5 }',
  long: '{ get: LEVEL, output: 9 }',
  nothing: '{ send: { item: LEVEL }, expect: { status: any } }',
  given: '{ buffer: b, holds: 4 }, { send: { item: LEVEL, outputAt: b }, as: q }, { check: size(q.bytes) == 4 }',
  component: '{ get: KSPROPERTY_GENERAL_COMPONENTID }',
  many: '{ repeat: 5, steps: [{ get: CHANGES }] }',
}));

/** What is said where the driver does something more to the buffer and the answer of requests about the testcap set. */
function spoilt(claim: string, spoil: (memory: { readonly output: Uint8Array; readonly whole: Uint8Array }, count: number) => Partial<{ status: NtStatus; information: number; timedOut: boolean }>): string {
  let count = 0;
  const around = (target: Target): Target => {
    const ioctl = target.ioctl.bind(target);
    target.ioctl = (handle, code, input, output, limit) => {
      const answer = ioctl(handle, code, input, output, limit);
      if (code !== IOCTL.IOCTL_KS_PROPERTY || !(output instanceof Uint8Array)) return answer;
      const whole = new Uint8Array(output.buffer, output.byteOffset, output.length + canaryLength);
      return { ...answer, ...spoil({ output, whole }, count++) } as typeof answer;
    };
    return target;
  };
  return said(judge(claim, { around }));
}

describe('every answer is looked at', () => {
  test.each([
    ['get', 'pass', () => ({})],
    ['get', 'hang get LEVEL did not complete; every request completes', () => ({ timedOut: true })],
    ['get', 'fail Information is 5 though the output buffer has 4 bytes; at most 4: the I/O manager copies that many bytes', () => ({ information: byteLength(5) })],
    ['get', 'fail the request completed with STATUS_PENDING; a final status', () => ({ status: STATUS.STATUS_PENDING })],
    ['get', 'fail byte 3 behind the output buffer was overwritten; no byte outside the output buffer changes', ({ whole }: { whole: Uint8Array }) => (whole[7] = 1, {})],
    ['long', 'fail output byte 6 changed though Information is 4; bytes past Information are unchanged', ({ output }: { output: Uint8Array }) => (output[6] = 1, {})],
    ['refused', 'fail output byte 1 changed though the request failed with STATUS_NOT_FOUND; a failed request leaves the output buffer as it was', ({ output }: { output: Uint8Array }) => (output[1] = 1, {})],
    ['set', 'fail output byte 0 changed though Information is 0; bytes past Information are unchanged', ({ output }: { output: Uint8Array }) => (output[0] = 1, {})],
    // What is shorter than promised keeps the fill pattern, over each of two patterns.
    ['get', 'fail byte 0 of the answer was never written, though Information is 4; every byte within Information is defined', ({ output }: { output: Uint8Array }, count: number) => (output[0] = count === 0 ? 0xa5 : 0x5a, {})],
    ['volatile', 'pass', ({ output }: { output: Uint8Array }, count: number) => (output[0] = count === 0 ? 0xa5 : 0x5a, {})],
    ['component', 'fail bytes 48 to 55 of the answer are the kernel address 0xffffb00102030405; no address of a kernel object in an answer', ({ output }: { output: Uint8Array }) => (output.set([5, 4, 3, 2, 1, 0xb0, 0xff, 0xff], 48), {})],
  ] as const)('%s: %s', (claim, wanted, spoil) => {
    expect(spoilt(claim, spoil)).toBe(wanted);
  });

  test('also those that come after one that was wrong', () => {
    // Memory that was written is as it was before the next request.
    let first = true;
    expect(spoilt('volatile', ({ whole }) => (first ? ((first = false), whole.fill(1), {}) : {}))).toMatch(/^fail byte 0 behind/);
    expect(spoilt('volatile', () => ({}))).toBe('pass');
  });

  test('no two of the same question that end otherwise are held against each other', () => {
    expect(spoilt('get', ({ output }, count) => (count === 1 ? (output.fill(0x5a), { status: STATUS.STATUS_MORE_ENTRIES }) : (output.fill(0xa5), {})))).toBe('pass');
  });
});

describe('memory that a step gave', () => {
  test('is looked at where it is there', () => {
    expect(said(judge('given'))).toBe('pass');
    const region = { bytes: Uint8Array.of(1, 2, 3, 4) } as never;
    const part = (offset: number, length: number) => visible({ region, offset, length: byteLength(length) });
    expect([part(1, 2), part(0, 4), part(1, 4)]).toEqual([Uint8Array.of(2, 3), Uint8Array.of(1, 2, 3, 4), null]);
    expect([visible(undefined), visible(null), visible(Uint8Array.of(1)), visible({ address: 1n, length: byteLength(1) })]).toEqual([null, null, null, null]);
  });
});

describe('the first requests of a kind are looked at from inside', () => {
  const faulty = (claim: string, fault: string) => said(judge(claim, { simulator: { faults: [fault] } }));
  test('so that a request that is fetched twice shows', () => {
    expect(faulty('get', 'concurrency.request-fetched-twice')).toMatch(/^fail get LEVEL: bytes \d+ to \d+ of In are fetched 2 times; one fetch of each byte$/);
  });

  test('two of them, and only where the target shows it', () => {
    const switched: boolean[] = [];
    const watching = (target: Target): Target => {
      const { observations } = target;
      if (!observations) throw new Error('no observations');
      const observed = new Proxy(observations, {
        set: (of, key, value: boolean) => (key === 'active' && switched.push(value), Reflect.set(of, key, value, of)),
        get: (of, key) => Reflect.get(of, key, of) as unknown,
      });
      return new Proxy(target, {
        get: (of, key) => {
          const value = key === 'observations' ? observed : (Reflect.get(of, key, of) as unknown);
          return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(of) : value;
        },
      });
    };
    expect(said(judge('many', { around: watching }))).toBe('pass');
    expect(switched).toEqual([true, false, true, false]);
  });
});
