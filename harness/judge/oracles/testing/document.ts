/** The table of docs/oracles.md, from the catalogue and from the faults that the tests hold against each oracle. */
import { oracles } from '../catalogue.ts';
import type { Oracle } from '../oracle.ts';
import { onlyFaults } from './only-faults.ts';

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

function needsOf({ needs, less }: Oracle): string {
  const lessened = Object.entries(less).map(([capability, what]) => `without \`${capability}\`, ${what}`);
  return [code(needs), ...lessened].filter((part) => part !== '').join('; ');
}

export function oracleTable(): string {
  const rows = oracles.map((oracle) =>
    [oracle.id, oracle.name, oracle.checks, needsOf(oracle), code(oracle.files), code(onlyFaults[oracle.id])].join(' | '),
  );
  return ['| id | oracle | what it checks | what it needs of the target | where | faults that it alone notices |', '|---|---|---|---|---|---|', ...rows.map((row) => `| ${row} |`)].join('\n');
}

/** Puts the table into the document, between its first and last line that is part of one. */
export function withTable(document: string): string {
  return document.replace(/\| id \|[^]*\n\| O20 \|[^\n]*/, () => oracleTable());
}
