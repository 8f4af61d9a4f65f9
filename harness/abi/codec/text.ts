/** Values as people read them. */
import { guidName } from '../names.ts';
import type { Value } from './value.ts';

const shownBytes = 32;

/** `5`, `4096 (0x1000)`, `-1`: hex where it may help. */
export function integerText(value: Value): string {
  if (typeof value === 'bigint') return value > 9n ? `${value} (0x${value.toString(16).toUpperCase()})` : String(value);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 10) return String(value);
  return `${value} (0x${value.toString(16).toUpperCase()})`;
}

/** `KSPROPSETID_Pin {8C134960-…}`, or the GUID alone. */
export function guidText(value: Value, prefer = ''): string {
  if (typeof value !== 'string') return String(value);
  const name = guidName(value, prefer);
  return name === value ? value : `${name} ${value}`;
}

/** `01 02 FF … (512 bytes)`. */
export function bytesText(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, shownBytes), (b) => b.toString(16).toUpperCase().padStart(2, '0')).join(' ');
  return bytes.length > shownBytes ? `${hex} … (${bytes.length} bytes)` : hex === '' ? '(no bytes)' : hex;
}
