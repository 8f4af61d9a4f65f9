/** Writes `specs/schema.json`. Part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { schemaFile, schemaText } from './json-schema.ts';

writeFileSync(schemaFile, schemaText());
