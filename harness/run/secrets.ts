/** Where tokens and certificates are read from. A token never stands on a command line, where everybody can see it. */
import { readFileSync } from 'node:fs';
import { UserError } from '../base/errors.ts';

/** The variable that holds the token, where no file is named. */
export const tokenVariable = 'KSCTS_TOKEN';

/** The token of a remote agent: from a file, or from the environment; empty for none. @throws UserError KS427 */
export function readToken(file: string | undefined): string {
  return file === undefined ? (process.env[tokenVariable] ?? '') : readText(file, '--token-file').trim();
}

/** A file that an option names. @throws UserError KS427 if it cannot be read */
export function readText(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError({ code: 'KS427', message: `${option}: ${(error as Error).message}` });
  }
}
