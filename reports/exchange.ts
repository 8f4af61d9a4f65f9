import type { DecodedField, Exchange } from '../harness/judge/verdict.ts';
import { wrap } from './text.ts';

/**
 * A request and its answer, decoded side by side, one field a line; below each other where the width does not allow it.
 *
 *     request                         │ answer
 *     Set    KSPROPSETID_Clock        │ status       STATUS_SUCCESS
 *     Id     KSPROPERTY_CLOCK_TIME    │ information  8
 */
export function exchangeTable(exchange: Exchange, width: number): string[] {
  for (const bytesPerLine of [16, 8]) {
    const [left, right] = columns(exchange, bytesPerLine);
    const leftWidth = longest(left);
    if (leftWidth + gap.length + longest(right) > width) continue;
    return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
      ((left[i] ?? '').padEnd(leftWidth) + gap + (right[i] ?? '')).trimEnd(),
    );
  }
  return columns(exchange, 8).flat().flatMap((line) => wrap(line, width));
}

const gap = ' │ ';
const longest = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length));

function columns(exchange: Exchange, bytesPerLine: number): [request: string[], answer: string[]] {
  const { request, answer, inputHex, outputBeforeHex, outputHex } = exchange;
  return [
    column('request', [...request, dump('input', inputHex, bytesPerLine), dump('output', outputBeforeHex, bytesPerLine)]),
    column('answer', [...answer, dump('output', outputHex, bytesPerLine)]),
  ];
}

function column(title: string, fields: readonly DecodedField[]): string[] {
  const shown = fields.filter(({ text }) => text !== '');
  const nameWidth = Math.max(0, ...shown.map(({ name }) => name.length));
  const lines = shown.flatMap(({ name, text }) =>
    text.split('\n').map((line, i) => `${(i === 0 ? name : '').padEnd(nameWidth)}  ${line}`),
  );
  return [title, ...lines];
}

function dump(name: string, hex: string, bytesPerLine: number): DecodedField {
  const bytes = hex.replaceAll(' ', '').match(/[0-9a-f]{2}|…/gi) ?? [];
  const lines = Array.from({ length: Math.ceil(bytes.length / bytesPerLine) }, (_, i) =>
    bytes.slice(i * bytesPerLine, (i + 1) * bytesPerLine).join(' '),
  );
  return { name, text: lines.join('\n') };
}
