/** Reads `.warn` files: known differences, each with its reason. */
import { readFileSync } from 'node:fs';

export interface Warning {
  /** `source arch`, e.g. `koffi x64`. */
  readonly origin: string;
  readonly difference: string;
  readonly reason: string;
}

/** @throws Error if a difference has no reason. */
export function readWarnFile(path: string): Warning[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const warnings: Warning[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const colon = line.indexOf(': ');
    const reason = lines[i + 1];
    if (line.startsWith(' ') || colon < 0 || !reason?.startsWith('    ')) throw new Error(`${path}: no reason for "${line}"`);
    warnings.push({ origin: line.slice(0, colon), difference: line.slice(colon + 2), reason: reason.trim() });
    i++;
  }
  return warnings;
}
