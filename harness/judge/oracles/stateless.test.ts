import { describe, expect, it } from 'vitest';
import { ntStatus, STATUS } from '../../abi/ntstatus.ts';
import { answerBreach, canaryLength } from './stateless.ts';

const fill = 0xa5;

function check(status: number, information: number, length: number, change: (memory: Uint8Array) => void = () => {}) {
  const memory = new Uint8Array(length + canaryLength).fill(fill);
  change(memory);
  const found = answerBreach({ status: ntStatus(status), information }, memory.subarray(0, length), memory, undefined, fill);
  return found && `${found.oracle} ${found.message}`;
}

describe('the invariants of every answer', () => {
  it('a correct get passes', () => {
    expect(check(STATUS.STATUS_SUCCESS, 4, 8, (m) => m.fill(0, 0, 4))).toBeNull();
  });
  it('STATUS_PENDING is no final status', () => {
    expect(check(STATUS.STATUS_PENDING, 0, 8)).toContain('O2 ');
  });
  it('Information past the buffer fails', () => {
    expect(check(STATUS.STATUS_SUCCESS, 9, 8)).toContain('O3 Information is 9');
    expect(check(STATUS.STATUS_BUFFER_OVERFLOW, 9, 8)).toContain('O3 Information is 9');
  });
  it('a byte of a sent value that changes past Information fails', () => {
    const memory = new Uint8Array(8 + canaryLength).fill(fill);
    memory.set([1, 2, 3, 4]);
    const answer = { status: STATUS.STATUS_SUCCESS, information: 0 };
    expect(answerBreach(answer, memory.subarray(0, 8), memory, Uint8Array.of(1, 2, 3, 4), fill)).toBeNull();
    memory[2] = 9;
    expect(answerBreach(answer, memory.subarray(0, 8), memory, Uint8Array.of(1, 2, 3, 4), fill)?.message).toContain('byte 2');
  });
  it('long buffers are checked to the last byte', () => {
    expect(check(STATUS.STATUS_SUCCESS, 0, 5000, (m) => m.fill(0, 4999, 5000))).toContain('output byte 4999 changed');
  });
  it('a byte behind the buffer fails', () => {
    expect(check(STATUS.STATUS_SUCCESS, 8, 8, (m) => m.fill(0, 0, 9))).toContain('O16 byte 0 behind');
  });
  it('a byte past Information fails', () => {
    expect(check(STATUS.STATUS_SUCCESS, 4, 8, (m) => m.fill(0, 0, 5))).toContain('output byte 4 changed');
  });
  it('a byte written by a failed request fails', () => {
    expect(check(STATUS.STATUS_NOT_FOUND, 0, 8, (m) => m.fill(0, 0, 1))).toMatch(/^O6 .*though the request failed/);
  });
});
