/** Writes the generated pages about the command line. Part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { generatedPages } from './pages.ts';

for (const [name, text] of Object.entries(generatedPages())) writeFileSync(join(packageRoot, name), text);
