/**
 * A thread between a client and an agent: what arrives goes on after a delay, in both directions, and as much as arrives is
 * under way at the same time. Timers of Node.js last a millisecond or more; so what is left of a delay is slept away in short
 * naps, between which the sockets have their turn.
 */
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

/** What is under way, in the order in which it arrived. */
const underWay: { readonly due: number; readonly arrive: () => void }[] = [];
/** A timer for less than this would be late, in milliseconds. */
const shortest = 2;
const nap = 0.1;
const bed = new Int32Array(new SharedArrayBuffer(4));

function later(arrive: () => void): void {
  underWay.push({ due: performance.now() + delay, arrive });
  if (underWay.length === 1) wait();
}

function wait(): void {
  const [next] = underWay;
  if (!next) return;
  const left = next.due - performance.now();
  if (left > shortest) setTimeout(wait, left - shortest);
  else if (left > 0) {
    Atomics.wait(bed, 0, 0, Math.min(left, nap));
    setImmediate(wait);
  } else {
    underWay.shift();
    next.arrive();
    wait();
  }
}

function pass(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('data', (bytes) => { later(() => to.write(bytes)); });
  from.on('error', () => to.destroy());
  from.on('close', () => { later(() => to.end()); });
}

const server = createServer((client) => {
  const agent = connect(port, '127.0.0.1');
  pass(client, agent);
  pass(agent, client);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
