/** The conformance run as a Vitest suite. */
import { inject } from 'vitest';
import { beginRun } from '../harness/run/begin.ts';
import { optionsFromEnvironment, resolveOptions } from '../harness/run/options.ts';
import type { Provided } from '../harness/run/provided.ts';
import { registerCases, registerObjects } from './register.ts';

const cwd = process.cwd();
const provided: Provided | undefined = inject('kscts');
if (provided) registerObjects(await beginRun(provided.options, provided.cwd, provided.resume));
else registerCases(await beginRun(resolveOptions([optionsFromEnvironment(process.env, cwd)], [], cwd), cwd));
