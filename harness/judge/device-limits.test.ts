import { describe, expect, test } from 'vitest';
import { byteLength } from '../abi/byte-length.ts';
import { codecOf, type Value } from '../abi/codec.ts';
import { STATUS } from '../abi/ntstatus.ts';
import type { Target } from '../target/target.ts';
import { askDescription, descriptionType } from './device-limits.ts';
import { said, trying } from './testing/trying.ts';

const { STATUS_SUCCESS, STATUS_NOT_FOUND } = STATUS;

describe('a description is asked for as long as it says that it is', () => {
  /** What is asked of a device whose first answer says a size. */
  function asked(size: number, status: number = STATUS_SUCCESS, length = 40): number[] {
    const lengths: number[] = [];
    askDescription((wanted) => {
      lengths.push(wanted);
      const bytes = new Uint8Array(length);
      if (length >= 8) new DataView(bytes.buffer).setUint32(4, size, true);
      return { status: status as never, information: length, bytes, changed: 0 };
    });
    return lengths;
  }

  test.each([
    ['longer', [72], [40, 72]],
    ['as long as its fixed part', [40], [40]],
    ['as long as is believed', [65_536], [40, 65_536]],
    ['longer than is believed', [65_537], [40]],
    ['refused', [72, STATUS_NOT_FOUND], [40]],
    ['cut before its size', [72, STATUS_SUCCESS, 7], [40]],
    ['cut behind its size', [72, STATUS_SUCCESS, 8], [40, 72]],
  ] as const)('%s', (_what, [size, status, length], lengths) => {
    expect(asked(size, status, length)).toEqual(lengths);
  });
});

describe('what is legal by a description', () => {
  const judge = trying(`laws:
  - { law: test.values, title: values, cites: [TEST-001], for: { kind: property, access: both, item: LEVEL }, any: { v: { value: valid } }, runs: 40, send: { ioctl: IOCTL_KS_PROPERTY, inputBytes: "encode(LONG, v)" }, expect: { status: any } }
`);
  const list = (MembersFlags: number, Members: readonly Value[], Flags = 0): Value => ({ MembersHeader: { MembersFlags, Flags }, Members });
  const stepped = (min: number, max: number, SteppingDelta: number): Value => ({ SteppingDelta, Bounds: { SignedMinimum: min, SignedMaximum: max } });

  /** The values that are tried where the device answers BASICSUPPORT with these lists, or what is said instead. */
  function tried(description: Uint8Array | number): string | number[] {
    const sent: number[] = [];
    const around = (target: Target): Target => {
      const ioctl = target.ioctl.bind(target);
      target.ioctl = (handle, code, input, output, limit) => {
        const bytes = input instanceof Uint8Array ? input : new Uint8Array(0);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        if (bytes.length === 4) sent.push(view.getInt32(0, true));
        if (bytes.length < 24 || view.getUint32(20, true) !== 0x200) return ioctl(handle, code, input, output, limit);
        if (typeof description === 'number') return { status: description as never, information: 0 };
        const length = Math.min(description.length, (output as Uint8Array).length);
        (output as Uint8Array).set(description.subarray(0, length));
        return { status: STATUS_SUCCESS, information: byteLength(length) };
      };
      return target;
    };
    const result = judge('values', { around });
    return sent.length > 0 ? [...new Set(sent)].sort((a, b) => a - b) : said(result);
  }
  const lists = (...MembersLists: Value[]) => codecOf(descriptionType, 'x64').encode({
    AccessFlags: 3, PropTypeSet: { Set: '{97E99BA0-BDEA-11CF-A5D6-28DB04C10000}', Id: 3 }, MembersLists,
  });

  test('is a list of values', () => {
    expect(tried(lists(list(3, [4, 7])))).toEqual([4, 7]);
  });

  test('is a range with steps', () => {
    const values = tried(lists(list(2, [stepped(-10, 10, 10)])));
    expect(values).toEqual([-10, 0, 10]);
  });

  test('is a range without steps, or with one that is none', () => {
    const values = tried(lists(list(1, [{ SignedMinimum: -2, SignedMaximum: 2 }])));
    expect(values).toEqual([-2, -1, 0, 1, 2]);
    expect(tried(lists(list(2, [stepped(-2, 2, 0)])))).toEqual([-2, -1, 0, 1, 2]);
  });

  test('is what the first list says that is no list of defaults and not empty', () => {
    expect(tried(lists(list(3, [9], 1), list(3, []), list(3, [4, 7]), list(3, [5])))).toEqual([4, 7]);
  });

  test('is all that the type can hold where it says nothing', () => {
    for (const none of [lists(), lists(list(3, [9], 1)), STATUS_NOT_FOUND, lists(list(3, [4])).subarray(0, 41)]) {
      expect(tried(none)).toEqual(expect.arrayContaining([-(2 ** 31), 2 ** 31 - 1]));
    }
  });
});
