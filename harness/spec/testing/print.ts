/** What compiled specs say, as text that is the same for the same specs: to see that a change of the compiler changes nothing. */
import { createHash } from 'node:crypto';

/** Maps and sets as lists; of functions only that they are there; places without their folder. */
function plain(key: string, value: unknown): unknown {
  if (value instanceof Map) return ['map', ...(value as Map<unknown, unknown>)];
  if (value instanceof Set) return ['set', ...(value as Set<unknown>)];
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'function';
  if (key === 'file' && typeof value === 'string') return value.replace(/^.*\/(?=specs\/)/, '');
  return value;
}

/** First digits of the SHA-256 of all that a value holds. */
export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value, plain)).digest('hex').slice(0, 12);
