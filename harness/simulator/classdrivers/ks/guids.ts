import { guidByName } from '../../../abi/names.ts';

/**
 * The GUID of a name of ks.h or ksmedia.h, e.g. `KSPROPSETID_Pin`, as canonical text.
 * @throws RangeError for a name that the headers do not know: a bug of the driver that uses it.
 */
export function ksGuid(name: string): string {
  const guid = guidByName(name);
  if (guid === undefined) throw new RangeError(`no GUID is named ${name}`);
  return guid;
}
