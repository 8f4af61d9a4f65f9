import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds kscts' own `package.json`: the same from the sources and from `dist/`. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  // `specs/` tells the package's own folder from `dist/`, should a package.json ever be emitted there.
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'specs'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('kscts: its own package.json was not found above ' + folder);
  return findRoot(parent);
}
