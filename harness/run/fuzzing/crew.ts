/**
 * The jobs of a campaign. One on a target that cannot take the process down runs in this one; any other has a process of
 * its own. Of one that dies, what it did last is a finding; another goes on behind it.
 */
import { fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError, type ExitCode } from '../../base/errors.ts';
import { derive } from '../../fuzz/random.ts';
import { readTape } from '../../fuzz/tape.ts';
import type { Action } from '../../traffic/actions.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { deathOf } from './death.ts';
import { runJob } from './job.ts';
import type { FuzzOptions, Job, JobMessage } from './options.ts';

/** What the crew tells: of which job. */
export type Heard = (job: number, message: JobMessage) => void;

/** Only what is simulated in this process cannot take it down. */
export const isSafe = (target: string): boolean => target.startsWith('simulator:');

/**
 * Runs all jobs to their end, each from its first round on.  `stopped` is asked between rounds of a job in this
 * process.
 */
export async function runCrew(options: FuzzOptions, firstRounds: readonly number[], environment: WorkerEnvironment, heard: Heard, stopped: () => boolean): Promise<void> {
  const { jobs, seed, bounds, target } = options;
  const jobOf = (number: number): Job => ({
    options,
    seed: jobs === 1 ? seed : derive(seed, number),
    bounds: { ...bounds, ...(bounds.runs !== undefined && { runs: shareOf(bounds.runs, number, jobs) }) },
    firstRound: firstRounds[number] ?? 0,
    avoid: [],
    ...(!isSafe(target) && { tape: join(options.output, `tape-${number}.bin`) }),
  });
  if (jobs === 1 && isSafe(target)) await runJob(jobOf(0), (message) => { heard(0, message); }, stopped);
  else {
    const workers = Array.from({ length: jobs }, (_, number) => new Watched(number, jobOf(number), environment, heard, stopped));
    await Promise.all(workers.map((worker) => worker.run()));
  }
}

const shareOf = (all: number, number: number, jobs: number): number => Math.floor(all / jobs) + (number < all % jobs ? 1 : 0);

/** Begins to tell a job that it is killed if it does not end by itself, in milliseconds. */
const grace = 5000;
/** Without a word for so long a job hangs, and how often that is looked at, in milliseconds. */
const silence = 60_000;
const checkEvery = 200;

class Watched {
  readonly #number: number;
  readonly #job: Job;
  readonly #environment: WorkerEnvironment;
  readonly #heard: Heard;
  readonly #stopped: () => boolean;
  /** Of the processes that died. */
  #requests = 0;
  #rounds = 0;
  #now = { requests: 0, rounds: 0 };
  readonly #avoid: string[] = [];

  constructor(number: number, job: Job, environment: WorkerEnvironment, heard: Heard, stopped: () => boolean) {
    this.#number = number;
    this.#job = job;
    this.#environment = environment;
    this.#heard = heard;
    this.#stopped = stopped;
    this.#rounds = job.firstRound;
  }

  /** @throws UserError for what a job says is one */
  async run(): Promise<void> {
    const began = performance.now();
    for (let restarts = 0; ; restarts++) {
      const { runs, time } = this.#job.bounds;
      const bounds = {
        ...(runs !== undefined && { runs: Math.max(0, runs - this.#requests) }),
        ...(time !== undefined && { time: Math.max(0, time - (performance.now() - began)) }),
      };
      const ended = await this.#runOnce({ ...this.#job, bounds, firstRound: this.#rounds, avoid: this.#avoid });
      if (ended || restarts >= this.#job.options.restarts || this.#stopped()) return;
    }
  }

  /** One process. True if it came to its end. */
  #runOnce(job: Job): Promise<boolean> {
    const child = fork(workerProcess, { env: { ...process.env, ...this.#environment.env }, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#now = { requests: 0, rounds: job.firstRound };
    return new Promise<boolean>((resolve, reject) => {
      let ended = false;
      let hung = false;
      let how: string | undefined;
      let silentFor = 0;
      const watch = setInterval(() => {
        // What a job says is not heard while a finding is made smaller in this process: that is no silence of the job's.
        silentFor += checkEvery;
        if (this.#stopped()) {
          child.kill('SIGINT');
          setTimeout(() => child.kill('SIGKILL'), grace).unref();
        } else if (silentFor > silence) {
          hung = true;
          child.kill('SIGKILL');
        }
      }, checkEvery);
      // Its last words may come after its end: only then is it known how it ended.
      const conclude = (): void => {
        if (how === undefined || child.connected) return;
        clearInterval(watch);
        if (!ended && !this.#stopped()) this.#died(job, child.pid ?? 0, hung, how);
        if (job.tape !== undefined) rmSync(job.tape, { force: true });
        resolve(ended);
      };
      child.on('message', (message: JobMessage) => {
        silentFor = 0;
        if (message.t === 'failed') {
          clearInterval(watch);
          ended = true;
          reject(message.exitCode === undefined ? new Error(message.message) : new UserError({ code: message.code, message: message.message }, message.exitCode as ExitCode));
          return;
        }
        if (message.t === 'end') ended = true;
        this.#pass(message);
      });
      child.on('error', reject);
      child.on('disconnect', conclude);
      child.on('exit', (code, signal) => {
        how = signal ?? `exit code ${code}`;
        conclude();
      });
      child.send(job);
    });
  }

  #pass(message: JobMessage): void {
    if (message.t === 'pace' || message.t === 'end') {
      this.#now = { requests: message.requests, rounds: message.rounds };
      this.#heard(this.#number, { ...message, requests: message.requests + this.#requests });
    } else this.#heard(this.#number, message.t === 'found' ? { ...message, requests: message.requests + this.#requests } : message);
  }

  #died(job: Job, pid: number, hung: boolean, how: string): void {
    const actions: readonly Action[] = job.tape === undefined ? [] : readTape(readFileSync(job.tape));
    const found = deathOf(actions, job.options.arch, this.#environment.reportOf(pid), hung, how);
    this.#requests += Math.max(this.#now.requests, actions.filter((action) => action.do === 'ioctl').length);
    // What killed it does so again in its round.
    this.#rounds = this.#now.rounds + 1;
    this.#avoid.push(`${found.verb} ${found.item}`);
    this.#heard(this.#number, { t: 'found', found, actions, requests: this.#requests });
  }
}

const workerProcess = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url));
