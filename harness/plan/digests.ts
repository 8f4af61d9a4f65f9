/** What proves that two runs planned the same cases for the same device. */
import { createHash } from 'node:crypto';
import type { Case } from './case.ts';
import type { DeviceObject } from './device.ts';

/** SHA-256 over ids and skips, in their order. */
export function digestOfCases(cases: readonly Case[]): string {
  const hash = createHash('sha256');
  for (const { id, skip } of cases) hash.update(`${id}\0${skip?.reason ?? ''}\n`);
  return hash.digest('hex');
}

/** SHA-256 over what discovery found: objects, their facts, and what they offer. Paths of interfaces do not count. */
export function digestOfDevice(device: readonly DeviceObject[]): string {
  const hash = createHash('sha256');
  for (const { path, kind, absent, attributes, offers } of device) {
    const offered = [...offers].flatMap(([key, offer]) => (offer.offered ? [[key, offer.get, offer.set, offer.access]] : []));
    hash.update(JSON.stringify([path, kind, absent ?? null, attributes, offered], plain));
  }
  return hash.digest('hex');
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
