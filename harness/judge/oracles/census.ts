/** After everything is closed, the driver side holds what it held before. */
import type { Census } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

const words: Required<Record<keyof Census, string>> = {
  handles: 'handles',
  pendingRequests: 'pending requests',
  eventEnables: 'event enables',
  allocations: 'allocations',
  references: 'object references',
  poolBytes: 'bytes of pool',
};
const names = Object.keys(words) as readonly (keyof Census)[];

/** The first count that differs; `null` if none does. */
export function censusBreach(before: Census, after: Census): Breach | null {
  for (const name of names) {
    const left = (after[name] ?? 0) - (before[name] ?? 0);
    if (left === 0) continue;
    return breach(
      'O10',
      left > 0 ? `${left} ${words[name]} are left after everything was closed` : `${-left} ${words[name]} too many were given back`,
      'the counts that there were before',
    );
  }
  return null;
}
