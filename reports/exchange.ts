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
  const room = width - gap.length;
  if (room < 2 * narrowest) return [...column('request', request, width), ...column('answer', answer, width)];

  // The border stands where fewest lines are needed; of equals, as far to the left as it can.
  let best: { left: string[]; right: string[]; lines: number } | undefined;
  for (let at = narrowest; at <= room - narrowest; at += 2) {
    const left = column('request', request, at);
    const right = column('answer', answer, room - longest(left));
    const lines = Math.max(left.length, right.length);
    if (!best || lines < best.lines) best = { left, right, lines };
  }
  const { left, right, lines } = best ?? { left: [], right: [], lines: 0 };
  const leftWidth = longest(left);
  return Array.from({ length: lines }, (_, i) => ((left[i] ?? '').padEnd(leftWidth) + gap + (right[i] ?? '')).trimEnd());
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
