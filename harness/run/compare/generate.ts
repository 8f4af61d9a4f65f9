/** Writes the JSON Schema of files of differences that do not count. Part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { ignoreSchemaFile, ignoreSchemaText } from './json-schema.ts';

writeFileSync(ignoreSchemaFile, ignoreSchemaText());
