/** Reads waiver files: YAML, checked down to every range and day, with the place of what is wrong. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { UserError, type Problem } from '../../base/errors.ts';
import { nearPath } from '../../base/near-path.ts';
import { checkShape } from '../../base/yaml-shape.ts';
import { parseYaml, type FileKind } from '../../base/yaml-source.ts';
import { treeOf } from '../../base/yaml-tree.ts';
import { waiverFile, type Waiver } from './format.ts';

const waiverFiles: FileKind = { plural: 'waiver files', mostCharacters: 1_000_000, tooLarge: 'waive less' };

/**
 * The waivers of some files, in their order. `from` is the folder from which their places are named.
 * @throws UserError with every problem of every file: KS350 if it cannot be read, those of the reader of YAML
 *   (KS010…016) for what is wrong in it, with line and column
 */
export function readWaivers(files: readonly string[], from: string): readonly Waiver[] {
  const problems: Problem[] = [];
  const list = files.flatMap((file) => {
    const shown = nearPath(file, from);
    const text = readText(file, shown, problems);
    return text === undefined ? [] : parseWaivers(text, shown, (problem) => problems.push(problem));
  });
  if (problems.length > 0) throw new UserError(problems);
  return list;
}

function readText(file: string, shown: string, problems: Problem[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    problems.push({ code: 'KS350', message: `the waiver file "${shown}" cannot be read (${String(error.code)})`, hint: 'docs/waivers.md says what it looks like' });
    return undefined;
  }
}

function parseWaivers(text: string, file: string, report: (problem: Problem) => void): Waiver[] {
  const yaml = parseYaml(file, text, report, {}, waiverFiles);
  if (!yaml) return [];
  const { source, root, document } = yaml;
  if (!root) {
    report(source.problem('KS013', 'the file is empty', 0, 1, 'docs/waivers.md says what it looks like'));
    return [];
  }
  let broken = false;
  checkShape(waiverFile, root, source, (problem) => {
    broken = true;
    report(problem);
  });
  if (broken) return [];
  const tree = treeOf(root);
  const list = 'members' in tree ? tree.members.find(({ name }) => name === 'waivers')?.node : undefined;
  const places = list && 'items' in list ? list.items.map(({ start }) => source.position(start)) : [];
  return v.parse(waiverFile, document.toJS()).waivers.map((waiver, i) => {
    const place = places[i];
    return { ...waiver, at: place ? `${file}:${place.line}:${place.column}` : file };
  });
}
