import { loadBook } from '../run/book.ts';
import { count } from '../../reports/text.ts';

const columns = ['items', 'laws', 'behaviours', 'models'] as const;

/** `kscts specs`: how many items and claims each spec file holds. */
export function specs(paths: readonly string[]): void {
  const book = loadBook(paths);
  const names = [...new Set(columns.flatMap((column) => book[column].map(({ path }) => path)))].sort();
  const rows = names.map((name) => [name, ...columns.map((column) => book[column].filter(({ path }) => path === name).length)] as const);
  const totals = ['total', ...columns.map((column) => book[column].length)] as const;
  const width = Math.max(...[...rows, totals].map(([name]) => name.length));
  const line = (name: string, cells: readonly string[]) => `${name.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}\n`;
  process.stdout.write(
    line('', columns) +
      [...rows, totals].map(([name, ...counts]) => line(name, counts.map((n) => (n === 0 ? '–' : count(n as number))))).join('') +
      `\nsha256 ${book.digest}\n`,
  );
}
