import type { Command } from 'commander';
import { UserError } from '../base/errors.ts';
import { keepAlive } from '../run/keep-alive.ts';
import { readText, readToken } from '../run/secrets.ts';
import { openTarget } from '../run/targets.ts';
import { startAgent } from '../target/remote/agent.ts';
import { readWhere } from '../target/remote/where.ts';
import { readRunOptions } from './run-options.ts';

interface Flags {
  readonly listen: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tokenFile?: string;
  readonly callLimit: string;
}

/** `kscts agent`: a child process has the target; this one starts it again when it dies. */
export async function agent(command: Command): Promise<void> {
  const flags = command.opts<Flags>();
  if (process.send) return serve(command, flags);
  const limit = Number(flags.callLimit);
  if (!(limit > 0)) throw new UserError({ code: 'KS210', message: `--call-limit: "${flags.callLimit}" is not a number of seconds` });
  process.exitCode = await keepAlive(process.argv.slice(1), limit * 1000, say);
}

/** The child: listens until it is told to end. */
async function serve(command: Command, flags: Flags): Promise<void> {
  const options = await readRunOptions(command, []);
  const { tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UserError({ code: 'KS428', message: 'a certificate needs its key, and a key its certificate', hint: '--tls-cert FILE --tls-key FILE' });
  }
  const running = await startAgent({
    where: readWhere(flags.listen, '--listen'),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: readText(tlsCert, '--tls-cert'), key: readText(tlsKey, '--tls-key') } }),
    token: readToken(flags.tokenFile),
    open: async () => (await openTarget(options.target, options)).target,
    log: say,
  });
  process.send?.({ port: running.port });
  const beat = setInterval(() => process.send?.({ alive: true }), 1000);
  const end = () => {
    clearInterval(beat);
    void running.close().finally(() => { process.disconnect(); });
  };
  process.once('SIGINT', end).once('SIGTERM', end).once('disconnect', () => { process.exit(); });
  process.on('message', (message) => { if (message === 'end') end(); });
}

function say(line: string): void {
  process.stderr.write(`agent: ${line}\n`);
}
