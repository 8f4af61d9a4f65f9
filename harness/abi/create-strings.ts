/** Names under which children of a KS object are opened (OBJ-020, OBJ-021): class string, `\`, binary parameters. */
import { stringsTable } from './generated/strings.ts';
import { parseGuid } from './guid.ts';

export type ObjectClassName =
  | 'KSSTRING_Allocator'
  | 'KSSTRING_AllocatorEx'
  | 'KSSTRING_Clock'
  | 'KSSTRING_Filter'
  | 'KSSTRING_Pin'
  | 'KSSTRING_TopologyNode';

/** Every class string by its name in ks.h. */
export const KSSTRING = Object.fromEntries(stringsTable) as Readonly<Record<ObjectClassName, string>>;

const nameByClass: ReadonlyMap<string, string> = new Map(stringsTable.map(([name, value]) => [value, name]));

/** `KSSTRING_Pin` for its class string; the text itself for an unknown one. */
export function objectClassName(classText: string): string {
  return nameByClass.get(classText.toUpperCase()) ?? classText;
}

const backslash = 0x5c;
/** Characters of a GUID in braces. */
const classLength = 38;

/**
 * The object name of a child, as raw bytes.
 *
 * @param classText The class string, normally one of {@link KSSTRING}; any text is taken, for hostile names.
 * @param parameters The binary parameters, copied verbatim after one backslash; `null` for a bare class string.
 */
export function createName(classText: string, parameters: Uint8Array | null): Uint8Array {
  const length = classText.length * 2 + (parameters ? 2 + parameters.length : 0);
  const name = new Uint8Array(length);
  for (let i = 0; i < classText.length; i++) {
    const unit = classText.charCodeAt(i);
    name[i * 2] = unit & 0xff;
    name[i * 2 + 1] = unit >>> 8;
  }
  if (parameters) {
    name[classText.length * 2] = backslash;
    name.set(parameters, classText.length * 2 + 2);
  }
  return name;
}

export interface ParsedCreateName {
  /** The class string in canonical form: matching is case-insensitive (OBJ-025). */
  readonly classText: string;
  /** A view of the bytes after the backslash; `null` if the name ends with the class string. */
  readonly parameters: Uint8Array | null;
}

/** Takes an object name apart; `undefined` if it does not begin with a GUID in braces. */
export function parseCreateName(name: Uint8Array): ParsedCreateName | undefined {
  if (name.length < classLength * 2) return undefined;
  let text = '';
  for (let i = 0; i < classLength; i++) text += String.fromCharCode((name[i * 2] as number) | ((name[i * 2 + 1] as number) << 8));
  const classText = text.startsWith('{') && text.endsWith('}') ? parseGuid(text) : undefined;
  if (classText === undefined) return undefined;
  const at = classLength * 2;
  if (name.length === at) return { classText, parameters: null };
  if (name.length < at + 2 || name[at] !== backslash || name[at + 1] !== 0) return undefined;
  return { classText, parameters: name.subarray(at + 2) };
}
