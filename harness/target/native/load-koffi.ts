import { createRequire } from 'node:module';
import type * as KoffiModule from 'koffi';
import { UserError } from '../../base/errors.ts';

/** The foreign-function interface, as far as the native target uses it. */
export type Koffi = typeof KoffiModule;

let loaded: Koffi | undefined;

/**
 * Loads koffi, which is an optional dependency: nothing else of kscts needs it.
 * @throws UserError KS401 if it is not installed or does not load here
 */
export function loadKoffi(): Koffi {
  try {
    loaded ??= createRequire(import.meta.url)('koffi') as Koffi;
    return loaded;
  } catch (error) {
    throw new UserError({
      code: 'KS401',
      message: `the native target needs koffi, which does not load: ${firstLine(error)}`,
      hint: 'install it next to kscts: npm install koffi',
    });
  }
}

/** The first line of what an error says. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
