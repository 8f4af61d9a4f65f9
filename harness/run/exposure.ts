/** Which items the bundled devices offer: what their discovery finds. */
import { discover } from '../plan/discover.ts';
import { createSimulator, simulatedDevices } from '../simulator/simulator.ts';
import type { SpecBook } from '../spec/model.ts';

/** By `itemKey`, the names of the devices that offer the item. */
export function exposure(book: SpecBook): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const device of simulatedDevices) {
    const target = createSimulator(device);
    const offered = new Set<string>();
    for (const { offers } of discover(target, book)) {
      for (const [key, offer] of offers) if (offer.offered) offered.add(key);
    }
    target.dispose();
    for (const key of offered) found.set(key, [...(found.get(key) ?? []), device]);
  }
  return found;
}
