/** Performs a finding again, on a target that is made new each time, also where that kills the process. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { Trial } from '../../fuzz/settle.ts';
import type { Action } from '../../traffic/actions.ts';
import type { Answered } from '../../traffic/answered.ts';
import type { Proof } from '../../fuzz/proof.ts';
import type { FuzzOptions } from './options.ts';

/** What a trial process is asked, and what it answers, each in a file. */
export interface TrialQuestion {
  readonly options: Pick<FuzzOptions, 'target' | 'descriptors' | 'arch' | 'fault' | 'realTime' | 'specs'>;
  readonly proof: Proof;
  readonly actions: readonly Action[];
  /** For a walk: the commands to go by, instead of the actions. */
  readonly path?: readonly string[];
}
export interface TrialAnswer {
  readonly holds: boolean;
  readonly answers: readonly Answered[];
  /** For a walk: what was done. */
  readonly actions?: readonly Action[];
}

/** How long a trial may take, in milliseconds. */
const limit = 30_000;

/** Trials in processes of their own. `env` is that of a process that drives the target. */
export function processTrial(options: FuzzOptions, env: Readonly<Record<string, string>>): Trial {
  const file = join(options.output, 'trial.bin');
  const { target, descriptors, arch, fault, realTime, specs } = options;
  const ask = (proof: Proof, actions: readonly Action[], path?: readonly string[]): TrialAnswer => {
    const question: TrialQuestion = { options: { target, descriptors, arch, fault, realTime, specs }, proof, actions, ...(path && { path }) };
    writeFileSync(file, serialize(question));
    try {
      const { status, signal, error } = spawnSync(process.execPath, [trialProcess, file], { env: { ...process.env, ...env }, stdio: 'ignore', timeout: limit });
      if (status === 0) return deserialize(readFileSync(file)) as TrialAnswer;
      const died = signal !== null || error === undefined;
      return { holds: died && proof.kind === 'died', answers: [] };
    } finally {
      rmSync(file, { force: true });
    }
  };
  return {
    tries: 32,
    holds: (proof, actions) => ask(proof, actions).holds,
    perform: (proof, actions) => ask(proof, actions).answers,
    walk: (proof, path) => ask(proof, [], path).actions,
  };
}

const trialProcess = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './trial-process.ts' : './trial-process.js', import.meta.url));
