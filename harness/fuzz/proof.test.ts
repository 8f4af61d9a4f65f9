import { describe, expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS, type NtStatus } from '../abi/ntstatus.ts';
import { TargetDied } from '../target/target.ts';
import type { Census, Handle, Observations, RequestId, Target } from '../target/target.ts';
import type { Action, Memory, Slot } from '../traffic/actions.ts';
import { prove, tailOf } from './proof.ts';
import type { Proof } from './proof.ts';

/** One answer of the driver, and the bytes that it writes. */
interface Given {
  readonly status?: NtStatus;
  readonly information?: number;
  readonly bytes?: readonly number[];
  readonly timedOut?: true;
}

/** A driver that gives these answers, one after the other. */
function answering(given: readonly Given[], more: Partial<Target> = {}): Target {
  let next = 0;
  const target: Partial<Target> = {
    arch: 'x64',
    capabilities: new Set(),
    open: () => ({ status: STATUS.STATUS_SUCCESS, handle: 4 as Handle }),
    close: () => STATUS.STATUS_SUCCESS,
    ioctl: (_handle, _code, _input, output) => {
      const { status = STATUS.STATUS_SUCCESS, information = 0, bytes = [], timedOut } = given[next++] ?? {};
      if (output instanceof Uint8Array) output.set(bytes);
      return { status, information, ...(timedOut && { timedOut }) };
    },
    ...more,
  };
  return target as Target;
}

const slot = 1 as Slot;
const opens: Action = { do: 'open', path: 'filter', access: 0, makes: slot };
const memory = (bytes: readonly number[]): Memory => ({ bytes: Uint8Array.from(bytes), links: [] });
const asks = (output: Memory = null, code: number = IOCTL.IOCTL_KS_PROPERTY): Action => ({ do: 'ioctl', handle: slot, code, input: null, output });

/** What is wrong with these answers to as many requests. */
function wrong(proof: Proof, given: readonly Given[], output: Memory = memory([0xa5, 0xa5, 0xa5, 0xa5]), more: Partial<Target> = {}) {
  const { breach } = prove(proof, answering(given, more), [opens, ...given.map(() => asks(output))]);
  return breach && `${breach.oracle} ${breach.message}`;
}

const failed = { status: STATUS.STATUS_INVALID_PARAMETER };
const four = (bytes: readonly number[]): Given => ({ information: 4, bytes });

describe('by the answers', () => {
  const known = { statuses: [STATUS.STATUS_NOT_FOUND], text: 'is STATUS_NOT_FOUND', rule: 'PROP-001' };

  test.each<[string, Proof, readonly Given[], string | null]>([
    ['a status that it may have', { kind: 'status', known }, [{ status: STATUS.STATUS_NOT_FOUND }], null],
    ['a status that it cannot have', { kind: 'status', known }, [failed], 'O2 status is STATUS_INVALID_PARAMETER'],
    ['a request that completes', { kind: 'hang' }, [{}], null],
    ['one that does only when it is cancelled', { kind: 'hang' }, [{ status: STATUS.STATUS_CANCELLED, timedOut: true }], null],
    ['one that does not even then', { kind: 'hang' }, [{ status: STATUS.STATUS_PENDING, timedOut: true }], 'O11 the request did not complete, not even when it was cancelled'],
    ['an answer that fits', { kind: 'answer' }, [four([1, 2, 3, 4])], null],
    ['more than the buffer holds', { kind: 'answer' }, [{ information: 8 }], 'O3 Information is 8 though the output buffer has 4 bytes'],
    ['the same get, over other bytes', { kind: 'unwritten' }, [four([1, 2, 3, 4]), four([1, 2, 3, 4])], null],
    ['a byte that is what was there', { kind: 'unwritten' }, [four([1, 2, 3, 0xa5]), four([1, 2, 3, 0x5a])], 'O4 byte 3 of the answer was never written, though Information is 4'],
    ['two gets that are answered differently', { kind: 'unwritten' }, [four([1, 2, 3, 4]), failed], null],
    ['two gets that fail', { kind: 'unwritten' }, [failed, failed], null],
    ['a size that suffices', { kind: 'promise' }, [{ status: STATUS.STATUS_BUFFER_OVERFLOW, information: 4 }, four([1, 2, 3, 4])], null],
    ['a value that there is not', { kind: 'promise' }, [{ status: STATUS.STATUS_BUFFER_OVERFLOW, information: 4 }, failed], null],
    ['a value as it was', { kind: 'kept' }, [four([1, 2, 3, 4]), failed, four([1, 2, 3, 4])], null],
    ['a set that failed and changed it', { kind: 'kept' }, [four([1, 2, 3, 4]), failed, four([1, 2, 3, 9])], 'O6 a set that failed changed the value'],
    ['a set that failed and took it away', { kind: 'kept' }, [four([1, 2, 3, 4]), failed, failed], 'O6 after a set that failed the get is refused with STATUS_INVALID_PARAMETER'],
    ['a set that did not fail', { kind: 'kept' }, [four([1, 2, 3, 4]), {}, four([1, 2, 3, 9])], null],
    ['a get that failed', { kind: 'kept' }, [failed, failed, four([1, 2, 3, 9])], null],
    ['a request that is for another kind of object', { kind: 'foreign', object: 'filter' }, [{}], 'O17 a filter answers IOCTL_KS_PROPERTY with STATUS_SUCCESS'],
    ['fewer requests than it takes', { kind: 'kept' }, [failed], null],
  ])('%s', (_what, proof, given, found) => {
    expect(wrong(proof, given)).toEqual(found);
  });

  test('an answer without a buffer', () => {
    expect(wrong({ kind: 'answer' }, [{ information: 8 }], null)).toMatch(/^O3 /);
    expect(wrong({ kind: 'answer' }, [{ information: 0 }], null)).toBeNull();
    expect(wrong({ kind: 'answer' }, [failed], null)).toBeNull();
  });

  test('headers that tell of more data than fits', () => {
    const header = (extent: number, used: number) => {
      const bytes = new Uint8Array(48);
      new DataView(bytes.buffer).setUint32(32, extent, true);
      new DataView(bytes.buffer).setUint32(36, used, true);
      return [...bytes];
    };
    const given = (...headers: number[][]) => [{ information: 0, bytes: headers.flat() }];
    const output = memory(new Array<number>(96).fill(0));
    expect(wrong({ kind: 'extent', size: 48 }, given(header(16, 16), header(16, 8)), output)).toBeNull();
    expect(wrong({ kind: 'extent', size: 48 }, given(header(16, 16), header(16, 17)), output)).toMatch(/^O\d+ .*17.*16/);
    expect(wrong({ kind: 'extent', size: 48 }, given(), null)).toBeNull();
  });

  test('what is shown by a request is not shown by anything else', () => {
    const closes: Action = { do: 'close', handle: slot };
    const shownBy = (proof: Proof) => prove(proof, answering([]), [opens, closes]).breach;
    expect([shownBy({ kind: 'answer' }), shownBy({ kind: 'foreign', object: 'filter' })]).toEqual([null, null]);
    expect(shownBy({ kind: 'walk', claim: 'connection.state', object: 'camera/pin0', path: [], message: '' })).toBeNull();
  });

  test('an event that is disabled and signals; one that could not be disabled may', () => {
    const signal = 3 as Slot;
    const takes: Action = { do: 'take-signals', signal, limit: 0n };
    const actions: Action[] = [opens, { do: 'create-signal', kind: 'auto-reset', limit: 1, makes: signal }, asks(), takes, { do: 'sleep', duration: 1n }, takes];
    const silent = (status: NtStatus, ...signals: number[]) => {
      const more = { createSignal: () => 9 as never, takeSignals: () => signals.shift() ?? 0, sleep: () => undefined };
      return prove({ kind: 'silent' }, answering([{ status }], more), actions).breach?.oracle;
    };
    expect([silent(STATUS.STATUS_SUCCESS, 1, 1), silent(STATUS.STATUS_SUCCESS, 1, 0), silent(STATUS.STATUS_UNSUCCESSFUL, 0, 1)]).toEqual(['O15', undefined, undefined]);
  });

  test('a value that is another after sleep', () => {
    const looks = 1;
    const plugAndPlay = { setPower: () => undefined } as unknown as NonNullable<Target['plugAndPlay']>;
    const resumed = (before: Given, after: Given) => {
      const { breach } = prove({ kind: 'resumed', looks }, answering([before, after], { plugAndPlay }), [opens, asks(memory([0])), { do: 'power', state: 'D3' }, { do: 'power', state: 'D0' }, asks(memory([0]))]);
      return breach?.oracle ?? null;
    };
    expect([resumed(four([1]), four([1])), resumed(four([1]), four([2]))]).toEqual([null, 'O18']);
  });

  test('what was not done shows nothing', () => {
    const { breach, answers } = prove({ kind: 'status', known }, answering([failed]), [asks()]);
    expect(answers[0]?.skipped).toContain('slot 1');
    expect(breach).toBeNull();
  });
});

describe('by what the target tells of itself', () => {
  const ioctl = (): never => { throw new TargetDied('PAGE_FAULT', 'crash'); };

  test('it dies', () => {
    expect(wrong({ kind: 'died' }, [{}], null, { ioctl })).toBe('O1 PAGE_FAULT');
    expect(wrong({ kind: 'died' }, [{}])).toBeNull();
    expect(wrong({ kind: 'answer' }, [{}], null, { ioctl })).toBeNull();
  });

  test('a request is never answered', () => {
    const submits: Action = { do: 'submit', handle: slot, code: IOCTL.IOCTL_KS_READ_STREAM, input: null, output: null, makes: 2 as Slot };
    const submit = () => 1 as RequestId;
    const proof: Proof = { kind: 'stuck' };
    const never = answering([], { submit, wait: () => null, cancel: () => undefined });
    expect(prove(proof, never, [opens, submits]).breach?.message).toMatch(/^1 requests did not complete/);
    const soon = answering([], { submit, wait: () => ({ status: STATUS.STATUS_CANCELLED, information: 0 }), cancel: () => undefined });
    expect(prove(proof, soon, [opens, submits]).breach).toBeNull();
  });

  test('it keeps something', () => {
    const counts = (handles: number): Census => ({ handles, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 });
    const census = (...handles: number[]) => ({ census: () => counts(handles.shift() ?? 0) });
    expect(wrong({ kind: 'census' }, [{}], null, census(0, 1))).toMatch(/handles/);
    expect(wrong({ kind: 'census' }, [{}], null, census(0, 0))).toBeNull();
  });

  test('it breaks a rule of the verifier', () => {
    const broken = [[], [{ rule: 'KsMarkPendingIrp', detail: 'a request was not marked' }]];
    const verifier = { rules: ['KsMarkPendingIrp'], take: () => broken.shift() ?? [] };
    expect(wrong({ kind: 'verifier' }, [{}], null, { verifier })).toContain('KsMarkPendingIrp');
    expect(wrong({ kind: 'verifier' }, [{}], null, { verifier })).toBeNull();
    expect(wrong({ kind: 'verifier' }, [{}], null)).toBeNull();
  });

  test('a handler is told that the kernel asks, or memory is read twice: in the last request', () => {
    const observations: Observations = {
      active: false,
      fetches: [{ of: 'input', offset: 0, length: 4, count: 2 }],
      handlerModes: ['kernel'],
    };
    expect(wrong({ kind: 'modes' }, [{}, {}], null, { observations })).toContain('kernel');
    expect(wrong({ kind: 'fetches' }, [{}, {}], null, { observations })).toContain('are fetched 2 times');
    expect(observations.active).toBe(false);
    expect(wrong({ kind: 'modes' }, [{}], null, { observations: { ...observations, handlerModes: ['user'] } })).toBeNull();
  });
});

test('looks count before and after sleep', () => {
  expect(tailOf({ kind: 'resumed', looks: 3 })).toBe(8);
  expect(tailOf({ kind: 'kept' })).toBe(3);
});
