import { readGuid } from '../../abi/guid.ts';
import type { Block, Field } from './block.ts';
import { guidBytes, type GuidOrder } from './guid-order.ts';
import { UsbProblem, type Place, type SourceText } from './source-text.ts';

/** What every reader of one text shares. */
export interface ReadingContext {
  readonly source: SourceText;
  readonly guidOrder: GuidOrder;
}

/** Number of bytes of a field, by the prefix of its name; 4 where the prefix does not say. */
function sizeOf(name: string): 1 | 2 | 4 {
  if (/^(?:ba|bma|b|i)[A-Z]/.test(name)) return 1;
  if (/^(?:w|id)[A-Z]|^bcd/.test(name)) return 2;
  return 4;
}

/** Reads the fields of one descriptor; every failure is a UserError that names the descriptor and points at the place. */
export class Reader {
  readonly block: Block;
  /** How messages call the descriptor, e.g. `VideoStreaming Interface Descriptor (FRAME_MJPEG)`. */
  readonly title: string;
  readonly #context: ReadingContext;

  constructor(context: ReadingContext, block: Block) {
    this.#context = context;
    this.block = block;
    const subtype = /\(([A-Z0-9_]+)\)/.exec(block.fields.find((f) => f.name === 'bDescriptorSubtype')?.text ?? '')?.[1];
    this.title = subtype === undefined ? block.kind : `${block.kind} (${subtype})`;
  }

  /** The place of the descriptor, or of one of its fields if that is there. */
  place(name?: string): Place {
    return this.find(name ?? '')?.place ?? this.block.place;
  }

  /** The first field of that name. */
  find(name: string): Field | undefined {
    return this.block.fields.find((field) => field.name === name);
  }

  /** An error about this descriptor, pointing at `name` where that is a field of it. */
  error(code: string, message: string, name?: string, hint?: string): Error {
    return this.#context.source.error(code, `${this.title}: ${message}`, this.place(name), hint);
  }

  /** The number in a field that must be there. */
  number(name: string): number {
    const field = this.find(name);
    if (field === undefined) throw this.error(UsbProblem.missingField, `${name} is missing`);
    return this.#numberIn(field);
  }

  /** The number in a field, or `absent` without it. */
  numberOr<T>(name: string, absent: T): number | T {
    const field = this.find(name);
    return field === undefined ? absent : this.#numberIn(field);
  }

  /** The numbers of all fields of that name, in order. */
  numbers(name: string): number[] {
    return this.block.fields.filter((field) => field.name === name).map((field) => this.#numberIn(field));
  }

  /** The GUID in a field that must be there, in canonical form. */
  guid(name: string): string {
    const field = this.find(name);
    if (field === undefined) throw this.error(UsbProblem.missingField, `${name} is missing`);
    const bytes = field.binary instanceof Uint8Array ? field.binary : guidBytes(field.text, this.#context.guidOrder);
    if (bytes === undefined) {
      throw this.error(
        UsbProblem.badGuid,
        `${name} is "${field.text}", which is no GUID`,
        name,
        'expected the form {01234567-89ab-cdef-0123-456789abcdef}',
      );
    }
    return readGuid(bytes, 0);
  }

  /** A version number printed as `1.50`, as the hexadecimal number 0x0150; `absent` where it is not there. */
  version(name: string, absent: number): number {
    const field = this.find(name);
    if (field === undefined) return absent;
    if (typeof field.binary === 'number') return field.binary;
    const match = /^([0-9a-f]{1,2})\.([0-9a-f]{2})\b/i.exec(field.text);
    if (!match)
      throw this.error(UsbProblem.badNumber, `${name} is "${field.text}", which is no version like 1.00`, name);
    return Number.parseInt(`${match[1] ?? ''}${match[2] ?? ''}`, 16);
  }

  /** The string that the tool printed behind a string index, `undefined` if it printed none. */
  string(name: string): string | undefined {
    const text = /^\d+\s+(\S.*)$/.exec(this.find(name)?.text ?? '')?.[1]?.trim();
    // Tools print these where the device did not answer.
    return text === undefined || text === '?' || text === '(error)' ? undefined : text;
  }

  #numberIn(field: Field): number {
    if (typeof field.binary === 'number') return field.binary;
    const digits = /^(?:0x\s*([0-9a-f]+)|(\d+))(?![\w.])/i.exec(field.text);
    if (!digits) {
      throw this.#context.source.error(
        UsbProblem.badNumber,
        `${this.title}: ${field.name} is "${field.text}", which is no number`,
        field.place,
      );
    }
    const value = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
    const size = sizeOf(field.name);
    if (value >= 2 ** (8 * size)) {
      throw this.#context.source.error(
        UsbProblem.badNumber,
        `${this.title}: ${field.name} is ${value}, more than ${size} byte(s) hold`,
        field.place,
      );
    }
    return value;
  }
}
