/** Keeps the agent's process alive: a driver that takes it down, or never returns, costs the connection, not the agent. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** What the child says: that it listens, or that it is not stuck. */
type News = { readonly port: number } | { readonly alive: true };

/** Between a death and the next start, in milliseconds. */
const restartAfter = 500;
/** How long a child may take to end when it is told to, in milliseconds. */
const grace = 3000;

/**
 * Runs a script as a child with an IPC channel, and again whenever it dies after it had begun to listen.
 * @param command path of the script and its arguments
 * @param limit a child that says nothing for so many milliseconds is ended
 * @returns its exit code, once it ends by itself or the user ends this process
 */
export async function keepAlive(command: readonly string[], limit: number, say: (line: string) => void): Promise<number> {
  const [script = '', ...args] = command;
  let port: number | undefined;
  let ended = false;
  let child: ChildProcess | undefined;
  const end = () => {
    ended = true;
    if (child?.connected) child.send('end');
    setTimeout(() => child?.kill('SIGKILL'), grace).unref();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    for (;;) {
      // The port that the system chose at first is kept: clients look for the agent there.
      const words = port === undefined ? args : [...args, '--listen', withPort(args, port)];
      child = fork(script, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const { code, how } = await lifeOf(child, limit, (news) => { if ('port' in news) port = news.port; });
      if (ended || port === undefined || code === 0) return code;
      say(`its process ${how}; it is started again`);
      await new Promise((resolve) => setTimeout(resolve, restartAfter));
    }
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

/** Watches a child until it ends. */
function lifeOf(child: ChildProcess, limit: number, see: (news: News) => void): Promise<{ readonly code: number; readonly how: string }> {
  let stuck = false;
  let heard = performance.now();
  child.on('message', (news: News) => {
    heard = performance.now();
    see(news);
  });
  const watch = setInterval(() => {
    if (performance.now() - heard < limit) return;
    stuck = true;
    child.kill('SIGKILL');
  }, 1000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve({ code: code ?? 1, how: stuck ? `was stuck in a call for ${limit / 1000} s` : `died: ${signal ?? `exit code ${code}`}` });
    });
  });
}

function withPort(args: readonly string[], port: number): string {
  const written = args.findLast((_, i) => args[i - 1] === '--listen') ?? args.findLast((word) => word.startsWith('--listen='))?.slice('--listen='.length);
  return `${(written ?? '127.0.0.1').replace(/:\d+$/, '')}:${port}`;
}
