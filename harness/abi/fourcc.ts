/** The number of a FOURCC, as biCompression and in the first group of a sub-format GUID. */
export function fourcc(code: string): number {
  return [...code].reduce((sum, character, i) => sum + character.charCodeAt(0) * 2 ** (8 * i), 0);
}

/** The sub-format GUID that is made from a FOURCC, as canonical text. */
export function fourccGuid(code: number): string {
  return `{${code.toString(16).toUpperCase().padStart(8, '0')}-0000-0010-8000-00AA00389B71}`;
}
