/** Finds, reads and shape-checks spec files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { checkShape } from '../base/yaml-shape.ts';
import { parseYaml, SourceText } from '../base/yaml-source.ts';
import { treeOf, valueOf, type TreeNode } from '../base/yaml-tree.ts';
import { Cursor } from './cursor.ts';
import { specFile, type SpecFile } from './language.ts';
import { precompiledTree } from './precompiled.ts';

/** The specs that come with kscts. */
export const shippedSpecs: string = join(packageRoot, 'specs');

/** A file to read: where it is, and the first part of the case ids that it gives rise to. */
export interface SpecPath {
  /** As messages show it: relative to the working directory where that is shorter. */
  readonly file: string;
  /** `core/clock`. */
  readonly path: string;
}

/** A file whose shape is right. */
export interface SpecDocument extends SpecPath {
  readonly root: Cursor<SpecFile>;
}

const extensions = new Set(['.yaml', '.yml']);

/**
 * All spec files under `paths` (files, or folders that are searched), sorted by path, each once.
 * A file of a folder called `specs` is named from there on; of another, with that folder's name in front.
 */
export function findSpecFiles(paths: readonly string[], report: (problem: Problem) => void): SpecPath[] {
  const found = new Map<string, SpecPath>();
  for (const path of paths) {
    const at = resolve(path);
    const kind = kindOf(at);
    if (kind === undefined) {
      report({ code: 'KS010', message: `there is no file or folder "${path}"` });
      continue;
    }
    for (const file of kind === 'file' ? [at] : filesIn(at)) {
      if (!found.has(file)) found.set(file, { file: shown(file), path: specPath(file, kind === 'file' ? dirname(file) : at) });
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** YAML files below a folder; hidden ones and links are left out. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() && extensions.has(extname(entry.name)) ? [path] : [];
  });
}

/** A file inside a folder `specs` is named from there on, wherever it was asked for. */
function specPath(file: string, root: string): string {
  const parts = file.split(sep);
  const specs = parts.lastIndexOf('specs', parts.length - 2);
  const named = specs >= 0 ? parts.slice(specs + 1) : [basename(root), ...relative(root, file).split(sep)];
  const path = named.join('/');
  return path.slice(0, path.length - extname(path).length);
}

function shown(file: string): string {
  const near = relative(process.cwd(), file);
  return near !== '' && !near.startsWith('..') ? near : file;
}

/** Reads a file and checks its shape. Reports what is wrong; undefined if it cannot be used. */
export function readSpecFile(at: SpecPath, report: (problem: Problem) => void): SpecDocument | undefined {
  try {
    return parseSpec(at, readFileSync(at.file, 'utf8'), report);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    report({ code: 'KS010', message: `${at.file} cannot be read: ${error.message}` });
    return undefined;
  }
}

/** As {@link readSpecFile}, of a text at hand. */
export function parseSpec(at: SpecPath, text: string, report: (problem: Problem) => void): SpecDocument | undefined {
  const tree = precompiledTree(text) ?? checkedTree(at.file, text, report);
  return tree && documentOf(at, text, tree);
}

/** A file whose shape was checked: its tree holds what the language says. */
export function documentOf(at: SpecPath, text: string, tree: TreeNode): SpecDocument {
  return { ...at, root: new Cursor(valueOf(tree) as SpecFile, tree, new SourceText(at.file, text)) };
}

/** The tree of a text that is a spec file in shape. Reports what is wrong; undefined if anything is. */
export function checkedTree(file: string, text: string, report: (problem: Problem) => void): TreeNode | undefined {
  const yaml = parseYaml(file, text, report);
  if (!yaml) return undefined;
  const { source, root } = yaml;
  if (!root) {
    report(source.problem('KS013', 'the file is empty', 0, 1, 'it needs at least a title'));
    return undefined;
  }
  let broken = false;
  checkShape(specFile, root, source, (problem) => {
    broken = true;
    report(problem);
  });
  return broken ? undefined : treeOf(root);
}
