/** A thread between a client and an agent: what arrives goes on after a delay, in both directions. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface SlowLinkData {
  /** Port of the agent, on this machine. */
  readonly port: number;
  /** How long what arrives is kept, in milliseconds. */
  readonly delay: number;
}

const { port, delay } = workerData as SlowLinkData;

function pass(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), delay));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.end(), delay));
}

const server = createServer((client) => {
  const agent = connect(port, '127.0.0.1');
  pass(client, agent);
  pass(agent, client);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
