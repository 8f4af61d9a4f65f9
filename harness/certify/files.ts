/** The files of a bundle. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestName, signatureName, type Manifest } from './manifest.ts';

type FileList = Manifest['files'];

/** What is in a folder, by path with `/`. Something that is neither file nor folder (a link) is listed as such. */
export interface FolderContent {
  readonly files: readonly string[];
  readonly strange: readonly string[];
}

/** Everything below a folder, sorted. */
export function contentOf(folder: string, below = ''): FolderContent {
  const files: string[] = [];
  const strange: string[] = [];
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      const inner = contentOf(folder, path);
      files.push(...inner.files);
      strange.push(...inner.strange);
    } else (entry.isFile() ? files : strange).push(path);
  }
  return { files: files.sort(), strange: strange.sort() };
}

/** Digests of all files of a bundle but the manifest and its signature. */
export function digestsOf(folder: string): FileList {
  const { files } = contentOf(folder);
  const own = files.filter((path) => path !== manifestName && path !== signatureName);
  return Object.fromEntries(own.map((path) => [path, digestOf(folder, path)]));
}

export function digestOf(folder: string, path: string): FileList[string] {
  const bytes = readFileSync(join(folder, path));
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}
