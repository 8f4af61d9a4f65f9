import { itemByName } from '../../../abi/names.ts';

/**
 * Set and id of a property or event of the headers, as an item of a table begins, e.g. `KSPROPERTY_AUDIO_MUTE`.
 * @throws RangeError for a name that the headers do not know: a bug of the driver that uses it
 */
export function ksItem(name: string): { readonly set: string; readonly id: number } {
  const item = itemByName(name);
  const set = item?.sets[0];
  const guid = set?.guid ?? null;
  if (guid === null || typeof item?.id !== 'number') throw new RangeError(`no property or event is named ${name}`);
  return { set: guid, id: item.id };
}
