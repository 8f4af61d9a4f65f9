import type { Field, HexBytes } from './block.ts';
import type { Piece } from './layouts.ts';
import { UsbProblem, type Place, type SourceText } from './source-text.ts';

/**
 * Reads the body of a descriptor (without its first three bytes) that was printed as bytes, into the fields that the
 * tool would have printed had it known the descriptor.
 * @throws UserError if the bytes end before the layout does; it names the first missing field.
 */
export function decodeBytes(source: SourceText, hex: HexBytes, layout: readonly Piece[], what: string): Field[] {
  const { bytes, places } = hex;
  const fields: Field[] = [];
  let offset = 0;

  const numberOf = (name: string): number => {
    const value = fields.findLast((field) => field.name === name)?.binary;
    return typeof value === 'number' ? value : 0;
  };
  const placeOf = (start: number, size: number): Place => {
    const first = places[start] ?? hex.place;
    const last = places[start + size - 1] ?? first;
    return { line: first.line, column: first.column, length: last.column + last.length - first.column };
  };
  const take = (name: string, size: number): { value: Uint8Array; place: Place } => {
    if (offset + size > bytes.length) {
      const message = `the bytes of ${what} end before ${name}: ${offset + size} are needed, ${bytes.length} are there`;
      throw source.error(UsbProblem.badBytes, message, hex.place);
    }
    const taken = { value: bytes.subarray(offset, offset + size), place: placeOf(offset, size) };
    offset += size;
    return taken;
  };
  const addNumber = (name: string, size: number): void => {
    const { value, place } = take(name, size);
    // Maps wider than 32 bits keep their low 32 bits: no control beyond is defined.
    const number = value.subarray(0, 4).reduce((sum, byte, i) => sum + byte * 2 ** (8 * i), 0);
    fields.push({ name, text: '', binary: number, place });
  };

  const read = (pieces: readonly Piece[]): void => {
    for (const piece of pieces) {
      if ('countFrom' in piece) {
        for (let n = numberOf(piece.countFrom); n > 0; n -= 1) read(piece.pieces);
      } else if ('choose' in piece) {
        read(piece.cases[numberOf(piece.choose)] ?? piece.other ?? []);
      } else if ('sizeFrom' in piece) {
        const size = numberOf(piece.sizeFrom);
        if (piece.bytes) for (let n = size; n > 0; n -= 1) addNumber(piece.name, 1);
        else if (size > 0) addNumber(piece.name, size);
      } else if (piece.size === 16) {
        const { value, place } = take(piece.name, 16);
        fields.push({ name: piece.name, text: '', binary: value, place });
      } else if (!piece.optional || offset < bytes.length) {
        addNumber(piece.name, piece.size);
      }
    }
  };
  read(layout);
  return fields;
}
