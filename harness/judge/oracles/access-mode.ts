/** A request of a user stays one on every path through the driver, and no address gains by it. */
import { isSuccess, statusName } from '../../abi/ntstatus.ts';
import type { AccessMode, MemoryKind } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

/** The modes that handlers were told while a user's request was handled, directly or inside of another one. */
export function modeBreach(what: string, handlerModes: readonly AccessMode[]): Breach | null {
  const at = handlerModes.indexOf('kernel');
  if (at < 0) return null;
  const which = handlerModes.length > 1 ? `handler ${at + 1} of ${handlerModes.length} is` : 'its handler is';
  return breach('O8', `${what}: ${which} told that the kernel asks`, 'the access mode of the caller, which is a user', 'IOC-082');
}

/** What a driver does with memory that it was given the address of. */
export type Direction = 'reads' | 'writes';

/**
 * The matrix of address classes: a request that makes the driver touch memory of a user ends well only where the user
 * could have touched it.
 */
export function addressClassBreach(what: string, kind: MemoryKind, direction: Direction, status: number): Breach | null {
  if (kind === 'normal' || (kind === 'read-only' && direction === 'reads') || !isSuccess(status)) return null;
  return breach('O8', `${what}: the driver ${direction} ${kind} memory, and the status is ${statusName(status)}`, 'an access violation, as for the user');
}
