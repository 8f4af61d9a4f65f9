/** GUIDs. Text is always the canonical form: upper case, in braces. */

const pattern = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

export const GUID_NULL = '{00000000-0000-0000-0000-000000000000}';

/** The canonical text of a GUID written in any usual way (braces, case and hyphens are free), or `undefined`. */
export function parseGuid(text: string): string | undefined {
  const match = pattern.exec(text.trim());
  return match ? `{${match.slice(1).join('-')}}`.toUpperCase() : undefined;
}

const cacheSize = 1024;
const cachedWords = new Uint32Array(cacheSize * 4);
const cachedText: (string | undefined)[] = new Array<string | undefined>(cacheSize).fill(undefined);

/** The GUID in 16 bytes at `offset`, which must lie inside. Texts are cached: few GUIDs are seen often. */
export function readGuid(bytes: Uint8Array, offset: number): string {
  const a = word(bytes, offset);
  const b = word(bytes, offset + 4);
  const c = word(bytes, offset + 8);
  const d = word(bytes, offset + 12);
  // Most GUIDs differ in the first word only; the others still count, lest families collide.
  const slot = (a ^ (a >>> 11) ^ b ^ (c >>> 3) ^ (d >>> 7)) & (cacheSize - 1);
  const at = slot * 4;
  const text = cachedText[slot];
  if (text !== undefined && cachedWords[at] === a && cachedWords[at + 1] === b && cachedWords[at + 2] === c && cachedWords[at + 3] === d) {
    return text;
  }
  const fresh = format(a, b, c, d);
  cachedWords.set([a, b, c, d], at);
  cachedText[slot] = fresh;
  return fresh;
}

const bytesByText = new Map<string, Uint8Array>();
const maxTexts = 4096;

/**
 * Writes a GUID, given as text in any usual form, to 16 bytes at `offset`.
 * @throws TypeError if the text is no GUID.
 */
export function writeGuid(bytes: Uint8Array, offset: number, guid: string): void {
  let value = bytesByText.get(guid);
  if (value === undefined) {
    const canonical = parseGuid(guid);
    if (canonical === undefined) throw new TypeError(`"${guid}" is no GUID`);
    value = toBytes(canonical);
    if (bytesByText.size >= maxTexts) bytesByText.clear();
    bytesByText.set(guid, value);
  }
  for (let i = 0; i < 16; i++) bytes[offset + i] = value[i] as number;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** Data1, Data2 and Data3 are little-endian integers, Data4 is bytes in order. */
function format(a: number, b: number, c: number, d: number): string {
  const swapped = (value: number): string =>
    hex(((value & 0xff) << 24 | (value & 0xff00) << 8 | (value >>> 8) & 0xff00 | value >>> 24) >>> 0, 8);
  const e = swapped(c);
  return `{${hex(a, 8)}-${hex(b & 0xffff, 4)}-${hex(b >>> 16, 4)}-${e.slice(0, 4)}-${e.slice(4)}${swapped(d)}}`;
}

function toBytes(canonical: string): Uint8Array {
  const digits = canonical.replace(/[{}-]/g, '');
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Uint8Array.from(order, (i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}
