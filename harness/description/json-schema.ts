/** The JSON Schema of device descriptions, for editors: derived from the schema that the reader checks with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { deviceDescription, eventItem, filter, methodItem, node, pin, propertyItem } from './format.ts';

/** Where the schema is kept: beside the page that explains the format. */
export const descriptionSchemaFile: string = join(packageRoot, 'docs', 'device-description.schema.json');

/** The text of the schema: draft-07, as editors read it. */
export function descriptionSchemaText(): string {
  const { $schema, $defs, ...rest } = toJsonSchema(deviceDescription, {
    target: 'draft-07',
    typeMode: 'input',
    // What is no matter of shape (names that must exist) is checked by the reader.
    ignoreActions: ['check'],
    definitions: { property: propertyItem, event: eventItem, method: methodItem, node, pin, filter },
  });
  const named = {
    $schema,
    title: 'kscts device description',
    description: 'A KS device for the simulator: see docs/device-descriptions.md',
    ...rest,
    // The word of draft-07 for what later drafts call $defs.
    definitions: $defs,
  };
  return `${JSON.stringify(named, null, 2).replaceAll('"#/$defs/', '"#/definitions/')}\n`;
}
