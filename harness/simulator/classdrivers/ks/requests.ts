import { writeGuid } from '../../../abi/guid.ts';
import type { Irp } from '../../kernel/irp.ts';

/** Whether the length arithmetic of a buffered request leaves 32 bits (IOC-009, PROP-002). */
export function lengthsOverflow(irp: Irp): boolean {
  const rounded = irp.outputLength + 7 - ((irp.outputLength + 7) % 8);
  return irp.inputLength + rounded > 0xffff_ffff;
}

/** The GUIDs of sets, 16 bytes each, in table order, without a header (PROP-080). */
export function guidList(sets: readonly { readonly guid: string }[]): Uint8Array {
  const bytes = new Uint8Array(sets.length * 16);
  sets.forEach((set, i) => {
    writeGuid(bytes, i * 16, set.guid);
  });
  return bytes;
}
