/** Writes the JSON Schema of waiver files. Part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { waiverSchemaFile, waiverSchemaText } from './json-schema.ts';

writeFileSync(waiverSchemaFile, waiverSchemaText());
