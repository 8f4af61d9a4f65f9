import type { DecodedField, Exchange } from '../harness/judge/verdict.ts';
import { wrap } from './text.ts';

const gap = ' │ ';
/** The narrowest column in which a field can be read. */
const narrowest = 34;

/**
 * A request and its answer, decoded side by side, one field a line; below each other where the width does not allow it.
 * `bytes` adds the buffers in hex.
 *
 *     request                         │ answer
 *     Set    KSPROPSETID_Clock        │ NTSTATUS     STATUS_SUCCESS
 *     Id     KSPROPERTY_CLOCK_TIME    │ Information  8
 */
export function exchangeTable(exchange: Exchange, width: number, bytes: boolean): string[] {
  const { inputHex, outputBeforeHex, outputHex } = exchange;
  const request = [...exchange.request, ...(bytes ? [dump('input', inputHex), dump('output', outputBeforeHex)] : [])];
  const answer = [...exchange.answer, ...(bytes ? [dump('output', outputHex)] : [])];
  const half = Math.floor((width - gap.length) / 2);
  if (half < narrowest) return [...column('request', request, width), ...column('answer', answer, width)];

  // Each side has half, and what the other leaves of its own.
  const left = column('request', request, Math.max(half, width - gap.length - longest(column('answer', answer, width))));
  const leftWidth = longest(left);
  const right = column('answer', answer, width - gap.length - leftWidth);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    ((left[i] ?? '').padEnd(leftWidth) + gap + (right[i] ?? '')).trimEnd(),
  );
}

const longest = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length));

function column(title: string, fields: readonly DecodedField[], width: number): string[] {
  const shown = fields.filter(({ text }) => text !== '');
  const nameWidth = Math.max(0, ...shown.map(({ name }) => name.length)) + 2;
  const lines = shown.flatMap(({ name, text }) =>
    wrap(text, Math.max(12, width - nameWidth)).map((line, i) => (i === 0 ? name : '').padEnd(nameWidth) + line),
  );
  return [title, ...lines];
}

/** Eight bytes a line. */
function dump(name: string, hex: string): DecodedField {
  const bytes = hex.replaceAll(' ', '').match(/[0-9a-f]{2}|…/gi) ?? [];
  const lines = Array.from({ length: Math.ceil(bytes.length / 8) }, (_, i) => bytes.slice(i * 8, i * 8 + 8).join(' '));
  return { name, text: lines.join('\n') };
}
