import { loadBook } from '../run/book.ts';
import { counted } from '../../reports/text.ts';

/** `kscts check`: says what is wrong with the shipped spec files and these, or that nothing is. @throws UserError with all problems */
export function check(paths: readonly string[]): void {
  const book = loadBook(paths);
  const counts = [
    counted(book.items.length, 'item'),
    counted(book.laws.length, 'law'),
    counted(book.behaviours.length, 'behaviour'),
    counted(book.models.length, 'model'),
  ];
  process.stdout.write(`${counted(book.files.length, 'file')} without a problem: ${counts.join(', ')}\n`);
}
