/** KSDATAFORMAT and KSDATARANGE as bytes: both begin with the same 64 bytes. */
import { GUID_NULL, readGuid, writeGuid } from '../../../abi/guid.ts';
import { ksGuid } from './guids.ts';

/** Size of KSDATAFORMAT without a specifier block. */
export const dataFormatSize = 64;
/** KSDATARANGE.Flags (OBJ-055). */
export const KSDATARANGE_FLAG = { ATTRIBUTES: 2, REQUIRED_ATTRIBUTES: 4 } as const;
/** Size of KSATTRIBUTE. */
const attributeSize = 24;
const attributeRequired = 1;
export const specifierNone = ksGuid('KSDATAFORMAT_SPECIFIER_NONE');

/** The members that ranges and formats share. */
export interface FormatParts {
  /** KSDATAFORMAT_BIT flags; 0 unless told. */
  readonly flags?: number;
  readonly sampleSize?: number;
  /** Canonical GUID texts. */
  readonly majorFormat: string;
  readonly subFormat: string;
  readonly specifier: string;
  /** What follows the 64 bytes. */
  readonly block?: Uint8Array;
}

/** Makes a KSDATAFORMAT or KSDATARANGE; FormatSize is what comes out. */
export function makeFormat(parts: FormatParts): Uint8Array {
  const block = parts.block ?? new Uint8Array(0);
  const bytes = new Uint8Array(dataFormatSize + block.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(4, parts.flags ?? 0, true);
  view.setUint32(8, parts.sampleSize ?? 0, true);
  writeGuid(bytes, 16, parts.majorFormat);
  writeGuid(bytes, 32, parts.subFormat);
  writeGuid(bytes, 48, parts.specifier);
  bytes.set(block, dataFormatSize);
  return bytes;
}

export const readU32 = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);

export const formatFlags = (format: Uint8Array): number => readU32(format, 4);
export const sampleSize = (format: Uint8Array): number => readU32(format, 8);
export const majorFormat = (format: Uint8Array): string => readGuid(format, 16);
export const subFormat = (format: Uint8Array): string => readGuid(format, 32);
export const specifier = (format: Uint8Array): string => readGuid(format, 48);

/**
 * The KSDATAFORMAT at the start of `bytes`: a view of its FormatSize bytes, or `undefined` if FormatSize is below 64 or
 * runs past the bytes (OBJ-054, CONN-052).
 */
export function takeFormat(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < dataFormatSize) return undefined;
  const size = readU32(bytes, 0);
  return size >= dataFormatSize && size <= bytes.length ? bytes.subarray(0, size) : undefined;
}

const meets = (a: string, b: string): boolean => a === b || a === GUID_NULL || b === GUID_NULL;

/** Whether the GUIDs of two ranges meet; a wildcard on either side matches (PIN-063). */
export function rangesMeet(a: Uint8Array, b: Uint8Array): boolean {
  return (
    meets(majorFormat(a), majorFormat(b)) && meets(subFormat(a), subFormat(b)) && meets(specifier(a), specifier(b))
  );
}

/** The basic check of a format against a range (OBJ-051): only wildcards of the range count. */
export function formatFits(format: Uint8Array, range: Uint8Array): boolean {
  const major = majorFormat(range);
  if (major === GUID_NULL) return true;
  if (major !== majorFormat(format)) return false;
  const sub = subFormat(range);
  if (sub === GUID_NULL) return true;
  return sub === subFormat(format) && specifier(range) === specifier(format);
}

/** An attribute as it is compared: its GUID and whether the other side must have it. */
export interface AttributeName {
  /** Canonical GUID text. */
  readonly attribute: string;
  readonly required: boolean;
}

/** Whether each side has every attribute that the other requires. */
export function attributesMeet(a: readonly AttributeName[], b: readonly AttributeName[]): boolean {
  const has = (list: readonly AttributeName[], wanted: AttributeName): boolean =>
    list.some(({ attribute }) => attribute === wanted.attribute);
  return a.every((one) => !one.required || has(b, one)) && b.every((one) => !one.required || has(a, one));
}

/**
 * Parses the KSMULTIPLE_ITEM list of KSATTRIBUTE at `offset`. `undefined` if it is malformed: a size below the
 * structure's (OBJ-070), or bytes that are not there. `end` is where the next 8-aligned item begins.
 */
export function takeAttributes(
  bytes: Uint8Array,
  offset: number,
): { readonly attributes: readonly AttributeName[]; readonly end: number } | undefined {
  if (offset + 8 > bytes.length) return undefined;
  const size = readU32(bytes, offset);
  const count = readU32(bytes, offset + 4);
  if (size < 8 || offset + size > bytes.length) return undefined;
  const attributes: AttributeName[] = [];
  let at = offset + 8;
  for (let i = 0; i < count; i++) {
    if (at + attributeSize > offset + size) return undefined;
    const length = readU32(bytes, at);
    if (length < attributeSize || at + length > offset + size) return undefined;
    attributes.push({
      attribute: readGuid(bytes, at + 8),
      required: (readU32(bytes, at + 4) & attributeRequired) !== 0,
    });
    at += align8(length);
  }
  return { attributes, end: align8(offset + size) };
}

/** The attributes behind a range of `size` bytes, with the bytes behind the head of each; none if they are malformed. */
export function takeAttributesOf(
  bytes: Uint8Array,
  size: number,
): readonly { readonly attribute: string; readonly required: boolean; readonly extra?: Uint8Array }[] {
  const start = align8(size);
  const list = takeAttributes(bytes, start);
  let at = start + 8;
  return (list?.attributes ?? []).map((name) => {
    const length = readU32(bytes, at);
    const extra = bytes.slice(at + attributeSize, at + length);
    at += align8(length);
    return extra.length === 0 ? name : { ...name, extra };
  });
}

/** KSATTRIBUTE structures as the KSMULTIPLE_ITEM list that follows a range (PIN-043). */
export function makeAttributes(
  attributes: readonly { readonly attribute: string; readonly required: boolean; readonly extra?: Uint8Array }[],
): Uint8Array {
  const size = attributes.reduce((sum, { extra }) => sum + align8(attributeSize + (extra?.length ?? 0)), 8);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, true);
  view.setUint32(4, attributes.length, true);
  let at = 8;
  for (const { attribute, required, extra } of attributes) {
    const length = attributeSize + (extra?.length ?? 0);
    view.setUint32(at, length, true);
    view.setUint32(at + 4, required ? attributeRequired : 0, true);
    writeGuid(bytes, at + 8, attribute);
    if (extra !== undefined) bytes.set(extra, at + attributeSize);
    at += align8(length);
  }
  return bytes;
}

export const align8 = (value: number): number => Math.ceil(value / 8) * 8;
