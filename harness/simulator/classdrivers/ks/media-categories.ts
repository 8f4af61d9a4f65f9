import { guidNames } from '../../../abi/names.ts';

/**
 * The registry key MediaCategories: GUID → localized name. Names of standard categories and node types are derived
 * from their symbols (`KSNODETYPE_DAC` → "Dac"); drivers add those of their own GUIDs.
 */
export class MediaCategories {
  readonly #names = new Map<string, string>();

  /** Registers a name for a GUID. */
  set(guid: string, name: string): void {
    this.#names.set(guid, name);
  }

  /** The name of a GUID (PIN-032); `undefined` if the registry has none. */
  name(guid: string): string | undefined {
    return this.#names.get(guid) ?? standardName(guid);
  }
}

const prefixes = ['KSNODETYPE_', 'PINNAME_', 'KSPINNAME_', 'KSCATEGORY_'];

function standardName(guid: string): string | undefined {
  for (const symbol of guidNames(guid)) {
    const prefix = prefixes.find((candidate) => symbol.startsWith(candidate));
    if (prefix === undefined) continue;
    const words = symbol.slice(prefix.length).toLowerCase().split('_');
    return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  }
  return undefined;
}
