/** Properties as registers: what was set last on a handle says most of what a get of it gives, and the next set of it. */
import { IOCTL } from '../../abi/ioctl.ts';
import type { Call } from './protocol.ts';

/** What of a KSPROPERTY says which one it is, and how it is asked. */
const identityLength = 20;
/** KSPROPERTY_TYPE_GET and _SET. */
const [typeGet, typeSet] = [1, 2];

/** The register that a request gets or sets: a property of what the handle is open on. */
export interface Register {
  readonly name: string;
  readonly sets: boolean;
  /** What it is set to. */
  readonly value: Uint8Array;
}

/**
 * @param input what the request's input holds
 * @param value what its output holds
 */
export function registerOf(call: Extract<Call, { call: 'ioctl' | 'submit' }>, input: Uint8Array, value: Uint8Array): Register | null {
  if (call.call !== 'ioctl' || call.code !== IOCTL.IOCTL_KS_PROPERTY || input.length < identityLength + 4) return null;
  const verb = (input[identityLength] ?? 0) & 0xf;
  if (verb !== typeGet && verb !== typeSet) return null;
  const which = Buffer.from(input.buffer, input.byteOffset, input.length);
  return { name: `${call.handle} ${which.toString('latin1', 0, identityLength)} ${which.toString('latin1', identityLength + 4)}`, sets: verb === typeSet, value };
}
