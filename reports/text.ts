/** Small helpers for text that people read. */
import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];
/** Puts a style on a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;
const colored: Paint = (style, text) => styleText(style, text, { validateStream: false });

export type ColorMode = 'auto' | 'always' | 'never';

/**
 * How to paint what goes to a stream. `auto` paints on a terminal that can; NO_COLOR, FORCE_COLOR and TERM=dumb are
 * heard.
 */
export function painterFor(mode: ColorMode, stream: NodeJS.WriteStream, env = process.env): Paint {
  if (mode !== 'auto') return mode === 'always' ? colored : plain;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? plain : colored;
  // Where a stream is no terminal these members are missing, whatever their type says.
  return stream.isTTY && stream.hasColors(env) ? colored : plain;
}

/** Columns to fill on a stream: those of the terminal, COLUMNS, else 100; at least 40, at most 140. */
export function widthOf(stream: NodeJS.WriteStream, env = process.env): number {
  const told = Number(env['COLUMNS']);
  const columns = stream.isTTY ? stream.columns : told > 0 ? told : 100;
  return Math.min(140, Math.max(40, columns));
}

/** Without terminal sequences and other control characters (tab and line feed stay): from a device, anything may come. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** `1234567` → `1,234,567`. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 case`, `2 cases`. */
export function counted(n: number, noun: string, nouns = noun + 's'): string {
  return `${count(n)} ${n === 1 ? noun : nouns}`;
}

/** Milliseconds as people say them: `85 ms`, `1.2 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Breaks a text into lines of at most `width` characters, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    if (paragraph.length <= width) {
      lines.push(paragraph);
      continue;
    }
    let line = '';
    for (let word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = '';
      }
      while (word.length > width) {
        lines.push(word.slice(0, width));
        word = word.slice(width);
      }
      line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** A labelled paragraph: the label in a column of its own, the text wrapped beside it. */
export function labelled(label: string, text: string, width: number, labelWidth: number): string[] {
  const lines = wrap(text, Math.max(20, width - labelWidth));
  return lines.map((line, i) => (i === 0 ? label.padEnd(labelWidth) : ' '.repeat(labelWidth)) + line);
}
