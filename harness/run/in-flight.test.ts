import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { requestInFlight, showRequest } from './in-flight.ts';
import type { LoggedRequest } from './request-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-in-flight-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

test('nothing is known where nothing was logged', () => {
  expect(requestInFlight(folder, 'x64', 'core/pin:case')).toBeUndefined();
});

const asked = (request: Partial<LoggedRequest> & Pick<LoggedRequest, 'do'>) => showRequest({ case: 'core/pin:case', number: 1, ...request }, 'x64');

test.each<[Partial<LoggedRequest> & Pick<LoggedRequest, 'do'>, string]>([
  [{ do: 'open', path: 'camera' }, 'open camera'],
  [{ do: 'open-child' }, 'open a child whose name is none of KS'],
  [{ do: 'close' }, 'close'],
  [{ do: 'cancel' }, 'cancel'],
  [{ do: 'power', state: 'D3' }, 'power D3'],
  [{ do: 'unplug' }, 'unplug'],
  [{ do: 'plug' }, 'plug'],
  [{ do: 'submit', code: IOCTL.IOCTL_KS_READ_STREAM, inputLength: 0, outputLength: 48 }, 'submit IOCTL_KS_READ_STREAM (IOCTL_KS_READ_STREAM, input 0 bytes, output 48 bytes)'],
  [{ do: 'ioctl', code: IOCTL.IOCTL_KS_PROPERTY, input: 'a5a5', inputLength: 2, outputLength: 0 }, 'IOCTL_KS_PROPERTY (IOCTL_KS_PROPERTY, input 2 bytes a5a5, output 0 bytes)'],
  [{ do: 'ioctl', code: IOCTL.IOCTL_KS_PROPERTY, input: 'a5a5', inputLength: 4000, outputLength: 0 }, 'IOCTL_KS_PROPERTY (IOCTL_KS_PROPERTY, input 4000 bytes a5a5…, output 0 bytes)'],
])('%j', (request, text) => {
  expect(asked(request)).toBe(text);
});
