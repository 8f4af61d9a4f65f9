import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './errors.ts';

/**
 * Writes a file that somebody asked for.
 * @param folders makes the folders that it lies in, too
 * @throws UserError KS342 if it cannot be written
 */
export function writeText(path: string, text: string, folders = false): void {
  try {
    if (folders) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError({ code: 'KS342', message: `"${path}" cannot be written (${String(error.code)})` });
  }
}
