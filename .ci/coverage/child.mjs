// In a process that a test started: Node.js writes what it reached as it ends, but not if it ends by a signal. So Vitest ends
// its workers, and tests their agents. Others die of the signal at once, as they do without this: they may be stuck in a call.
import { takeCoverage } from 'node:v8';

if (/[\\/](forks\.js|[\w-]*agent\.mjs|main\.js agent)\b/.test(process.argv.slice(1).join(' '))) {
  process.once('SIGTERM', () => {
    takeCoverage();
    if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
  });
}
