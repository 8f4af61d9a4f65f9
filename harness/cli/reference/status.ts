/** The counted part of docs/status.md. */
import { faults } from '../../simulator/faults/faults.ts';
import { simulatedDevices } from '../../simulator/devices.ts';
import { loadBook } from '../../run/book.ts';
import type { Claim, SpecBook, Strength } from '../../spec/model.ts';

const place = /(<!-- counted -->\n)[^]*?(\n<!-- end -->)/;

/** The page with its counts written anew. */
export function statusPage(before: string): string {
  const book = loadBook([]);
  const counted = [rulesTable(book), claimsTable(book), sizesLine(book)].join('\n\n');
  return before.replace(place, (_, start: string, end: string) => `${start}\n${counted}\n${end}`);
}

const tagWords: Readonly<Record<string, string>> = {
  D: 'documented by Microsoft',
  H: 'stated by the public headers',
  S: 'done by a Microsoft sample',
  R: 'observed in ReactOS, contradicted by no document',
  C: 'reported by clients of real Windows',
  I: 'inferred: nobody states it',
};

function rulesTable({ rules, ...book }: SpecBook): string {
  const cited = new Set(claims(book).flatMap((claim) => claim.rules.map(({ id }) => id)));
  const rows = Object.entries(tagWords).map(([letter, words]) => {
    const list = [...rules.values()].filter(({ tag }) => tag.startsWith(letter));
    return `| ${letter} | ${words} | ${list.length} | ${list.filter(({ observable }) => observable).length} | ${list.filter(({ id }) => cited.has(id)).length} |`;
  });
  return `| tag | rules that are | how many | visible from user mode | cited by a claim |\n|---|---|---:|---:|---:|\n${rows.join('\n')}`;
}

const strengthWords: Readonly<Record<Strength, string>> = { must: 'fails', should: 'warns', may: 'is noted' };

function claimsTable(book: SpecBook): string {
  const kinds = ['laws', 'behaviours', 'models'] as const;
  const rows = Object.entries(strengthWords).map(
    ([strength, words]) => `| ${words} | ${kinds.map((kind) => book[kind].filter((claim) => claim.strength === strength).length).join(' | ')} |`,
  );
  return `| a breach | laws | behaviours | models |\n|---|---:|---:|---:|\n${rows.join('\n')}`;
}

function sizesLine(book: SpecBook): string {
  return `${book.items.length} properties, events and methods are specified. ${simulatedDevices().length} devices are simulated; ${faults().length} bugs can be put into them.`;
}

function claims({ laws, behaviours, models }: Pick<SpecBook, 'laws' | 'behaviours' | 'models'>): readonly Claim[] {
  return [...laws, ...behaviours, ...models];
}
