import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { SourcePosition } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { runOptionNames } from './options.ts';
import type { RunOptionName, WrittenOptions } from './options.ts';
import type { WrittenValue } from './option-values.ts';

/** Names of the configuration file; the first one found from the current folder upward counts. */
export const configFileNames = ['kscts.config.yaml', 'kscts.config.yml', 'kscts.config.json'] as const;

/** The configuration file that governs `folder`, if there is one. */
export function findConfig(folder: string): string | undefined {
  for (const name of configFileNames) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findConfig(parent);
}

/**
 * Reads a configuration file: a mapping from option names to values.
 * @throws UserError KS220…KS222 with position for a file that is not such a mapping
 */
export async function readConfig(path: string): Promise<WrittenOptions> {
  const { isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  const text = readFileSync(path, 'utf8');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const problemAt = (offset: number, code: string, message: string, length = 1, hint?: string) => {
    const { line, col } = counter.linePos(offset);
    const position: SourcePosition = { file: path, line: Math.max(1, line), column: Math.max(1, col) };
    const lineText = text.split('\n')[position.line - 1] ?? '';
    return new UserError({ code, message, position, lineText, length, ...(hint !== undefined && { hint }) });
  };

  const [damage] = document.errors;
  if (damage) throw problemAt(damage.pos[0], 'KS220', damage.message.split('\n')[0] ?? 'not YAML');
  const root = document.contents;
  if (root === null) return {};
  if (!isMap(root)) throw problemAt(0, 'KS221', 'a configuration file is a mapping from option names to values');

  const written: WrittenOptions = {};
  for (const { key, value } of root.items) {
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    const name = isScalar(key) ? String(key.value) : '';
    if (!isOption(name)) {
      throw problemAt(offset, 'KS222', `unknown option "${name}"`, name.length, didYouMean(name, runOptionNames) ?? `known: ${runOptionNames.join(', ')}`);
    }
    const parts = isSeq(value) ? value.items : [value];
    if (parts.some((part) => isCollection(part))) throw problemAt(offset, 'KS222', `"${name}" takes a value or a list of values`, name.length);
    written[name] = {
      texts: parts.map((part) => String(isScalar(part) ? part.value : '')),
      source: `${name} in ${path}`,
      base: dirname(path),
    } satisfies WrittenValue;
  }
  return written;
}

function isOption(name: string): name is RunOptionName {
  return (runOptionNames as string[]).includes(name);
}
