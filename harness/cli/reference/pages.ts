import { cliPage, configurationPage, manualPage } from './texts.ts';
import { statusPage } from './status.ts';
import { recordSchemaText } from '../../run/record-schema.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { lawsPage } from './laws.ts';

/** The generated pages by their path in the package. */
export function generatedPages(): Readonly<Record<string, string>> {
  return {
    'docs/cli.md': cliPage(),
    'docs/configuration.md': configurationPage(),
    'docs/kscts.1': manualPage(),
    'docs/laws.md': lawsPage(),
    'docs/record.schema.json': recordSchemaText(),
    'docs/status.md': statusPage(readFileSync(join(packageRoot, 'docs/status.md'), 'utf8')),
  };
}
