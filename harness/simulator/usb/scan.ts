import { fieldName, UNRECOGNIZED, type Block, type Field, type HexBytes } from './block.ts';
import { UsbProblem, type Place, type SourceText } from './source-text.ts';

/** `Bus 001 Device 003: ID 04f2:b6cb Some Name`: a new device begins. */
const DEVICE_LINE = /^Bus \S+ Device \S+: ID ([0-9a-fA-F]{4}):([0-9a-fA-F]{4})/;
/** Field names carry the type prefixes of the USB specifications. */
const FIELD_LINE = /^((?:bma?|ba?|wa?|dw|bcd|guid|id|i|t|l)[A-Z][A-Za-z0-9]*)(?:\(\s*\d+\)|\[\s*\d+\])?(?:\s+(\S.*))?$/;
const INVALID_SUBTYPE = /Invalid desc subtype:\s*(.*)$/;
const UNRECOGNIZED_LINE = /^\*\* UNRECOGNIZED:\s*(.*)$/;
/** Kind of the block that stands for the `Bus … Device …` line. */
export const DEVICE_LINE_KIND = 'Bus';

/**
 * Cuts the text of `lsusb -v` into descriptors. Indentation is not looked at: it differs between versions of the tool
 * and is lost when text is pasted. Lines that are neither a heading nor a field (explanations of bits, warnings) are
 * passed over.
 * @throws UserError on hexadecimal bytes that are none.
 */
export function scanBlocks(source: SourceText): Block[] {
  const blocks: Block[] = [];
  let open: { kind: string; place: Place; fields: Field[]; unknown?: HexBytes } | undefined;
  const begin = (kind: string, place: Place): void => {
    open = { kind, place, fields: [] };
    blocks.push(open);
  };

  source.lines.forEach((line, index) => {
    const text = line.trim();
    if (text === '') return;
    const place: Place = { line: index + 1, column: line.indexOf(text) + 1, length: text.length };

    const device = DEVICE_LINE.exec(text);
    if (device) {
      begin(DEVICE_LINE_KIND, place);
      for (const [name, id] of [
        ['idVendor', device[1]],
        ['idProduct', device[2]],
      ] as const) {
        open?.fields.push({ name, text: '', binary: Number.parseInt(id ?? '0', 16), place });
      }
      return;
    }

    const unrecognized = UNRECOGNIZED_LINE.exec(text);
    if (unrecognized) {
      const hex = unrecognized[1] ?? '';
      blocks.push({ kind: UNRECOGNIZED, place, fields: [], unknown: hexBytes(source, place, text, hex) });
      return;
    }

    const invalid = INVALID_SUBTYPE.exec(text);
    if (invalid && open) {
      open.unknown = hexBytes(source, place, text, invalid[1] ?? '');
      // Some versions print the bytes on the line of bDescriptorSubtype, whose own value stands before.
      if (invalid.index === 0) return;
    }

    const field = FIELD_LINE.exec(text);
    if (field) {
      const [, printed = '', value = ''] = field;
      const valueAt = value === '' ? 0 : text.indexOf(value, printed.length);
      open?.fields.push({
        name: fieldName(printed),
        text: value,
        place: {
          line: place.line,
          column: place.column + valueAt,
          length: value === '' ? text.length : (/^(?:0x\s*)?\S+/.exec(value)?.[0].length ?? 1),
        },
      });
      return;
    }

    if (text.endsWith(':') || text.startsWith('Device Status:')) {
      begin(text.replace(/(?: \(.*\))?:.*$/, ''), place);
    }
  });
  return blocks;
}

/** Reads `hex` (two digits a byte, spaces between), which stands at the end of the line `text` at `place`. */
function hexBytes(source: SourceText, place: Place, text: string, hex: string): HexBytes {
  const start = place.column + text.length - hex.length;
  const places: Place[] = [];
  const bytes: number[] = [];
  for (const match of hex.matchAll(/\S+/g)) {
    const at: Place = { line: place.line, column: start + match.index, length: match[0].length };
    if (!/^[0-9a-fA-F]{2}$/.test(match[0])) {
      throw source.error(UsbProblem.badBytes, `"${match[0]}" is not a byte of two hexadecimal digits`, at);
    }
    bytes.push(Number.parseInt(match[0], 16));
    places.push(at);
  }
  return { bytes: Uint8Array.from(bytes), place, places };
}
