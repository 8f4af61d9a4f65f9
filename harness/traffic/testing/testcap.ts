/** Actions that ask the simulated reference device, for the tests of this room. */
import { IOCTL } from '../../abi/ioctl.ts';
import { TESTCAP_EVENTS, TESTCAP_PROPERTIES } from '../../simulator/minidrivers/testcap/sets.ts';
import { header } from '../../simulator/testing/client.ts';
import { Access, type Target } from '../../target/target.ts';
import type { Action, Content, Slot } from '../actions.ts';

export { EVENT, PROPERTY, TESTCAP_EVENTS } from '../../simulator/minidrivers/testcap/sets.ts';

export const slot = (number: number): Slot => number as Slot;

export const content = (bytes: Uint8Array, links: Content['links'] = []): Content => ({ bytes, links });

export function openFilter(target: Target, makes: number): Action {
  return { do: 'open', path: target.discover()[0]?.path ?? '', access: Access.readWrite, makes: slot(makes) };
}

/** Asks for a property of the reference device's own set; `out` is the value or its length. */
export function property(handle: number, id: number, flags: number, out: Uint8Array | number): Extract<Action, { do: 'ioctl' }> {
  const input = content(header(TESTCAP_PROPERTIES, id, flags));
  const output = content(typeof out === 'number' ? new Uint8Array(out) : out);
  return { do: 'ioctl', handle: slot(handle), code: IOCTL.IOCTL_KS_PROPERTY, input, output };
}

/** Size of KSEVENTDATA for an x64 caller. */
const eventDataSize = 32;

/** Enables an event of the reference device's own set: makes the signal and the event data in the two slots. */
export function enable(handle: number, id: number, signal: number, data: number): Action[] {
  const bytes = new Uint8Array(eventDataSize);
  bytes[0] = 1;
  return [
    { do: 'create-signal', kind: 'auto-reset', limit: 1, makes: slot(signal) },
    { do: 'allocate', length: eventDataSize, kind: 'normal', misalign: 0, makes: slot(data) },
    { do: 'write', region: slot(data), offset: 0, content: content(bytes, [{ at: 8, size: 8, to: slot(signal) }]) },
    {
      do: 'ioctl',
      handle: slot(handle),
      code: IOCTL.IOCTL_KS_ENABLE_EVENT,
      input: content(header(TESTCAP_EVENTS, id, 1)),
      output: { region: slot(data), offset: 0, length: eventDataSize },
    },
  ];
}

export function disable(handle: number, data: number): Action {
  return { do: 'ioctl', handle: slot(handle), code: IOCTL.IOCTL_KS_DISABLE_EVENT, input: { region: slot(data), offset: 0, length: eventDataSize }, output: null };
}
