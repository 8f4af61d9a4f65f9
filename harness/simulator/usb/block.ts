import type { Place } from './source-text.ts';

/** One `name value` of a descriptor: a printed line, or a piece of bytes that the tool printed in hexadecimal. */
export interface Field {
  /** As in the USB specifications; variants of other tool versions are brought to one name (see `FIELD_NAMES`). */
  readonly name: string;
  /** The whole value as printed, e.g. `0x0201 Camera Sensor`. Empty for a field that comes from bytes. */
  readonly text: string;
  /** The value of a field that comes from bytes: a number, or the 16 bytes of a GUID. */
  readonly binary?: number | Uint8Array;
  readonly place: Place;
}

/** Bytes that the tool could not name and printed in hexadecimal. */
export interface HexBytes {
  readonly bytes: Uint8Array;
  readonly place: Place;
  /** The place of each byte. */
  readonly places: readonly Place[];
}

/** One descriptor as printed: its heading and its fields. */
export interface Block {
  /** The heading without its colon, e.g. `VideoControl Interface Descriptor`. */
  readonly kind: string;
  readonly place: Place;
  readonly fields: readonly Field[];
  /** The bytes after `Invalid desc subtype:`: the descriptor without its first three bytes. */
  readonly unknown?: HexBytes;
}

/** Names that differ between versions of the tool, by their present form. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  bEndPointAddress: 'bEndpointAddress',
  bNumControl: 'bNumControls',
  bNrPins: 'bNrInPins',
  baSource: 'baSourceID',
};

/** The name under which a printed field is kept. */
export function fieldName(printed: string): string {
  return FIELD_NAMES[printed] ?? printed;
}

/** Kind of the block that stands for a `** UNRECOGNIZED:` line; `unknown` then holds the *whole* descriptor. */
export const UNRECOGNIZED = '** UNRECOGNIZED';
