/** What oracles say of exchanges and snapshots that are held against each other. */
import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { equivalenceBreach, relations } from './metamorphic.ts';
import { asleepBreach, flowBreach, goneBreach, resumeBreach, returnBreach } from './power.ts';
import { duplicateBreach, exitBreach, survivorBreach } from './processes.ts';
import { atomicityBreach, frameBreach, idempotenceBreach, rangeBreach, roundTripBreach, supportBreach } from './round-trip.ts';
import { holdsEach } from './testing/told.ts';

const { STATUS_NOT_FOUND, STATUS_INVALID_PARAMETER, STATUS_ACCESS_DENIED } = STATUS;
const none = { handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 };
const outcome = (status: number, more: object = {}) => ({ status, information: 4, ...more });
const level = (value: string) => new Map([['level', value]]);

const same = 'the same both times';
const both = 'the same in both, or an error';
const left = 'nothing changes for who is left';
holdsEach({
  'another status': [
    () => equivalenceBreach('set', relations.thunked, outcome(0), outcome(STATUS_NOT_FOUND)),
    'O7', 'set of a 64-bit and of a 32-bit caller: status STATUS_SUCCESS, and STATUS_NOT_FOUND', same,
  ],
  'another fate': [
    () => equivalenceBreach('set', relations.serialized, outcome(0), outcome(STATUS_NOT_FOUND)),
    'O7', 'set direct and in a serialized set: status STATUS_SUCCESS, and STATUS_NOT_FOUND', same,
  ],
  'another Information': [
    () => equivalenceBreach('run', relations.restarted, outcome(0), outcome(0, { information: 5 })),
    'O7', 'run started and started again: Information 4, and 5', same,
  ],
  'other bytes': [
    () => equivalenceBreach('get', relations.neutralFlags, outcome(0, { bytes: Uint8Array.of(1) }), outcome(0, { bytes: Uint8Array.of(2) })),
    'O7', 'get without and with flags that mean nothing: 01, and 02', same,
  ],
  'another effect': [
    () => equivalenceBreach('read', relations.headers, outcome(0, { after: level('1') }), outcome(0, { after: level('2') })),
    'O7', 'read in one request and in several: level is 2 and was 1', 'the same effect both times',
  ],
  'a refusal with an effect': [
    () => duplicateBreach('set', outcome(0), outcome(STATUS_ACCESS_DENIED, { after: level('2') }), level('1')),
    'O20', 'set is refused in another process, and level is 2 and was 1', 'what is refused has no effect',
  ],
  'another status in another process': [
    () => duplicateBreach('get', outcome(STATUS_NOT_FOUND), outcome(0)),
    'O20', 'get: STATUS_NOT_FOUND, and in another process STATUS_SUCCESS', both,
  ],
  'another Information in another process': [
    () => duplicateBreach('get', outcome(0), outcome(0, { information: 5 })),
    'O20', 'get: Information 4, and in another process 5', both,
  ],
  'other bytes in another process': [
    () => duplicateBreach('get', outcome(0, { bytes: Uint8Array.of(1) }), outcome(0, { bytes: Uint8Array.of(2) })),
    'O20', 'get: 01, and in another process 02', both,
  ],
  'another effect in another process': [
    () => duplicateBreach('set', outcome(0, { after: level('1') }), outcome(0, { after: level('2') })),
    'O20', 'set in another process: level is 2 and was 1', 'the same effect in both',
  ],
  'another status when a process ended': [
    () => survivorBreach('a get', outcome(0), outcome(STATUS_NOT_FOUND)),
    'O20', 'a get is STATUS_NOT_FOUND after another process ended, and was STATUS_SUCCESS', left,
  ],
  'another effect when a process ended': [
    () => survivorBreach('a get', outcome(0, { after: level('1') }), outcome(0, { after: level('2') })),
    'O20', 'a get: after another process ended, level is 2 and was 1', left,
  ],
  'what a process leaves': [
    () => exitBreach({ ...none, handles: 1 }, { ...none, handles: 3 }),
    'O20', '2 handles are left after a process ended', 'nothing of a process that is gone',
  ],
});

test('what one of two does not tell is not compared', () => {
  const told = outcome(0, { bytes: Uint8Array.of(1), after: level('1') });
  const changed = outcome(0, { bytes: Uint8Array.of(2), after: level('2') });
  for (const [one, two] of [[told, outcome(0)], [outcome(0), changed]] as const) {
    expect(equivalenceBreach('get', relations.thunked, one, two)).toBeNull();
    expect(duplicateBreach('get', one, two)).toBeNull();
    expect(survivorBreach('get', one, two)).toBeNull();
  }
  expect(equivalenceBreach('get', relations.restarted, outcome(0, { bytes: Uint8Array.of(1) }), outcome(0, { bytes: Uint8Array.of(2) }))).toBeNull();
  // A refusal is held against what the device was like, if that is known of both.
  expect(duplicateBreach('set', told, outcome(STATUS_ACCESS_DENIED, { after: level('2') }))).toBeNull();
  expect(duplicateBreach('set', told, outcome(STATUS_ACCESS_DENIED), level('1'))).toBeNull();
  // Two refusals are held against each other.
  const refused = outcome(STATUS_ACCESS_DENIED, { information: 0 });
  expect(duplicateBreach('set', outcome(STATUS_NOT_FOUND), refused)?.message).toBe('set: Information 4, and in another process 0');
});

holdsEach({
  'what slept': [() => resumeBreach('sleep', level('1'), level('2')), 'O18', 'after sleep, level is 2 and was 1', 'what it was before', 'PWR-003'],
  'what comes from who sleeps': [() => asleepBreach(2, 'frames'), 'O18', '2 frames came while the device slept', 'no frames', 'PWR-001'],
  'what does not go on': [() => flowBreach('sleep', 0, 'frames'), 'O18', 'no frames came after sleep', 'frames, as before', 'PWR-005'],
  'what is gone and answers': [
    () => goneBreach('get', 0),
    'O18', 'get ends with STATUS_SUCCESS after the device was taken away', 'an error', 'PNP-002',
  ],
  'what is back and is another': [
    () => returnBreach(level('1'), level('2')),
    'O18', 'back again, level is 2 and was 1', 'a device as it was when it was new', 'PNP-005',
  ],
  'a value that was not set': [
    () => roundTripBreach('LEVEL', Uint8Array.of(1), Uint8Array.of(2)),
    'O6', 'LEVEL answers 02 after 01 was set', 'the value that was set',
  ],
  'a failure that changes something': [
    () => atomicityBreach('set', STATUS_NOT_FOUND, level('1'), level('2')),
    'O6', 'set failed with STATUS_NOT_FOUND, and level is 2 and was 1', 'what fails changes nothing',
  ],
  'a change of another thing': [
    () => frameBreach('set', level('1'), level('2'), new Set(['mode', 'mute'])),
    'O6', 'after set, level is 2 and was 1', 'only mode, mute changes',
  ],
  'a change by looking': [() => frameBreach('get', level('1'), level('2'), new Set()), 'O6', 'after get, level is 2 and was 1', 'nothing changes'],
  'a second time that changes more': [
    () => idempotenceBreach('reset', level('1'), level('2')),
    'O6', 'after reset a second time, level is 2 and was 1', 'what it was after the first time',
  ],
  'a verb that is said to be there': [
    () => supportBreach('LEVEL', { verb: 'set', told: true, status: STATUS_NOT_FOUND }),
    'O6', 'LEVEL: set is said to be supported, and ends with STATUS_NOT_FOUND', 'a set that is there', 'PROP-016',
  ],
  'a verb that is said not to be there': [
    () => supportBreach('LEVEL', { verb: 'get', told: false, status: 0 }),
    'O6', 'LEVEL: get is said not to be supported, and succeeds', 'no get', 'PROP-016',
  ],
  'a range the wrong way round': [
    () => rangeBreach('LEVEL', { min: 2, max: 1, step: 1 }),
    'O6', 'LEVEL: the least value 2 is above the greatest, 1', 'min ≤ max',
  ],
  'a range without a step': [() => rangeBreach('LEVEL', { min: 1, max: 2, step: 0 }), 'O6', 'LEVEL: the step is 0 from 1 to 2', 'a step above 0'],
  'a value below its range': [
    () => rangeBreach('LEVEL', { min: 1, max: 2, step: 1, current: 0 }),
    'O6', 'LEVEL: the value is 0', 'a value from 1 to 2',
  ],
  'a default above its range': [
    () => rangeBreach('LEVEL', { min: 1, max: 2, step: 1, current: 1, byDefault: 3 }),
    'O6', 'LEVEL: the default is 3', 'a default from 1 to 2',
  ],
});

test('ranges hold their ends, and one value needs no step', () => {
  expect(rangeBreach('LEVEL', { min: 1, max: 1, step: 0, current: 1, byDefault: 1 })).toBeNull();
  expect(rangeBreach('LEVEL', { min: 1, max: 3, step: 1, current: 1, byDefault: 3 })).toBeNull();
  expect(roundTripBreach('LEVEL', Uint8Array.of(1), Uint8Array.of(2), ([got]) => got === 2)).toBeNull();
  expect(roundTripBreach('LEVEL', Uint8Array.of(1), Uint8Array.of(2), () => false)?.oracle).toBe('O6');
});

const absences = ['STATUS_NOT_FOUND', 'STATUS_NOT_SUPPORTED', 'STATUS_NOT_IMPLEMENTED', 'STATUS_INVALID_DEVICE_REQUEST', 'STATUS_PROPSET_NOT_FOUND'] as const;
test.each(absences)('%s says that a verb is absent', (name) => {
  expect(supportBreach('LEVEL', { verb: 'get', told: true, status: STATUS[name] })?.rule).toBe('PROP-016');
  expect(supportBreach('LEVEL', { verb: 'get', told: false, status: STATUS[name] })).toBeNull();
});

test('what is refused for a reason of its own says neither that a verb is there nor that it is not', () => {
  for (const said of [true, false]) expect(supportBreach('LEVEL', { verb: 'set', told: said, status: STATUS_INVALID_PARAMETER })).toBeNull();
});
