/** Writes `specs/schema.json` and the tables of `docs/spec-language.md`. Part of `npm run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { schemaFile, schemaText } from './json-schema.ts';
import { withTables } from './reference.ts';

writeFileSync(schemaFile, schemaText());

const reference = join(packageRoot, 'docs', 'spec-language.md');
writeFileSync(reference, withTables(readFileSync(reference, 'utf8')));
