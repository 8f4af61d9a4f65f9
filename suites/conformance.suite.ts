/** The conformance run as a Vitest suite. */
import { inject } from 'vitest';
import { beginRun } from '../harness/run/begin.ts';
import { optionsFromEnvironment, resolveOptions } from '../harness/run/options.ts';
import type { Provided } from '../harness/run/provided.ts';
import { registerCases } from './register.ts';

const cwd = process.cwd();
const provided: Provided = inject('kscts') ?? { options: resolveOptions([optionsFromEnvironment(process.env, cwd)], [], cwd), cwd };
registerCases(await beginRun(provided.options, provided.cwd, provided.resume));
