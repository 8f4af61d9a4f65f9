/** All named functions of the language. */
import { arithmetic } from './arithmetic.ts';
import type { SpecFunction } from './function.ts';
import { formats } from './formats.ts';
import { lists } from './lists.ts';
import { topology } from './topology.ts';
import { wire } from './wire.ts';

export const specFunctions: readonly SpecFunction[] = [...arithmetic, ...lists, ...wire, ...topology, ...formats];
