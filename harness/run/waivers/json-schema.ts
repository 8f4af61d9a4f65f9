/** The JSON Schema of waiver files, for editors: derived from the schema that the reader checks with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { scope, waiver, waiverFile } from './format.ts';

/** Where the schema is kept: beside the page that explains the format. */
export const waiverSchemaFile: string = join(packageRoot, 'docs', 'waivers.schema.json');

/** The text of the schema: draft-07, as YAML language servers read it. */
export function waiverSchemaText(): string {
  const { $schema, $defs, ...rest } = toJsonSchema(waiverFile, {
    target: 'draft-07',
    typeMode: 'input',
    // What is no matter of shape (days that exist) is checked by the reader.
    ignoreActions: ['check'],
    definitions: { waiver, scope },
  });
  // The word of draft-07 for what later drafts call $defs.
  const named = { $schema, title: 'kscts waivers', description: 'What a driver may break for now: see docs/waivers.md', ...rest, definitions: $defs };
  return `${JSON.stringify(named, null, 2).replaceAll('"#/$defs/', '"#/definitions/')}\n`;
}
