/** What was sent and answered in a case: kept as bytes, decoded only when a finding shows it. */
import { codecOf, CodecError, type Codec } from '../abi/codec.ts';
import { readGuid } from '../abi/guid.ts';
import { ioctlName } from '../abi/ioctl.ts';
import { guidName } from '../abi/names.ts';
import { isError, statusName } from '../abi/ntstatus.ts';
import { headerSize, requestLayout } from '../plan/request-layout.ts';
import type { Item, SpecBook } from '../spec/model.ts';
import type { Answer, Arch } from '../target/target.ts';
import type { DecodedField, Exchange } from './verdict.ts';

/** One thing that was done to the target. */
export interface TraceEntry {
  readonly title: string;
  /** Nothing that was asked, but something that happened: another list of steps goes on. */
  readonly mark?: true;
  readonly ioctl?: number;
  readonly item?: Item | undefined;
  /** Type of the input struct, for decoding. */
  readonly requestType?: string | undefined;
  /** Type of the output, for decoding. */
  readonly outputType?: string | undefined;
  readonly input: Uint8Array | null;
  readonly outputLength: number;
  /** What the output buffer held where it was not the fill pattern: a value that was sent, given memory. */
  readonly outputBefore: Uint8Array;
  /** The bytes that Information says were written. */
  output: Uint8Array;
  /** Null until the request completes. */
  answer: Answer | null;
}

/** Records something that happened. */
export function mark(trace: TraceEntry[], title: string): void {
  const nothing = new Uint8Array(0);
  trace.push({ title, mark: true, input: null, outputLength: 0, outputBefore: nothing, output: nothing, answer: null });
}

/** How many exchanges a finding shows at most: the last ones. */
export const mostShown = 20;
const mostHexBytes = 256;

/** Decodes a trace entry for people. Never throws on what a device wrote. */
export function decodeEntry(entry: TraceEntry, book: SpecBook, arch: Arch): Exchange {
  return {
    title: entry.title,
    request: entry.mark ? [] : requestFields(entry, book, arch),
    answer: entry.mark ? [] : answerFields(entry, book, arch),
    inputHex: hex(entry.input),
    outputBeforeHex: hex(entry.outputBefore),
    outputHex: hex(entry.output),
  };
}

function requestFields(entry: TraceEntry, book: SpecBook, arch: Arch): DecodedField[] {
  const fields: DecodedField[] = [];
  if (entry.ioctl !== undefined) fields.push({ name: 'IoControlCode', text: ioctlName(entry.ioctl) });
  const { input } = entry;
  fields.push({ name: 'InputBufferLength', text: String(input?.length ?? 0) });
  if (input && input.length >= headerSize && entry.requestType !== undefined) {
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const set = readGuid(input, 0);
    fields.push({ name: 'Set', text: guidName(set) });
    const id = view.getUint32(16, true);
    const known = entry.item && entry.item.id === id && entry.item.set.guid === set ? `${entry.item.name} (${id})` : String(id);
    fields.push({ name: 'Id', text: known });
    fields.push({ name: 'Flags', text: `0x${view.getUint32(20, true).toString(16).padStart(8, '0')}` });
    for (const [name, { offset, codec }] of requestLayout(entry.requestType, arch, book.types).leaves) {
      if (codec.size !== null && offset + codec.size <= input.length) fields.push(...decoded(codec, input.subarray(offset, offset + codec.size), name));
    }
  }
  fields.push({ name: 'OutputBufferLength', text: String(entry.outputLength) });
  return fields;
}

function answerFields(entry: TraceEntry, book: SpecBook, arch: Arch): DecodedField[] {
  const { answer } = entry;
  if (!answer) return [{ name: 'NTSTATUS', text: '(no answer)' }];
  const fields: DecodedField[] = [
    { name: 'NTSTATUS', text: `${statusName(answer.status)} (0x${answer.status.toString(16).padStart(8, '0')})` },
    { name: 'Information', text: String(answer.information) },
  ];
  const type = entry.item?.kind === 'event' ? undefined : entry.outputType;
  if (type && entry.output.length > 0 && !isError(answer.status)) {
    const codec = codecOf(type, arch, book.types);
    fields.push(...decoded(codec, entry.output, ''));
  }
  return fields;
}

function decoded(codec: Codec, bytes: Uint8Array, name: string): DecodedField[] {
  try {
    return codec.fields(codec.decode(bytes)).map((f) => ({
      name: [name, f.name].filter((part) => part !== '').join('.') || 'value',
      text: f.text,
    }));
  } catch (error) {
    if (error instanceof CodecError) return [{ name: name || 'value', text: `not a ${codec.type}: ${error.message}` }];
    throw error;
  }
}

/** Hex of bytes in groups of four, cut at 256 bytes. */
export function hex(bytes: Uint8Array | null): string {
  if (!bytes) return '';
  const shown = Buffer.from(bytes.subarray(0, mostHexBytes)).toString('hex');
  const groups = shown.match(/.{1,8}/g) ?? [];
  return groups.join(' ') + (bytes.length > mostHexBytes ? ' …' : '');
}
