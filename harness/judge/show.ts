/** Values for people. */
import type { Value } from '../abi/codec.ts';

const mostCharacters = 160;

/** A value as short text: integers with hex from 10 up, bytes as hex, structs and lists in braces; cut when long. */
export function show(value: Value): string {
  const text = render(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

function render(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && !Number.isInteger(value)) return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return value > 9 ? `${value} (0x${value.toString(16)})` : String(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return value.length === 0 ? 'no bytes' : Buffer.from(value.subarray(0, 64)).toString('hex');
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(render).join(', ')}]`;
  const entries = Object.entries(value as Readonly<Record<string, Value>>);
  return `{${entries.map(([name, v]) => `${name}: ${render(v)}`).join(', ')}}`;
}
