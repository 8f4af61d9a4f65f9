/** What oracles say of single answers. */
import { expect, test } from 'vitest';
import { IOCTL } from '../../abi/ioctl.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { TargetDied } from '../../target/target.ts';
import { addressClassBreach, modeBreach } from './access-mode.ts';
import { censusBreach } from './census.ts';
import { canaryBreach, conservationBreach, extentBreach } from './data-integrity.ts';
import { addressBreach, leftoverBreach, unwrittenBreach } from './disclosure.ts';
import { fetchBreach } from './fetches.ts';
import { acceptanceBreach, constraintBreach, intersectionBreach, proposalBreach } from './formats.ts';
import { kindBreach, parameterBreach, setBreach } from './kind-matrix.ts';
import { linearizabilityBreach, orderBreach } from './linearizability.ts';
import { cancelBreach, completionBreach, timeBreach } from './liveness.ts';
import { deathBreach, livenessBreach } from './no-crash.ts';
import { breach, type Breach } from './oracle.ts';
import { listBreach, promiseBreach, shortBreach, staleBreach, steadyBreach } from './size-contract.ts';
import { StateOracle } from './state-machine.ts';
import { answerBreach, canaryLength } from './stateless.ts';
import { causeBreach, finalBreach, statusBreach, statusSet } from './status-contract.ts';
import { verifierBreach } from './verifier.ts';
import { holdsEach } from './testing/told.ts';

const { STATUS_NO_MATCH, STATUS_NOT_FOUND, STATUS_INVALID_PARAMETER, STATUS_BUFFER_OVERFLOW } = STATUS;
const none = { handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 };
const answer = (status: keyof typeof STATUS, information = 0) => ({ status: STATUS[status], information });
const ulongs = (...words: number[]) => new Uint8Array(Uint32Array.from(words).buffer);

test('a breach without a rule has no rule, not an undefined one', () => {
  expect(Object.keys(breach('O1', 'found', 'wanted'))).toEqual(['oracle', 'message', 'expected']);
  expect(breach('O1', 'found', 'wanted', 'IOC-001')).toEqual({ oracle: 'O1', message: 'found', expected: 'wanted', rule: 'IOC-001' });
});

holdsEach({
  'a handler that takes a user for the kernel': [
    () => modeBreach('set', ['kernel']),
    'O8', 'set: its handler is told that the kernel asks', 'the access mode of the caller, which is a user', 'IOC-082',
  ],
  'one of several handlers': [
    () => modeBreach('set', ['user', 'kernel', 'user']),
    'O8', 'set: handler 2 of 3 is told that the kernel asks', 'the access mode of the caller, which is a user', 'IOC-082',
  ],
  'memory that no user can write': [
    () => addressClassBreach('read', 'kernel', 'writes', 0),
    'O8', 'read: the driver writes kernel memory, and the status is STATUS_SUCCESS', 'an access violation, as for the user',
  ],
  'what is left': [
    () => censusBreach(none, { ...none, pendingRequests: 2 }),
    'O10', '2 pending requests are left after everything was closed', 'the counts that there were before',
  ],
  'pool that only one count tells of': [
    () => censusBreach(none, { ...none, poolBytes: 16 }),
    'O10', '16 bytes of pool are left after everything was closed', 'the counts that there were before',
  ],
  'a frame that is too full': [() => extentBreach('read', 17, 16), 'O16', 'read: DataUsed is 17, and FrameExtent 16', 'DataUsed ≤ FrameExtent'],
  'memory behind a frame': [
    () => canaryBreach('read', Uint8Array.of(9, 1, 9, 0), 1, 2, 9),
    'O16', 'read: byte 1 behind the frame was overwritten', 'no byte outside of the frame changes', 'IOC-025',
  ],
  'memory before a frame': [
    () => canaryBreach('read', Uint8Array.of(9, 0, 9, 1, 9), 3, 4, 9),
    'O16', 'read: byte 2 before the frame was overwritten', 'no byte outside of the frame changes', 'IOC-025',
  ],
  'lost bytes': [
    () => conservationBreach('render', 'bytes', { given: 5, done: 3, pending: 1 }),
    'O16', 'render: of 5 bytes, 3 are done and 1 pending', '5 together',
  ],
  'a byte that nobody wrote': [
    () => unwrittenBreach(Uint8Array.of(1, 5), Uint8Array.of(1, 6), 5, 6),
    'O4', 'byte 1 of the answer was never written, though Information is 2', 'every byte within Information is defined', 'IOC-026',
  ],
  'a byte that is left over': [
    () => leftoverBreach(Uint8Array.of(1, 2), Uint8Array.of(1, 9)),
    'O4', 'byte 1 of the answer is 0x09 and was 0x02, though nothing happened in between', 'every byte within Information is defined', 'IOC-026',
  ],
  'an address of the kernel': [
    () => addressBreach(new Uint8Array(BigUint64Array.of(0xffff_8001_0203_0405n).buffer)),
    'O4', 'bytes 0 to 7 of the answer are the kernel address 0xffff800102030405', 'no address of a kernel object in an answer',
  ],
  'a fetch that is done again': [
    () => fetchBreach('get', [{ of: 'output', offset: 4, length: 8, count: 2 }]),
    'O9', 'get: bytes 4 to 11 of Out are fetched 2 times', 'one fetch of each byte', 'CONC-001',
  ],
  'a fetch of other memory': [
    () => fetchBreach('get', [{ of: 'other', offset: 0, length: 1, count: 3 }]),
    'O9', 'get: bytes 0 to 0 of memory that the request names are fetched 3 times', 'one fetch of each byte', 'CONC-001',
  ],
});

const pcm = { MajorFormat: 'audio', SubFormat: 'pcm', Specifier: 'wave' };
const bits = { MinimumBitsPerSample: 16, MaximumBitsPerSample: 16 };
const range = (channels: number) => ({ ...pcm, ...bits, MaximumChannels: channels, MinimumSampleFrequency: 8000, MaximumSampleFrequency: 8000 });
const format = (nChannels: number) => ({ ...pcm, WaveFormatEx: { nChannels, wBitsPerSample: 16, nSamplesPerSec: 8000 } });
const other = { ...range(2), SubFormat: 'float' };
const intersect = (asked: object[], status: number, result?: object) =>
  intersectionBreach('it', { asked: asked as never, offered: [range(2)] as never, status, format: result as never });

holdsEach({
  'formats in common that are denied': [
    () => intersect([range(1)], STATUS_NO_MATCH),
    'O14', 'it: STATUS_NO_MATCH, though the ranges have formats in common', 'a format of both',
  ],
  'a format of ranges that have none': [
    () => intersect([other], 0, format(2)),
    'O14', 'it: a format, though the ranges have none in common', 'STATUS_NO_MATCH',
  ],
  'a format that the pin does not have': [
    () => intersect([range(4)], 0, format(4)),
    'O14', 'it: the format is in no range of the pin', 'a format of both',
  ],
  'a format that the caller does not have': [
    () => intersect([range(1)], 0, format(2)),
    'O14', 'it: the format is in no range of the caller', 'a format of both',
  ],
  'a format of a later range': [
    () => intersect([range(1), range(2)], 0, format(2)),
    'O14', 'it: the format is not in the first range that matches', 'a format of both',
  ],
  'a format that is accepted and was not advertised': [
    () => acceptanceBreach('open', format(3), [range(2)], 0),
    'O14', 'open: the format is accepted, and in no range of the pin', 'STATUS_NO_MATCH',
  ],
  'a format that was advertised and is refused': [
    () => acceptanceBreach('open', format(2), [range(2)], STATUS_NO_MATCH),
    'O14', 'open: the format is refused with STATUS_NO_MATCH, and in a range of the pin', 'what is advertised is accepted',
  ],
  'a proposal that promises too little': [
    () => proposalBreach('it', STATUS_NO_MATCH, 0),
    'O14', 'it: proposing it ends with STATUS_NO_MATCH, opening with it with STATUS_SUCCESS', 'the same fate',
  ],
  'a constrained range outside of all': [
    () => constraintBreach('pin', [range(2), other], [range(2)]),
    'O14', 'pin: constrained range 1 is in no data range', 'a part of the data ranges',
  ],
});

test('only what says something of a format is held against an opening', () => {
  expect(intersect([other], STATUS_NO_MATCH)).toBeNull();
  expect(intersect([range(1)], 0)).toBeNull();
  for (const proposed of [STATUS.STATUS_PROPSET_NOT_FOUND, STATUS_INVALID_PARAMETER]) {
    for (const created of [0, STATUS_NO_MATCH]) expect(proposalBreach('it', proposed, created)).toBeNull();
  }
});

const matrix = { filter: new Set<number>(), pin: new Set<number>([IOCTL.IOCTL_KS_READ_STREAM]), device: new Set<number>([IOCTL.IOCTL_KS_READ_STREAM]) };
holdsEach({
  'a request for others': [
    () => kindBreach(matrix, 'filter', IOCTL.IOCTL_KS_READ_STREAM, 0),
    'O17', 'a filter answers IOCTL_KS_READ_STREAM with STATUS_SUCCESS', 'an error: it is for a pin or device', 'IOC-036',
  ],
  'a set of others': [
    () => setBreach('filter', 'the set', ['pin', 'node'], 0),
    'O17', 'a filter answers a request of the set with STATUS_SUCCESS', 'an error: the set is one of a pin or node', 'PROP-010',
  ],
  'a handle of nothing': [() => parameterBreach('open', 'pin', undefined, 0), 'O17', 'open: a handle of nothing is taken for a pin', 'an error'],
  'answers that no order explains': [
    () => linearizabilityBreach([{ call: 'a', answer: 0, invoked: 0, returned: 1 }], { initial: 0, key: String, apply: () => [] }, ({ call }) => call),
    'O9', 'no order explains a', 'the effect of some order of what overlapped',
  ],
  'one answer that comes in no order': [
    () => orderBreach(['1', '9'], [['1', '2'], ['2', '2']], () => ['get', 'look']),
    'O9', 'look gave 9, as in no order', 'the effect of some order of what overlapped',
  ],
  'answers that come in different orders only': [
    () => orderBreach(['1', '2'], [['1', '1'], ['2', '2']], () => []),
    'O9', 'the answers together are those of no order', 'the effect of some order of what overlapped',
  ],
  'what takes too long': [() => timeBreach('closing', 0n, 25_000n, 20_000n), 'O11', 'closing took 2.5 ms', 'at most 2 ms'],
  'what does not complete': [
    () => completionBreach('get', { ...answer('STATUS_SUCCESS'), timedOut: true }),
    'O11', 'get did not complete', 'every request completes',
  ],
  'what cannot be cancelled': [() => cancelBreach('read', null), 'O11', 'read was cancelled, and did not complete', 'every request completes'],
  'a death': [() => deathBreach(new TargetDied('signal 11')), 'O1', 'the target died: signal 11', 'the target stays alive'],
  'a target that never comes back': [
    () => deathBreach(new TargetDied('no answer', 'hang')),
    'O11', new TargetDied('no answer', 'hang').message, 'every request completes',
  ],
  'a target that is found dead': [
    () => livenessBreach({ alive: false, detail: 'signal 11' }),
    'O1', 'the target died: signal 11', 'the target stays alive',
  ],
  'a broken rule': [
    () => verifierBreach([{ rule: 'PcIrql', detail: 'raised' }]),
    'O19', 'PcIrql: raised', 'the rule PcIrql of Driver Verifier holds',
  ],
});

const list = 'entries that fit';
holdsEach({
  'a promise of more': [
    () => promiseBreach(answer('STATUS_BUFFER_OVERFLOW', 12), answer('STATUS_SUCCESS', 8)),
    'O3', '12 bytes were promised, and 8 bytes came', 'success, Information 12', 'PROP-021',
  ],
  'a promise that is not enough': [
    () => promiseBreach(answer('STATUS_BUFFER_OVERFLOW', 12), answer('STATUS_BUFFER_TOO_SMALL', 12)),
    'O3', '12 bytes were promised, and a buffer of that size ends with STATUS_BUFFER_TOO_SMALL', 'success, Information 12', 'PROP-021',
  ],
  'a short buffer that is enough': [
    () => shortBreach(answer('STATUS_SUCCESS', 3), 3, 4),
    'O3', 'a buffer of 3 bytes is enough for a value of 4', 'STATUS_BUFFER_TOO_SMALL',
  ],
  'a list without a header': [() => listBreach(new Uint8Array(7), 4), 'O3', 'a list of 7 bytes has no header', 'at least 8 bytes'],
  'a list of another size': [() => listBreach(ulongs(24, 0), 4), 'O3', 'the list tells a Size of 24, and Information is 8', 'one size'],
  'a list that is not filled': [() => listBreach(ulongs(16, 1, 7, 8), 4), 'O3', '1 entries end at byte 12 of a list of 16', 'entries that fill it'],
  'an entry beyond its list': [() => listBreach(ulongs(16, 1, 12, 0), 'told'), 'O3', 'entry 0 of 1 does not fit the 16 bytes of the list', list],
  'a size of large numbers': [
    () => listBreach(ulongs(0xfedc_ba98, 0), 4),
    'O3', `the list tells a Size of ${0xfedc_ba98}, and Information is 8`, 'one size',
  ],
  'Information of an error': [
    () => staleBreach(answer('STATUS_NOT_FOUND', 4)),
    'O3', 'Information is 4 though the request failed with STATUS_NOT_FOUND', 'Information 0', 'IOC-023',
  ],
  'an answer that changes by itself': [
    () => steadyBreach(answer('STATUS_SUCCESS', 4), answer('STATUS_NOT_FOUND', 4)),
    'O3', 'asked again the answer is STATUS_NOT_FOUND with 4 bytes, and was STATUS_SUCCESS with 4 bytes', 'the same status and Information, as nothing happened in between',
  ],
});

test('a list may be empty, and a warning may tell how much there is', () => {
  expect(listBreach(ulongs(8, 0), 4)).toBeNull();
  expect(listBreach(ulongs(8, 0), 'told')).toBeNull();
  // An entry may be just its size, and the last one may end where the list does.
  expect(listBreach(ulongs(16, 1, 4, 0), 'told')).toBeNull();
  expect(listBreach(ulongs(12, 1, 4), 'told')).toBeNull();
  expect(listBreach(ulongs(12, 2, 4), 'told')?.message).toBe('entry 1 of 2 does not fit the 12 bytes of the list');
  expect(staleBreach(answer('STATUS_BUFFER_OVERFLOW', 4))).toBeNull();
  expect(shortBreach(answer('STATUS_SUCCESS'), 0, 4)).toBeNull();
  expect(promiseBreach(answer('STATUS_BUFFER_OVERFLOW', 12), answer('STATUS_SUCCESS', 12))).toBeNull();
});

const machine = { initial: 0, key: (n: number) => `s${n}`, commands: { up: { when: (n: number) => n < 1, next: (n: number) => n + 1 } } };
function oracle(...statuses: number[]): StateOracle<number> {
  const made = new StateOracle(machine);
  for (const status of statuses) made.did('up', status);
  return made;
}
holdsEach({
  'a command that is refused': [() => oracle().did('up', STATUS_NOT_FOUND), 'O5', 'up ends with STATUS_NOT_FOUND in s0, after up', 's1'],
  'a command that should be refused': [() => oracle(0).did('up', 0), 'O5', 'up is done in s1, after up up', 'up is refused in s1'],
  'another state': [() => oracle(0).says('s0'), 'O5', 'the state is s0 after up', 'the state s1'],
  'a status of another cause': [
    () => statusBreach('get', 0, statusSet(STATUS_NOT_FOUND), 'PROP-011'),
    'O2', 'get: status is STATUS_SUCCESS', 'status STATUS_NOT_FOUND', 'PROP-011',
  ],
  'an error without a cause': [
    () => causeBreach('get', STATUS_NOT_FOUND, []),
    'O2', 'get: status is STATUS_NOT_FOUND', 'success: nothing is wrong about it',
  ],
  'a status that is not final': [() => finalBreach(STATUS.STATUS_PENDING), 'O2', 'the request completed with STATUS_PENDING', 'a final status'],
});

const fill = 0xa5;
function asked(status: number, information: number, change: (memory: Uint8Array) => void): Breach | null {
  const memory = new Uint8Array(8 + canaryLength).fill(fill);
  change(memory);
  return answerBreach({ status, information } as never, memory.subarray(0, 8), memory, undefined, fill);
}
holdsEach({
  'Information beyond the buffer': [
    () => asked(0, 9, () => {}),
    'O3', 'Information is 9 though the output buffer has 8 bytes', 'at most 8: the I/O manager copies that many bytes', 'IOC-025',
  ],
  'memory behind the buffer': [
    () => asked(0, 8, (m) => m.fill(0, 9, 10)),
    'O16', 'byte 1 behind the output buffer was overwritten', 'no byte outside the output buffer changes', 'IOC-025',
  ],
  'bytes behind Information': [
    () => asked(0, 4, (m) => m.fill(0, 0, 6)),
    'O16', 'output byte 4 changed though Information is 4', 'bytes past Information are unchanged', 'IOC-026',
  ],
  'bytes of a failure': [
    () => asked(STATUS_NOT_FOUND, 4, (m) => m.fill(0, 2, 3)),
    'O6', 'output byte 2 changed though the request failed with STATUS_NOT_FOUND', 'a failed request leaves the output buffer as it was', 'IOC-020',
  ],
});

test('an error may tell how much there would be, and who did not complete has no status yet', () => {
  expect(asked(STATUS_NOT_FOUND, 9, () => {})).toBeNull();
  expect(asked(STATUS_BUFFER_OVERFLOW, 8, () => {})).toBeNull();
  const memory = new Uint8Array(canaryLength).fill(fill);
  expect(answerBreach({ status: STATUS.STATUS_PENDING, information: 0, timedOut: true }, memory.subarray(0, 0), memory, undefined, fill)).toBeNull();
});

test('an oracle that knows no such name says so', () => {
  expect(() => oracle().did('down', 0)).toThrow('the model has no command down');
  expect(() => kindBreach(matrix, 'clock', 0, 0)).toThrow('no kind of object is called clock');
});
