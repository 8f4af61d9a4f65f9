/** The process of a job: it may die of what it does. Started by `crew.ts`, which tells it what to do. */
import { UserError } from '../../base/errors.ts';
import { runJob } from './job.ts';
import type { Job, JobMessage } from './options.ts';

let stopped = false;
// Ctrl-C reaches every process of a terminal; the campaign ends at the end of its round.
process.on('SIGINT', () => { stopped = true; }).on('SIGTERM', () => { stopped = true; });

let said = Promise.resolve();
const tell = (message: JobMessage): void => {
  // What is on its way when the channel closes is lost.
  said = new Promise((resolve) => { process.send?.(message, () => { resolve(); }); });
};

process.once('message', (job: Job) => {
  runJob(job, tell, () => stopped)
    .catch((error: unknown) => {
      const [problem] = error instanceof UserError ? error.problems : [];
      if (error instanceof UserError && problem) tell({ t: 'failed', code: problem.code, message: problem.message, exitCode: error.exitCode });
      else tell({ t: 'failed', code: '', message: String(error instanceof Error ? error.stack : error), exitCode: undefined });
    })
    .finally(() => { void said.then(() => { process.disconnect(); }); });
});
