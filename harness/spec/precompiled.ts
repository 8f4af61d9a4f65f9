/**
 * The shipped spec files as trees, stored by the build: parsing their YAML would take longer than most runs. A tree is
 * found by the text it was made from, so a file that was changed since is parsed like any other.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import type { TreeNode } from '../base/yaml-tree.ts';

export const precompiledFile: string = join(packageRoot, 'dist', 'specs.json');

/** Trees by the digest of their text. */
export type PrecompiledSpecs = Readonly<Record<string, TreeNode>>;

let stored: PrecompiledSpecs | undefined;

/** The stored tree of a text, if it is one of the shipped files as they were built. */
export function precompiledTree(text: string): TreeNode | undefined {
  stored ??= existsSync(precompiledFile) ? (JSON.parse(readFileSync(precompiledFile, 'utf8')) as PrecompiledSpecs) : {};
  return stored[digestOf(text)];
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
