import { expect, test } from 'vitest';
import { ntStatus, STATUS } from '../../abi/ntstatus.ts';
import { listBreach, promiseBreach, shortBreach, staleBreach, steadyBreach } from './size-contract.ts';

const { STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_NOT_FOUND } = STATUS;
const answer = (status: number, information = 0) => ({ status: ntStatus(status), information });
const ulongs = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);

test('a promised size is kept', () => {
  const query = answer(STATUS_BUFFER_OVERFLOW, 12);
  expect(promiseBreach(query, answer(STATUS_SUCCESS, 12))).toBeNull();
  expect(promiseBreach(query, answer(STATUS_SUCCESS, 8))?.message).toBe('12 bytes were promised, and 8 bytes came');
  expect(promiseBreach(query, answer(STATUS_BUFFER_TOO_SMALL))?.message).toContain('a buffer of that size ends with STATUS_BUFFER_TOO_SMALL');
  expect(promiseBreach(answer(STATUS_NOT_FOUND), answer(STATUS_SUCCESS, 8))).toBeNull();
});

test('a buffer that is too short is not enough', () => {
  expect(shortBreach(answer(STATUS_BUFFER_TOO_SMALL), 3, 4)).toBeNull();
  expect(shortBreach(answer(STATUS_SUCCESS, 3), 3, 4)?.oracle).toBe('O3');
  expect(shortBreach(answer(STATUS_SUCCESS, 4), 4, 4)).toBeNull();
});

test('lists are walked', () => {
  expect(listBreach(ulongs(16, 2, 7, 8), 4)).toBeNull();
  expect(listBreach(ulongs(16, 3, 7, 8), 4)?.message).toBe('3 entries end at byte 20 of a list of 16');
  expect(listBreach(ulongs(24, 2, 7, 8), 4)?.message).toBe('the list tells a Size of 24, and Information is 16');
  expect(listBreach(ulongs(8), 4)?.message).toContain('no header');
});

test('lists of entries that tell their size are walked, too', () => {
  const two = ulongs(40, 2, 12, 1, 2, 0, 16, 1, 2, 3);
  expect(listBreach(two, 'told')).toBeNull();
  // Without padding behind the last one.
  expect(listBreach(ulongs(20, 1, 12, 1, 2), 'told')).toBeNull();
  expect(listBreach(ulongs(40, 3, 12, 1, 2, 0, 16, 1, 2, 3), 'told')?.message).toBe('entry 2 of 3 does not fit the 40 bytes of the list');
  expect(listBreach(ulongs(40, 1, 12, 1, 2, 0, 16, 1, 2, 3), 'told')?.message).toContain('1 entries end at byte 24');
  // An entry without a size must not make the walk endless.
  expect(listBreach(ulongs(16, 5, 0, 0), 'told')?.message).toContain('entry 0 of 5');
});

test('Information of an error, and an answer that changes by itself', () => {
  expect(staleBreach(answer(STATUS_NOT_FOUND))).toBeNull();
  expect(staleBreach(answer(STATUS_NOT_FOUND, 4))?.message).toContain('Information is 4');
  expect(steadyBreach(answer(0, 4), answer(0, 4))).toBeNull();
  expect(steadyBreach(answer(0, 4), answer(0, 8))?.message).toBe('asked again the answer is STATUS_SUCCESS with 8 bytes, and was STATUS_SUCCESS with 4 bytes');
});
