/** What a benchmark found, as a table that people and documents can show. */

export interface Row {
  readonly what: string;
  /** As it is shown: `1,234,567/s`, `12 ms`. */
  readonly value: string;
  /** Against what the section compares with: `45 %`, `3.2×`; empty where there is nothing to compare. */
  readonly ratio: string;
}

export interface Section {
  readonly title: string;
  /** What is measured, in a sentence or two. */
  readonly about: string;
  readonly rows: readonly Row[];
  /** What an issue asks for, and whether it is met. */
  readonly targets?: readonly string[];
}

/** `1234567.8` → `1,235,000/s`: three digits count. */
export function perSecond(value: number): string {
  return `${Number(value.toPrecision(3)).toLocaleString('en-US')}/s`;
}

/** Two digits count, without an exponent. */
function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}

export function percent(part: number, whole: number): string {
  return `${short((100 * part) / whole)} %`;
}

export function times(value: number, of: number): string {
  return `${short(value / of)}×`;
}

export function milliseconds(value: number): string {
  return value < 1000 ? `${value.toPrecision(3)} ms` : `${(value / 1000).toPrecision(3)} s`;
}

/** A section in Markdown. */
export function markdown({ title, about, rows, targets = [] }: Section): string {
  const table = ['| what | value | ratio |', '|---|---:|---:|', ...rows.map(({ what, value, ratio }) => `| ${what} | ${value} | ${ratio} |`)];
  return [`## ${title}`, about, table.join('\n'), ...(targets.length > 0 ? [targets.map((line) => `- ${line}`).join('\n')] : [])].join('\n\n');
}

/** `target` met or not, with the figure. */
export function target(what: string, met: boolean, found: string): string {
  return `${met ? 'met' : '**not met**'}: ${what} (${found})`;
}
