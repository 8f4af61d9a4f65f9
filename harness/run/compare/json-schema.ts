/** The JSON Schema of files of differences that do not count, for editors: derived from the schema that the reader checks with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { ignoreEntry, ignoreFile } from './ignores.ts';

/** Where the schema is kept: beside the page that explains the format. */
export const ignoreSchemaFile: string = join(packageRoot, 'docs', 'compare.schema.json');

/** The text of the schema: draft-07, as YAML language servers read it. */
export function ignoreSchemaText(): string {
  const { $schema, $defs, ...rest } = toJsonSchema(ignoreFile, { target: 'draft-07', typeMode: 'input', definitions: { entry: ignoreEntry } });
  // The word of draft-07 for what later drafts call $defs.
  const named = { $schema, title: 'kscts compare: differences that do not count', description: 'See docs/compare.md', ...rest, definitions: $defs };
  return `${JSON.stringify(named, null, 2).replaceAll('"#/$defs/', '"#/definitions/')}\n`;
}
