// In a process that a test started: Node.js writes what it reached as it ends, but not if it ends by a signal.
import { takeCoverage } from 'node:v8';

process.once('SIGTERM', () => {
  takeCoverage();
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
});
