import { describe, expect, test } from 'vitest';
import { byteLength } from '../abi/byte-length.ts';
import { behaviours } from '../plan/testing/claims.ts';
import type { CompiledRequest } from '../spec/model.ts';
import type { Buffer as Memory, Target } from '../target/target.ts';
import type { CaseContext } from './context.ts';
import { GivenMemory, requestMaker, span } from './request.ts';
import { said, trying } from './testing/trying.ts';

/** A request of a raw control code to the subject, with an output buffer as long as an expression says. */
const withOutput = (length: number) =>
  requestMaker({
    ioctl: { evaluate: () => 0x2f_0003, source: 'IOCTL_KS_PROPERTY' },
    inputBytes: { evaluate: () => new Uint8Array(4), source: 'input' },
    output: { evaluateNumber: () => length, source: 'n * 8' },
    with: new Map(),
  } as unknown as CompiledRequest);
const ctx = { scope: { arch: 'x64' }, subject: () => ({ handle: 4 }), case: {}, inputs: new Map() } as unknown as CaseContext;

test.each([0, 40, 0xffff_ffff])('a spec may ask for %d bytes of output', (length) => {
  expect(withOutput(length)(ctx).outputLength).toBe(length);
});

test.each([-8, 2.5, 0x1_0000_0000])('%d bytes of output are no request: the case is not judged, and says why', (length) => {
  expect(() => withOutput(length)(ctx)).toThrow(`n * 8 gives ${length}, which is no length of a buffer`);
});

/** Each is sent, whatever comes; then something else does not hold, so that the finding shows what was sent. */
const sends = {
  get: 'item: LEVEL, verb: GET, output: 4',
  size: 'item: LEVEL',
  set: 'item: LEVEL, value: 15',
  bytes: 'item: LEVEL, valueBytes: bytes(6), output: 4',
  support: 'item: LEVEL, verb: BASICSUPPORT, output: 4',
  number: 'item: LEVEL, verb: 2 + 1, output: 4',
  id: 'item: TABLE, id: 0, verb: GET, output: 4',
  'other-set': 'item: LEVEL, set: KSPROPSETID_Pin, verb: GET, output: 4',
  method: 'item: READ, verb: 1, output: 4',
  code: 'item: LEVEL, ioctl: IOCTL_KS_METHOD, output: 4',
  unknown: 'ioctl: 0x2f0fff, output: 3',
  short: 'item: LEVEL, verb: GET, input: 23',
  exact: 'item: LEVEL, verb: GET, input: 24',
  long: 'item: LEVEL, verb: GET, input: 26',
  'no-input': 'item: LEVEL, verb: GET, input: 0',
  raw: 'ioctl: IOCTL_KS_PROPERTY, inputBytes: "encode(ULONG, 7)", input: 6',
  'raw.cut': 'ioctl: IOCTL_KS_PROPERTY, inputBytes: "encode(ULONG, 7)", input: 2',
  'raw.header': 'ioctl: IOCTL_KS_PROPERTY, inputBytes: bytes(24)',
  'raw.id': 'ioctl: IOCTL_KS_PROPERTY, id: 3, verb: GET',
  'raw.nothing': 'ioctl: IOCTL_KS_PROPERTY, input: 5',
} as const;
const shown = trying(behaviours(Object.fromEntries(Object.entries(sends).map(([id, send]) => [id, `{ send: { ${send} }, expect: { status: any } }, { check: 1 == 2 }`]))));
const [own, methods] = ['e0d0c1b4 5e5a5b4c 9f1d7e57 ca900001', 'e0d0c1b4 5e5a5b4c 9f1d7e57 ca900002'];
const zeros = (count: number) => Array<string>(count).fill('00000000').join(' ');

describe('a request has what its item says, but for what the step says', () => {
  test.each([
    ['get', 'GET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 01000000`, 'out 4', 'value 0'],
    ['size', 'GET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 01000000`, 'out 0', ''],
    ['set', 'SET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 02000000`, 'out 4 0f000000', ''],
    ['bytes', 'SET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 02000000`, 'out 4 00000000', ''],
    // What another verb, id or set answers is not of the type of the item's value.
    ['support', 'BASICSUPPORT LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 00020000`, 'out 4', 'value 03 02 00 00'],
    ['number', 'LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 03000000`, 'out 4', ''],
    ['id', 'GET TABLE: IOCTL_KS_PROPERTY', `${own} 00000000 01000000`, 'out 4', 'value 00 00 00 00'],
    ['other-set', 'GET LEVEL: IOCTL_KS_PROPERTY', '6049138c ad51cf11 878a94f8 01c10000 00000000 01000000', 'out 4', ''],
    ['method', 'READ: IOCTL_KS_METHOD', `${methods} 01000000 01000000`, 'out 4', ''],
    ['code', 'GET LEVEL: IOCTL_KS_METHOD', `${own} 00000000 01000000`, 'out 4', ''],
    ['unknown', 'IOCTL 0x2f0fff: 0x002F0FFF', '', 'out 3', ''],
    ['short', 'GET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 010000`, 'out 0', ''],
    ['exact', 'GET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 01000000`, 'out 0', ''],
    ['long', 'GET LEVEL: IOCTL_KS_PROPERTY', `${own} 00000000 01000000 0000`, 'out 0', ''],
    ['no-input', 'GET LEVEL: IOCTL_KS_PROPERTY', '', 'out 0', ''],
    ['raw', 'IOCTL_KS_PROPERTY: IOCTL_KS_PROPERTY', '07000000 0000', 'out 0', ''],
    ['raw.cut', 'IOCTL_KS_PROPERTY: IOCTL_KS_PROPERTY', '0700', 'out 0', ''],
    ['raw.header', 'IOCTL_KS_PROPERTY: IOCTL_KS_PROPERTY', zeros(6), 'out 0', ''],
    ['raw.id', 'GET IOCTL_KS_PROPERTY: IOCTL_KS_PROPERTY', `${zeros(4)} 03000000 01000000`, 'out 0', ''],
    ['raw.nothing', 'IOCTL_KS_PROPERTY: IOCTL_KS_PROPERTY', '00000000 00', 'out 0', ''],
  ] as const satisfies readonly (readonly [keyof typeof sends, ...string[]])[])('%s', (claim, ...wanted) => {
    const { title, request = [], answer = [], inputHex, outputBeforeHex } = shown(claim).finding?.exchanges.at(-1) ?? {};
    const value = answer.slice(2).map(({ name, text }) => `${name} ${text}`).join(', ');
    expect([`${title}: ${request[0]?.text}`, inputHex, `out ${request.at(-1)?.text} ${outputBeforeHex}`.trim(), value]).toEqual(wanted);
    // A header is told where there is one, also of a request about no item.
    expect(request.some(({ name }) => name === 'Flags')).toBe((inputHex ?? '').length >= zeros(6).length);
  });
});

describe('memory of a request', () => {
  const memories = ['normal', 'no-access', 'read-only', 'freed', 'kernel', 'null', 'misaligned', 'cut-off'] as const;
  const each = (side: 'input' | 'output') => memories.map((kind) => [`${side}.${kind}`, `{ send: { item: LEVEL, value: 25, memory: { ${side}: "${kind}" } }, expect: { status: any } }`]);
  const judge = trying(behaviours(Object.fromEntries([...each('input'), ...each('output')])));

  /** The buffers of the last request: their bytes, and where they lie if that is not with the harness. */
  function sent(claim: string, arch: 'x64' | 'x86' = 'x64'): { readonly input: string; readonly output: string } {
    let seen = { input: '', output: '' };
    const text = (memory: Memory): string => {
      if (!memory) return 'nothing';
      if (memory instanceof Uint8Array) return Buffer.from(memory).toString('hex');
      if (!('region' in memory)) return `${memory.length} at 0x${memory.address.toString(16)}`;
      const { region, offset, length } = memory;
      return `${length} from ${offset} of ${region.kind} ${region.length} at …${(region.address % 16n).toString(16)}: ${Buffer.from(region.bytes).toString('hex')}`;
    };
    const around = (target: Target): Target => {
      const ioctl = target.ioctl.bind(target);
      target.ioctl = (handle, code, input, output, limit) => {
        seen = { input: text(input), output: text(output) };
        return ioctl(handle, code, input, output, limit);
      };
      return target;
    };
    expect(said(judge(claim, { around, simulator: { arch } }))).toBe('pass');
    return seen;
  }
  const header = `${own} 00000000 02000000`.replaceAll(' ', '');
  const value = '19000000';

  const region = (kind: string, at = 0, seen = true) => (length: number, bytes: string) => `${length} from 0 of ${kind} ${length} at …${at}: ${seen ? bytes : ''}`;
  const nowhere = (address: string) => (length: number) => `${length} at ${address}`;
  test.each([
    ['normal', (_length: number, bytes: string) => bytes],
    ['no-access', region('no-access', 0, false)],
    ['read-only', region('read-only')],
    ['freed', region('freed', 0, false)],
    ['kernel', nowhere('0xffff800000001000')],
    ['null', nowhere('0x0')],
    ['misaligned', region('normal', 1)],
  ] as const)('%s', (kind, wanted) => {
    expect(sent(`output.${kind}`)).toEqual({ input: header, output: wanted(4, value) });
    expect(sent(`input.${kind}`)).toEqual({ input: wanted(24, header), output: value });
  });

  test('of the kernel lies where the pointers of the caller end', () => {
    expect(sent('output.kernel', 'x86').output).toBe('4 at 0x80001000');
  });

  test('that is cut off ends a byte early, at the end of what is there', () => {
    // Three bytes of sixteen: they lie at the end of them.
    const [, address = ''] = /^4 at 0x(.*)$/.exec(sent('output.cut-off').output) ?? [];
    expect((BigInt(`0x${address}`) + 3n) % 16n).toBe(0n);
    const [, of = ''] = /^24 at 0x(.*)$/.exec(sent('input.cut-off').input) ?? [];
    expect((BigInt(`0x${of}`) + 23n) % 16n).toBe(0n);
  });

  test('that a driver mapped is named by its address', () => {
    const given = new GivenMemory(0x5000n, 12);
    expect([given.kind, given.bytes.length, span(given), span(given, byteLength(5))]).toEqual(['normal', 0, { address: 0x5000n, length: 12 }, { address: 0x5000n, length: 5 }]);
    const region = { address: 0x1000n, length: byteLength(8), kind: 'normal', bytes: new Uint8Array(8) } as const;
    expect([span(region), span(region, byteLength(2))]).toEqual([{ region, offset: 0, length: 8 }, { region, offset: 0, length: 2 }]);
  });

  test.each(['no-access', 'read-only', 'freed', 'cut-off'] as const)('%s is not had of every target', (kind) => {
    const around = (target: Target): Target => Object.defineProperty(target, 'capabilities', { value: new Set() });
    expect(said(judge(`output.${kind}`, { around }))).toBe(`skip target-cannot: the target gives no ${kind} memory`);
    expect(said(judge('output.misaligned', { around }))).toBe('pass');
  });
});
