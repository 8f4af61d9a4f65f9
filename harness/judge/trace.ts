/** What was sent and answered in a case: kept as bytes, decoded only when a finding shows it. */
import { codecOf, CodecError, type Codec } from '../abi/codec.ts';
import { readGuid } from '../abi/guid.ts';
import { ioctlName } from '../abi/ioctl.ts';
import { guidName } from '../abi/names.ts';
import { isError, statusName, type NtStatus } from '../abi/ntstatus.ts';
import { headerSize, requestLayout } from '../plan/request-layout.ts';
import type { SpecBook } from '../spec/model.ts';
import type { Answer, Arch } from '../target/target.ts';
import type { Question } from './exchange.ts';
import type { DecodedField, Exchange } from './verdict.ts';

/** One thing that was done to the target. */
export interface TraceEntry {
  readonly asked: Deed;
  /** Nothing that was asked, but something that happened: another list of steps goes on. */
  readonly mark?: true;
  readonly outputLength: number;
  /** What the output buffer held where it was not the fill pattern: a value that was sent, given memory. */
  readonly outputBefore: Uint8Array;
  /** The bytes that Information says were written. */
  output: Uint8Array;
  /** Null until the request completes. */
  answer: Answer | null;
}

/** A question, or what else can be done: only a question has an IOCTL and types. */
export type Deed = Pick<Question, 'title' | 'inputBytes'> & Partial<Question>;

const nothing = new Uint8Array(0);

/** Records something that happened. */
export function mark(trace: TraceEntry[], title: string): void {
  trace.push({ asked: { title, inputBytes: null }, mark: true, outputLength: 0, outputBefore: nothing, output: nothing, answer: null });
}

/** Records that a handle was opened or closed. */
export function recordHandle(trace: TraceEntry[], title: string, status: NtStatus, parameters: Uint8Array | null = null): void {
  trace.push({ asked: { title, inputBytes: parameters }, outputLength: 0, outputBefore: nothing, output: nothing, answer: { status, information: 0 } });
}

/** How many exchanges a finding shows at most: the last ones. */
export const mostShown = 20;
const mostHexBytes = 256;

/** Decodes a trace entry for people. Never throws on what a device wrote. */
export function decodeEntry(entry: TraceEntry, book: SpecBook, arch: Arch): Exchange {
  return {
    title: entry.asked.title,
    request: entry.mark ? [] : requestFields(entry, book, arch),
    answer: entry.mark ? [] : answerFields(entry, book, arch),
    inputHex: hex(entry.asked.inputBytes),
    outputBeforeHex: hex(entry.outputBefore),
    outputHex: hex(entry.output),
  };
}

function requestFields(entry: TraceEntry, book: SpecBook, arch: Arch): DecodedField[] {
  const fields: DecodedField[] = [];
  const { code, item, requestType, inputBytes: input } = entry.asked;
  if (code !== undefined) fields.push({ name: 'IoControlCode', text: ioctlName(code) });
  fields.push({ name: 'InputBufferLength', text: String(input?.length ?? 0) });
  if (input && input.length >= headerSize && requestType !== undefined) {
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const set = readGuid(input, 0);
    fields.push({ name: 'Set', text: guidName(set) });
    const id = view.getUint32(16, true);
    const known = item && item.id === id && item.set.guid === set ? `${item.name} (${id})` : String(id);
    fields.push({ name: 'Id', text: known });
    fields.push({ name: 'Flags', text: `0x${view.getUint32(20, true).toString(16).padStart(8, '0')}` });
    for (const [name, { offset, codec }] of requestLayout(requestType, arch, book.types).leaves) {
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
  const { item, outputType, valueType } = entry.asked;
  const type = item?.kind === 'event' ? undefined : (outputType ?? valueType);
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
