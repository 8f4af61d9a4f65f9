/** Writes the JSON Schema of device descriptions. Part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { descriptionSchemaFile, descriptionSchemaText } from './json-schema.ts';

writeFileSync(descriptionSchemaFile, descriptionSchemaText());
