/**
 * The shipped spec files as trees, stored by the build: parsing their YAML would take longer than most runs. A tree is
 * found by the text it was made from, so a file that was changed since is parsed like any other.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import type { TreeNode } from '../base/yaml-tree.ts';
import { rulesFile } from './rules.ts';

export const precompiledFile: string = join(packageRoot, 'dist', 'specs.json');

export interface PrecompiledSpecs {
  /** Trees by the digest of their text. */
  readonly trees: Readonly<Record<string, TreeNode>>;
  /** Digest of all texts together with the rules that they cite, if nothing was wrong with them. */
  readonly right?: string;
}

let stored: PrecompiledSpecs | undefined;

function precompiled(): PrecompiledSpecs {
  stored ??= existsSync(precompiledFile) ? (JSON.parse(readFileSync(precompiledFile, 'utf8')) as PrecompiledSpecs) : { trees: {} };
  return stored;
}

/** The stored tree of a text, if it is one of the shipped files as they were built. */
export function precompiledTree(text: string): TreeNode | undefined {
  return precompiled().trees[digestOf(text)];
}

/** Whether these are all shipped files, and they and the rules are as they were when the build found nothing wrong with them. */
export function areKnownRight(texts: readonly string[]): boolean {
  const { right } = precompiled();
  return right !== undefined && right === digestOfAll(texts);
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** Digest of spec files, in whatever order, and of the rules. */
export function digestOfAll(texts: readonly string[]): string {
  return digestOf([...texts.map(digestOf).sort(), digestOf(readFileSync(rulesFile, 'utf8'))].join());
}
