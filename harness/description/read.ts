/** Reads device descriptions: JSON (or YAML), checked down to every name, with the place of what is wrong. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, type Node } from 'yaml';
import * as v from 'valibot';
import { UserError, type Problem } from '../base/errors.ts';
import { nodeAt } from '../base/yaml-path.ts';
import { checkShape } from '../base/yaml-shape.ts';
import { parseYaml, type FileKind, type YamlFile } from '../base/yaml-source.ts';
import { checkMeaning } from './check.ts';
import { deviceDescription, formatName, type DeviceDescription } from './format.ts';

/** A camera with hundreds of formats has some 1000 characters for each. */
const descriptions: FileKind = {
  plural: 'device descriptions',
  mostCharacters: 4_000_000,
  tooLarge: 'describe fewer filters in one file',
};

/**
 * Reads the description in a file.
 * @throws UserError KS330 if it cannot be read; KS331 if it is in another format; those of the reader of YAML (KS010…016)
 *   and of {@link checkMeaning} (KS332…337) for what is wrong in it, with line and column
 */
export function readDescription(file: string): DeviceDescription {
  return parseDescription(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError({
      code: 'KS330',
      message: `the device description "${file}" cannot be read (${String(error.code)})`,
      hint: 'give a file as "kscts describe --json" writes it; docs/device-descriptions.md explains it',
    });
  }
}

/** The same of a text; `file` is its name in errors. */
export function parseDescription(text: string, file: string): DeviceDescription {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const yaml = parseYaml(file, text, report, {}, descriptions);
  const description = yaml && checked(yaml, report);
  if (description === undefined || problems.length > 0) throw new UserError(problems);
  return description;
}

function checked(yaml: YamlFile, report: (problem: Problem) => void): DeviceDescription | undefined {
  const { source, root, document } = yaml;
  if (!root) {
    report(source.problem('KS013', 'the file is empty', 0, 1));
    return undefined;
  }
  const stranger = foreign(root);
  if (stranger) {
    const [start, end] = stranger.at.range ?? [0, 1, 1];
    report(source.problem('KS331', stranger.message, start, end, 'docs/device-descriptions.md says what a description looks like'));
    return undefined;
  }
  let broken = false;
  checkShape(deviceDescription, root, source, (problem) => {
    broken = true;
    report(problem);
  });
  if (broken) return undefined;
  const description = v.parse(deviceDescription, document.toJS());
  checkMeaning(description, ({ code, message, path, hint }) => {
    const [start, end] = nodeAt(root, path).range ?? [0, 1, 1];
    report(source.problem(code, message, start, end, hint));
  });
  return description;
}

/** A file that says by itself that it is something else: all other complaints about it would be beside the point. */
function foreign(root: Node): { readonly at: Node; readonly message: string } | undefined {
  if (!isMap(root)) return { at: root, message: 'a device description is a map' };
  const format = root.items.find(({ key }) => isScalar(key) && (key.value === 'format' || key.value === 'schema'));
  const at = format?.value;
  if (!isScalar(at)) {
    return { at: root.items[0]?.key as Node | undefined ?? root, message: `it does not say that its format is "${formatName}"` };
  }
  return at.value === formatName ? undefined : { at, message: `the format is ${JSON.stringify(at.value)}, not "${formatName}"` };
}
