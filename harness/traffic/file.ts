/** Replay files: what was done to a target, what it answered and what was found, for `kscts replay` and for export. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { UserError, type Problem } from '../base/errors.ts';
import { jsonText } from '../base/json-text.ts';
import { nodeAt, type Path } from '../base/yaml-path.ts';
import { checkShape } from '../base/yaml-shape.ts';
import { parseYaml, type FileKind, type YamlFile } from '../base/yaml-source.ts';
import type { Arch } from '../target/target.ts';
import type { Done } from './answered.ts';
import { limits, replayFormat, replayShape, type ActionJson, type MemoryJson, type ReplayJson, type SingleJson } from './file-format.ts';
import { doneOf } from './from-json.ts';
import { lengthOfHexText } from './hex-text.ts';
import { storyJson } from './to-json.ts';

/** What was found, and by which answer it shows. */
export interface Found {
  /** The case or the oracle that found it. */
  readonly by: string;
  readonly verdict: 'fail' | 'warn' | 'crash' | 'hang';
  readonly message: string;
  readonly expected: string;
  readonly rule?: string | undefined;
  /** Index into the story. */
  readonly action: number;
}

export interface ReplayFile {
  /** Version of kscts that wrote it. */
  readonly kscts: string;
  /** As `--target` takes it. */
  readonly target: string;
  readonly arch: Arch;
  readonly descriptors?: string | undefined;
  readonly faults: readonly string[];
  readonly seed?: number | undefined;
  readonly found?: Found | undefined;
  /** What was done, with what it gave then. */
  readonly story: readonly Done[];
}

const replayFiles: FileKind = {
  plural: 'replay files',
  mostCharacters: 4_000_000,
  tooLarge: 'a replay file holds one finding: leave out what does not lead to it',
};

/** The text of a replay file. */
export function replayText(file: ReplayFile): string {
  const { kscts, target, arch, descriptors, faults, seed, found, story } = file;
  const json: ReplayJson = {
    format: replayFormat,
    kscts,
    target,
    arch,
    descriptors,
    ...(faults.length > 0 && { faults: [...faults] }),
    seed,
    found,
    actions: storyJson(story, arch),
  };
  return jsonText(json);
}

/** @throws UserError KS520 if it cannot be written */
export function writeReplayFile(path: string, file: ReplayFile): void {
  try {
    writeFileSync(path, replayText(file));
  } catch (error) {
    throw fileError(path, 'written', error);
  }
}

/**
 * Reads a replay file, which may come from anywhere.
 * @throws UserError KS520 if it cannot be read, KS521 for what its shape cannot say; those of the reader of YAML
 *   (KS010…017) for the rest; with line and column
 */
export function readReplayFile(path: string): ReplayFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(path, 'read', error);
  }
  return parseReplayFile(text, path);
}

/** The same of a text; `name` is that of the file in errors. */
export function parseReplayFile(text: string, name: string): ReplayFile {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const yaml = parseYaml(name, text, report, {}, replayFiles);
  const json = yaml && checked(yaml, report);
  if (!json || problems.length > 0) throw new UserError(problems);
  const { kscts, target, arch, descriptors, faults, seed, found, actions } = json;
  return { kscts, target, arch, descriptors, faults: faults ?? [], seed, found, story: actions.map((action) => doneOf(action, arch)) };
}

function checked({ source, root, document }: YamlFile, report: (problem: Problem) => void): ReplayJson | undefined {
  let broken = false;
  const tell = (problem: Problem): void => {
    broken = true;
    report(problem);
  };
  if (!root) {
    tell(source.problem('KS521', `the file is empty; a replay file begins with the format "${replayFormat}"`, 0, 1));
    return undefined;
  }
  checkShape(replayShape, root, source, tell);
  if (broken) return undefined;
  const json = v.parse(replayShape, document.toJS());
  checkMeaning(json, (message, path) => {
    const [start, end] = nodeAt(root, path).range ?? [0, 1, 1];
    tell(source.problem('KS521', message, start, end));
  });
  return json;
}

/** What the shape of a file cannot say. */
function checkMeaning({ actions, found }: ReplayJson, report: (message: string, path: Path) => void): void {
  const made = new Set<number>();
  let [count, bytes] = [0, 0];
  const check = (action: ActionJson, path: Path): void => {
    if (++count === limits.actions + 1) report(`more than ${limits.actions} actions`, path);
    if ('together' in action) {
      for (const [i, lane] of action.together.entries()) for (const [k, each] of lane.entries()) check(each, [...path, 'together', i, k]);
      return;
    }
    const more = sizeOf(action);
    bytes += more;
    if (bytes > limits.allBytes && bytes - more <= limits.allBytes) report(`more than ${limits.allBytes} bytes in all buffers and regions together`, path);
    if (!('makes' in action)) return;
    if (made.has(action.makes)) report(`slot ${action.makes} is made by an action above already`, [...path, 'makes']);
    made.add(action.makes);
  };
  for (const [i, action] of actions.entries()) check(action, ['actions', i]);
  if (found && found.action >= actions.length) report(`there is no action ${found.action}; the last one is ${actions.length - 1}`, ['found', 'action']);
}

/** Bytes that an action and its answer take up. */
function sizeOf(action: SingleJson): number {
  const memory = (json: MemoryJson | undefined): number => {
    if (typeof json === 'string') return lengthOfHexText(json) ?? 0;
    return json && 'bytes' in json ? (lengthOfHexText(json.bytes) ?? 0) : 0;
  };
  const answered = memory(action.answer?.output);
  if ('allocate' in action) return answered + action.allocate;
  if ('openChild' in action) return answered + memory(action.openChild);
  if ('write' in action) return answered + memory(action.bytes);
  return answered + ('handle' in action ? memory(action.input) + memory(action.output) : 0);
}

function fileError(path: string, what: 'read' | 'written', error: unknown): Error {
  if (!(error instanceof Error && 'code' in error)) return error instanceof Error ? error : new Error(String(error));
  return new UserError({ code: 'KS520', message: `the replay file "${path}" cannot be ${what} (${String(error.code)})` });
}
