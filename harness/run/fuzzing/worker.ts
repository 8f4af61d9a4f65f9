/** The process of a job: it may die of what it does. Started by `crew.ts`, which tells it what to do. */
import { UserError } from '../../base/errors.ts';
import { runJob } from './job.ts';
import type { Job, JobMessage } from './options.ts';

let stopped = false;
// Ctrl-C reaches every process of a terminal; the campaign ends at the end of its round.
process.on('SIGINT', () => { stopped = true; }).on('SIGTERM', () => { stopped = true; });

const tell = (message: JobMessage): void => { process.send?.(message); };

process.once('message', (job: Job) => {
  runJob(job, tell, () => stopped)
    .catch((error: unknown) => {
      const message = error instanceof UserError ? error.message : String(error instanceof Error ? error.stack : error);
      tell({ t: 'failed', message, exitCode: error instanceof UserError ? error.exitCode : undefined });
    })
    .finally(() => { process.disconnect(); });
});
