/** Says which request was in flight when a process or a machine died. */
import { join } from 'node:path';
import { ioctlName } from '../abi/ioctl.ts';
import type { Arch } from '../abi/layout.ts';
import { titleOf } from '../traffic/about.ts';
import type { Action, Slot } from '../traffic/actions.ts';
import { lastRequest, requestLogName, type LoggedRequest } from './request-log.ts';

/**
 * In one line: `GET KSPROPERTY_PIN_CTYPES (IOCTL_KS_PROPERTY, input 32 bytes 5149…, output 4 bytes)`; `undefined` if the case
 * had not asked for anything yet, or nothing was logged.
 */
export function requestInFlight(folder: string, arch: string, id: string): string | undefined {
  const request = lastRequest(join(folder, requestLogName));
  return request?.case === id ? showRequest(request, arch === 'x86' ? 'x86' : 'x64') : undefined;
}

/** See {@link requestInFlight}. */
export function showRequest(request: LoggedRequest, arch: Arch): string {
  const { code, input = '', inputLength = 0, outputLength = 0 } = request;
  const title = titleOf(actionOf(request), arch);
  if (code === undefined) return title;
  const bytes = input === '' ? '' : ` ${input}${input.length < 2 * inputLength ? '…' : ''}`;
  return `${title} (${ioctlName(code)}, input ${inputLength} bytes${bytes}, output ${outputLength} bytes)`;
}

const noSlot = 0 as Slot;

/** The request as far as its title needs it. */
function actionOf({ do: what, path = '', code = 0, input = '', state = '' }: LoggedRequest): Action {
  const content = { bytes: new Uint8Array(Buffer.from(input, 'hex')), links: [] };
  switch (what) {
    case 'open':
      return { do: what, path, access: 0, makes: noSlot };
    case 'open-child':
      return { do: what, parent: noSlot, name: content, access: 0, makes: noSlot };
    case 'close':
      return { do: what, handle: noSlot };
    case 'ioctl':
      return { do: what, handle: noSlot, code, input: content, output: null };
    case 'submit':
      return { do: what, handle: noSlot, code, input: content, output: null, makes: noSlot };
    case 'cancel':
      return { do: what, request: noSlot };
    case 'power':
      return { do: what, state: state as 'D0' };
    case 'unplug':
    case 'plug':
      return { do: what };
  }
}
