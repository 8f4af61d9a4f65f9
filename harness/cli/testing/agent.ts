/** Starts `kscts agent` as users do, and waits until it listens. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { cleanEnvironment } from './cli.ts';

const main = join(packageRoot, 'dist/harness/cli/main.js');

export interface RunningAgent {
  /** Port of the process that listens now. */
  readonly port: number;
  /** The process that has the target. */
  readonly pid: number;
  /** The one that starts it again. */
  readonly keeper: number;
  /** What it printed. */
  readonly printed: () => string;
  /** Waits until it has printed something. */
  printsLine(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

/** `args` follow `kscts agent --listen 127.0.0.1:0`. */
export async function runAgent(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunningAgent> {
  const child = spawn(process.execPath, [main, 'agent', '--listen', '127.0.0.1:0', ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => { resolve(); }));
  const listeners = new Set<() => void>();
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  });
  const printsLine = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text);
        if (!found) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      void ended.then(() => { reject(new Error(`the agent ended without ${String(pattern)}:\n${text}`)); });
      look();
    });
  const [, port, pid] = await printsLine(/listening on .*:(\d+), process (\d+)/);
  return {
    port: Number(port),
    pid: Number(pid),
    keeper: child.pid ?? 0,
    printed: () => text,
    printsLine,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
