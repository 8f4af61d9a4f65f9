/** Renders generated modules: data as JSON text, which the engine parses faster than a literal, one record a line. */

/** A table to be written: its file, the constant it exports, the type it is given and its rows. */
export interface GeneratedTable {
  readonly file: string;
  readonly constant: string;
  /** Name of a type in `harness/abi/table-types.ts`. */
  readonly type: string;
  readonly about: string;
  readonly rows: readonly unknown[];
}

/** The text of a generated module. */
export function moduleText(table: GeneratedTable): string {
  const lines = table.rows.map((row) => JSON.stringify(row)).join(',\n');
  // The text stands in a template literal; nothing in the facts may end or escape it.
  if (/[\\`$]/.test(lines)) throw new Error(`${table.file}: a row holds a character that needs escaping`);
  return [
    `// Generated from harness/abi/facts by \`npm run generate\`. Do not edit.`,
    `import type { ${table.type} } from '../table-types.ts';`,
    '',
    `/** ${table.about} */`,
    `export const ${table.constant} = JSON.parse(\`[`,
    lines,
    `]\`) as readonly ${table.type}[];`,
    '',
  ].join('\n');
}
