/** Reads what a library says about its driver and its filters. */
import { readGuid } from '../../abi/guid.ts';
import type { FilterInterface, TargetIdentity } from '../target.ts';
import { layouts, readText, structures } from './abi.ts';

/** A short name that can stand in case ids, unlike all earlier ones. */
function shortName(said: string, index: number, earlier: readonly FilterInterface[]): string {
  const wanted = said.replace(/[/@:\s]+/g, '-') || `filter${index}`;
  const taken = new Set(earlier.map(({ name }) => name));
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}${n}`;
  return name;
}

/** Reads a `kscts_filter`; `earlier` are those before it. */
export function readFilter(bytes: Uint8Array, earlier: readonly FilterInterface[]): FilterInterface {
  const { offsets } = layouts.kscts_filter;
  const { path, name, friendly_name, class_driver, categories } = structures.kscts_filter;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(view.getUint32(offsets.category_count, true), categories.length);
  const shown = shortName(readText(bytes, offsets.name, name.text), earlier.length, earlier);
  const classDriver = readText(bytes, offsets.class_driver, class_driver.text);
  return {
    path: readText(bytes, offsets.path, path.text),
    name: shown,
    friendlyName: readText(bytes, offsets.friendly_name, friendly_name.text) || shown,
    categories: Array.from({ length: count }, (_, i) => readGuid(bytes, offsets.categories + i * layouts.kscts_guid.size)),
    ...(classDriver && { classDriver }),
  };
}

/** Reads a `kscts_identity`; `known` is what holds where it says nothing. */
export function readIdentity(bytes: Uint8Array, known: TargetIdentity): TargetIdentity {
  const { offsets } = layouts.kscts_identity;
  const { driver, version, provider, hardware_id, os } = structures.kscts_identity;
  return {
    driver: readText(bytes, offsets.driver, driver.text) || known.driver,
    version: readText(bytes, offsets.version, version.text) || known.version,
    provider: readText(bytes, offsets.provider, provider.text) || known.provider,
    hardwareId: readText(bytes, offsets.hardware_id, hardware_id.text) || known.hardwareId,
    os: readText(bytes, offsets.os, os.text) || known.os,
  };
}
