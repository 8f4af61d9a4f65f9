import { describe, expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { acceptanceBreach, constraintBreach, intersectionBreach, proposalBreach } from './formats.ts';

const { STATUS_NO_MATCH, STATUS_NOT_FOUND, STATUS_INSUFFICIENT_RESOURCES } = STATUS;
const kind = { MajorFormat: 'audio', SubFormat: 'pcm', Specifier: 'wave' };
const range = (most: number, from: number, to: number) => ({
  ...kind,
  MaximumChannels: most,
  MinimumBitsPerSample: 16,
  MaximumBitsPerSample: 16,
  MinimumSampleFrequency: from,
  MaximumSampleFrequency: to,
});
const format = (nChannels: number, nSamplesPerSec: number) => ({ ...kind, WaveFormatEx: { nChannels, wBitsPerSample: 16, nSamplesPerSec } });
const offered = [range(2, 8000, 48_000)];

describe('an intersection', () => {
  const intersect = (asked: ReturnType<typeof range>[], status: number, result?: ReturnType<typeof format>) =>
    intersectionBreach('intersection', { asked, offered, status, format: result })?.message;
  test('lies in both, in the first that matches', () => {
    expect(intersect([range(1, 44_100, 96_000)], 0, format(1, 44_100))).toBeUndefined();
    expect(intersect([range(1, 44_100, 96_000)], 0, format(1, 96_000))).toContain('in no range of the pin');
    expect(intersect([range(1, 44_100, 96_000)], 0, format(2, 44_100))).toContain('in no range of the caller');
    expect(intersect([range(1, 44_100, 44_100), range(2, 8000, 8000)], 0, format(2, 8000))).toContain('not in the first range that matches');
    expect(intersect([range(1, 96_000, 96_000), range(2, 8000, 8000)], 0, format(2, 8000))).toBeUndefined();
  });
  test('of disjoint ranges is none', () => {
    expect(intersect([range(2, 96_000, 96_000)], STATUS_NO_MATCH)).toBeUndefined();
    expect(intersect([range(2, 96_000, 96_000)], 0, format(2, 48_000))).toContain('have none in common');
    expect(intersect([range(2, 8000, 8000)], STATUS_NO_MATCH)).toContain('have formats in common');
    expect(intersect([range(2, 8000, 8000)], STATUS_INSUFFICIENT_RESOURCES)).toBeUndefined();
  });
});

test('what is advertised is accepted, and nothing else', () => {
  const accept = (channels: number, status: number, sparse = false) => acceptanceBreach('open', format(channels, 8000), offered, status, sparse)?.message;
  expect(accept(2, 0)).toBeUndefined();
  expect(accept(2, STATUS_NO_MATCH)).toContain('is refused with STATUS_NO_MATCH, and in a range');
  expect(accept(2, STATUS_NO_MATCH, true)).toBeUndefined();
  expect(accept(2, STATUS_INSUFFICIENT_RESOURCES)).toBeUndefined();
  expect(accept(3, STATUS_NO_MATCH)).toBeUndefined();
  expect(accept(3, 0)).toContain('is accepted, and in no range');
});

test('a proposal says what creation does', () => {
  expect(proposalBreach('format', 0, 0)).toBeNull();
  expect(proposalBreach('format', STATUS_NO_MATCH, STATUS_NO_MATCH)).toBeNull();
  expect(proposalBreach('format', STATUS_NOT_FOUND, 0)).toBeNull();
  expect(proposalBreach('format', 0, STATUS_NO_MATCH)?.message).toBe('format: proposing it ends with STATUS_SUCCESS, opening with it with STATUS_NO_MATCH');
  expect(proposalBreach('format', STATUS_NO_MATCH, 0)?.oracle).toBe('O14');
});

test('constrained ranges are parts', () => {
  expect(constraintBreach('pin', [range(1, 8000, 8000)], offered)).toBeNull();
  expect(constraintBreach('pin', [range(1, 8000, 8000), range(4, 8000, 8000)], offered)?.message).toContain('constrained range 1');
});
