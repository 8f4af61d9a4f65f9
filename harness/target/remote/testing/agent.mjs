// An agent with a simulated splitter: fault, certificate, key and token are its arguments, all optional. Prints its port.
import { readFileSync } from 'node:fs';
const there = '../../../../dist/harness';
const { startAgent } = await import(`${there}/target/remote/agent.js`);
const { createSimulator } = await import(`${there}/simulator/simulator.js`);

const [, , fault = '', cert, key, token = ''] = process.argv;
const { port } = await startAgent({
  where: { host: '127.0.0.1', port: 0 },
  ...(cert && key && { tls: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } }),
  token,
  open: async () => createSimulator('splitter', { faults: fault === '' ? [] : [fault] }),
  log: () => {},
});
process.stdout.write(`${port}\n`);
