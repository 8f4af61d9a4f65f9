/**
 * An agent without the process that starts it again: `node agent.js TARGET PORTFILE`. It listens on loopback, and writes its
 * port into PORTFILE; ends with the process.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { startAgent } from '../../target/remote/agent.ts';
import { openTarget } from '../targets.ts';

const [name = '', file = ''] = process.argv.slice(2);
const log: string[] = [];
try {
  const { port } = await startAgent({
    where: { host: '127.0.0.1', port: 0 },
    token: '',
    open: async () => (await openTarget(name, { arch: 'x64', fault: [] })).target,
    log: (line) => log.push(line),
  });
  log.push(`port ${port}`);
} catch (error) {
  log.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
// Whole at once: who waits for it sees nothing or all.
writeFileSync(`${file}.new`, log.join('\n'));
renameSync(`${file}.new`, file);
