/** The JSON Schema of spec files, for editors: derived from the schema that the loader checks with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { join } from 'node:path';
import { behaviour, expectation, expression, law, model, objectDeclaration, quantifier, request, selector, specFile, step } from './language.ts';
import { shippedSpecs } from './spec-files.ts';

/** Where the schema is kept: beside the specs that refer to it. */
export const schemaFile: string = join(shippedSpecs, 'schema.json');

/** The text of the schema: draft-07, as YAML language servers read it. */
export function schemaText(): string {
  const schema = toJsonSchema(specFile, {
    target: 'draft-07',
    typeMode: 'input',
    definitions: { expression, expectation, request, quantifier, step, selector, law, behaviour, model, object: objectDeclaration },
  });
  const { $schema, $defs, ...rest } = schema;
  const named = {
    $schema,
    title: 'kscts spec file',
    description: 'Items, laws, behaviours and models: see docs/spec-language.md',
    ...rest,
    // The word of draft-07 for what later drafts call $defs.
    definitions: $defs,
  };
  return `${JSON.stringify(named, null, 2).replaceAll('"#/$defs/', '"#/definitions/')}\n`;
}
