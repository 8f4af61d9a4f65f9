/** GUIDs for the names of pins and nodes: a description has the texts, KS wants a registered GUID for each. */
export class NameGuids {
  readonly #guids = new Map<string, string>();

  /** The GUID whose registered name is `text`. Without a text it is one that has no name. */
  of(text: string | undefined): string {
    if (text === undefined) return guid(0);
    const known = this.#guids.get(text);
    if (known !== undefined) return known;
    const fresh = guid(this.#guids.size + 1);
    this.#guids.set(text, fresh);
    return fresh;
  }

  /** GUID → name, for the registry. */
  get registered(): ReadonlyMap<string, string> {
    return new Map([...this.#guids].map(([text, of]) => [of, text]));
  }
}

/** Private to described devices. */
const guid = (number: number): string =>
  `{6B736374-7301-4000-8000-${number.toString(16).toUpperCase().padStart(12, '0')}}`;
