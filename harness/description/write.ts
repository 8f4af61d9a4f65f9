/** Descriptions as text: JSON in which what fits on a line stands on one. */
import type { DeviceDescription } from './format.ts';
import type { Json } from './values.ts';

const width = 120;

/** The text of a description, ready to be a file. */
export function descriptionText(description: DeviceDescription): string {
  return `${jsonText(description as unknown as Json, 0, 0)}\n`;
}

/** @param before characters that stand in front of the value on its line */
function jsonText(json: Json, depth: number, before: number): string {
  const line = oneLine(json);
  if (typeof json !== 'object' || json === null || before + line.length <= width) return line;
  const indent = '  '.repeat(depth + 1);
  const members = Array.isArray(json)
    ? (json as readonly Json[]).map((each) => indent + jsonText(each, depth + 1, indent.length + 1))
    : Object.entries(json as { readonly [key: string]: Json }).map(([key, each]) => {
        const name = `${indent}${JSON.stringify(key)}: `;
        return name + jsonText(each, depth + 1, name.length + 1);
      });
  const [open, close] = Array.isArray(json) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${members.join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

function oneLine(json: Json): string {
  if (Array.isArray(json)) return `[${(json as readonly Json[]).map(oneLine).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const members = Object.entries(json).map(([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
