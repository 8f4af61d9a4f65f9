import { ExitCode } from '../base/errors.ts';
import { itemKey } from '../plan/device.ts';
import { loadBook } from '../run/book.ts';
import { exposure } from '../run/exposure.ts';
import { compareDifferences, compareUnexposed, coverage, listedDifferences, listedUnexposed } from '../spec/coverage.ts';
import type { Coverage, CoverageRow } from '../spec/coverage.ts';
import { count, counted } from '../../reports/text.ts';

export interface SpecsFlags {
  readonly coverage?: true;
  readonly verbose?: true;
}

/** `kscts specs`: how many items and claims each spec file holds, or how far the specs cover what there is to cover. */
export function specs(paths: readonly string[], flags: SpecsFlags): void {
  const book = loadBook(paths);
  if (flags.coverage) {
    const offers = exposure(book);
    printCoverage(coverage(book, undefined, (item) => offers.has(itemKey(item))), flags.verbose ?? false);
    return;
  }
  const columns = ['items', 'laws', 'behaviours', 'models', 'profiles'] as const;
  const names = [...new Set(columns.flatMap((column) => book[column].map(({ path }) => path)))].sort();
  const rows = names.map((name) => [name, ...columns.map((column) => book[column].filter(({ path }) => path === name).length)] as const);
  const total = ['total', ...columns.map((column) => book[column].length)] as const;
  process.stdout.write(`${table(['', ...columns], [...rows, total])}\nsha256 ${book.digest}\n`);
}

/** Rows of a name and numbers, in columns. */
function table(head: readonly string[], rows: readonly (readonly [string, ...number[]])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = ([name = '', ...cells]: readonly string[]): string => `${name.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}\n`;
  return line(head) + rows.map(([name, ...numbers]) => line([name, ...numbers.map((n) => (n === 0 ? '–' : count(n)))])).join('');
}

/** Prints the coverage set by set; the exit code says whether anything is missing that has no listed reason. */
function printCoverage({ rows, total, differences }: Coverage, verbose: boolean): void {
  const cells = (row: CoverageRow) =>
    [row.set, row.documented, row.headerOnly, row.specified, row.inBehaviours, row.laws, row.unexposed.length] as const;
  const head = ['', 'documented', 'header only', 'specified', 'behaviours', 'laws', 'unexposed'];
  process.stdout.write(`${table(head, [...rows.map(cells), cells(total)])}\n`);
  const listed = listedDifferences();
  const excused = new Set(listed.filter(({ specified }) => specified === '–').map(({ item }) => item));
  const absent = total.absent.filter((name) => !excused.has(name));
  const { unlisted } = compareDifferences(differences, listed);
  const unexposed = compareUnexposed(rows.flatMap(({ set, unexposed: items }) => items.map((item) => ({ set, item }))), listedUnexposed());
  const wanted = total.documented + total.headerOnly;
  const covered = wanted - absent.length;
  const lines = [
    `${count(covered)} of ${counted(wanted, 'documented and header item')} specified (${((100 * covered) / wanted).toFixed(1)} %)`,
    `${counted(differences.length, 'cell')} of usage tables differ, ${unlisted.length} without a reason in specs/differences.md`,
    `${counted(total.unexposed.length, 'item')} on no bundled device, ${unexposed.unlisted.length} without a reason in specs/unexposed.md`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  const list = (title: string, names: readonly string[]): void => {
    if (names.length > 0) process.stdout.write(`\n${title}\n${names.map((name) => `  ${name}\n`).join('')}`);
  };
  list('without an entry:', absent);
  list('different without a reason:', unlisted.map(({ set, item, column }) => `${set} ${item} ${column}`));
  list('on no bundled device, without a reason:', unexposed.unlisted.map(({ set, item }) => `${set} ${item}`));
  if (verbose) list('on no bundled device:', listedUnexposed().map(({ set, item, reason }) => `${set} ${item}: ${reason}`));
  const whole = absent.length + unlisted.length + unexposed.unlisted.length === 0;
  process.exitCode = whole ? ExitCode.clean : ExitCode.failures;
}
