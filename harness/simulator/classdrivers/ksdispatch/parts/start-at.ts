/** Connection.STARTAT of a source: it goes on from PAUSE when a clock gets to a mark (CONN-081, CONN-082). */
import { layoutOf } from '../../../../abi/layout.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import { ksGuid } from '../../ks/guids.ts';
import type { KsRequest } from '../../ks/automation.ts';
import type { Arch } from '../../../../target/target.ts';
import { KSSTATE } from '../descriptors.ts';
import type { StreamPin } from './stream-pin.ts';

const KSRELATIVEEVENT_FLAG_HANDLE = 1;
const POSITION_MARK = 1;
const clockEvents = ksGuid('KSEVENTSETID_Clock');

/** Where the members of KSRELATIVEEVENT lie; the time of the mark follows it. */
function layout(arch: Arch) {
  const found = layoutOf(arch, 'KSRELATIVEEVENT');
  const at = (name: string): number => found?.fields.find((field) => field.name === name)?.offset ?? 0;
  return { size: found?.size ?? 0, handle: at('ObjectHandle'), event: at('Event') };
}

const layouts = { x64: layout('x64'), x86: layout('x86') };

/** Size of the structure for callers with pointers of 8 or 4 bytes. */
export const relativeEventSize = (pointerSize: number): number => layouts[pointerSize === 8 ? 'x64' : 'x86'].size;

export function setStartAt({ target: pin, value, arch }: KsRequest<StreamPin>): number {
  const { size, handle, event } = layouts[arch];
  const whole = size + 8;
  if (value.u32(4) !== KSRELATIVEEVENT_FLAG_HANDLE) return STATUS.STATUS_INVALID_PARAMETER;
  if (pin.state !== KSSTATE.PAUSE) return STATUS.STATUS_INVALID_DEVICE_STATE;
  if (value.u32(0) < whole || value.length < whole) return STATUS.STATUS_INVALID_PARAMETER;
  if (value.guid(event) !== clockEvents || value.u32(event + 16) !== POSITION_MARK) return STATUS.STATUS_NOT_SUPPORTED;
  const clock = pin.device.ks.referenceObject(value.pointer(handle, arch === 'x64' ? 8 : 4), 'clock');
  if (typeof clock === 'number') return clock;
  if (clock === null) return STATUS.STATUS_INVALID_HANDLE;
  return pin.startAt(clock, Number(value.i64(size)));
}
