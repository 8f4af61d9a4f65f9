import { CommanderError } from 'commander';
import { ExitCode, UserError } from '../base/errors.ts';

/**
 * Runs the command and sets the exit code. The user's mistakes are shown without a stack trace and end with 2; errors
 * of kscts itself show everything.
 */
export async function endProcess(run: () => Promise<unknown>): Promise<void> {
  // `kscts list | head` is no error: the reader has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await run();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed it; help and version are no errors.
      process.exitCode = error.exitCode === 0 ? ExitCode.clean : ExitCode.usage;
    } else if (error instanceof UserError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error.exitCode;
    } else throw error;
  }
}
