/** Cases over a connection: with every answer waited for, and run ahead; on this machine, and over a link with a delay. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../base/package-root.ts';
import { createSession } from '../judge/session.ts';
import { makePlan } from '../plan/plan.ts';
import { loadBook } from '../run/book.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { connectRemote, type RemoteTarget } from '../target/remote/remote.ts';
import type { Target } from '../target/target.ts';
import type { SlowLinkData } from './slow-link.ts';
import { milliseconds, percent, perSecond, target as goal, times, type Row, type Section } from './table.ts';

const device = 'midiuart';
const query = ['core/connection'];
/** Each way, in milliseconds: a network in a building, and one between two towns. */
const [delay, longDelay] = [0.5, 5];

/** What it came to. */
interface Measured {
  readonly requests: number;
  readonly journeys: number;
  readonly time: number;
}

export async function remoteSections(): Promise<readonly Section[]> {
  const agent = fork(join(packageRoot, 'dist/harness/cli/main.js'), ['agent', '--target', `simulator:${device}`, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const near = await portOf(agent);
    const [far, farther] = [await slowLink({ port: near, delay }), await slowLink({ port: near, delay: longDelay })];
    const inProcess = () => Promise.resolve(judged(createSimulator(device), () => 0));
    // What is compiled in the first run is not compiled again.
    for (const warm of [inProcess, () => remote(near, false), () => remote(near, true)]) await warm();
    const local = await median(inProcess);
    const [nearPlain, nearAhead] = [await median(() => remote(near, false)), await median(() => remote(near, true))];
    const farAhead = await median(() => remote(far.port, true));
    const [farPlain, fartherAhead] = [await remote(far.port, false), await remote(farther.port, true)];
    await Promise.all([far.worker.terminate(), farther.worker.terminate()]);
    const shortest = Math.min(nearPlain.time, nearAhead.time);
    const row = (what: string, measured: Measured): Row => ({
      what,
      value: perSecond((measured.requests * 1000) / measured.time),
      ratio: `${percent(local.time, measured.time)}, ${measured.journeys.toLocaleString('en-US')} journeys, ${milliseconds(measured.time)}`,
    });
    return [
      {
        title: 'Requests: over a connection',
        about: `The cases of ${query.join(' and ')} of \`${device}\`, judged on a simulator here and behind an agent in another process. Unbatched: every call of the boundary that gives an answer is waited for. Batched: cases run ahead of the device, whose agent compares what happens with what was foretold. The delay is ${delay} ms each way, and ${longDelay} ms in the last row.`,
        rows: [
          { what: 'in this process', value: perSecond((local.requests * 1000) / local.time), ratio: '100 %' },
          row('agent on this machine, unbatched', nearPlain),
          row('agent on this machine, batched', nearAhead),
          row('behind the delay, unbatched', farPlain),
          row('behind the delay, batched', farAhead),
          row('behind ten times the delay, batched', fartherAhead),
        ],
        targets: [
          goal('on this machine, batched is not slower than unbatched', nearAhead.time <= nearPlain.time, times(nearAhead.time, nearPlain.time)),
          goal('the network does not set the speed: behind the delay, less than twice the shortest time on this machine', farAhead.time < 2 * shortest, times(farAhead.time, shortest)),
        ],
      },
    ];
  } finally {
    agent.kill();
  }
}

/** The process of the agent that has the target tells its parent; this one is its parent. */
async function portOf(agent: ChildProcess): Promise<number> {
  for (;;) {
    const [news] = (await once(agent, 'message')) as [{ readonly port?: number }];
    if (news.port !== undefined) return news.port;
  }
}

async function slowLink(workerData: SlowLinkData): Promise<{ readonly worker: Worker; readonly port: number }> {
  const worker = new Worker(new URL('./slow-link.js', import.meta.url), { workerData });
  const [port] = (await once(worker, 'message')) as [number];
  return { worker, port };
}

async function remote(port: number, ahead: boolean): Promise<Measured> {
  // The agent has to notice that the controller before is gone.
  await setTimeout(500);
  const target = connectRemote({ where: { host: '127.0.0.1', port }, ca: null, token: '', patience: 20_000, reconnect: 10, reconnects: 0 });
  if (!ahead) Object.defineProperty(target, 'pipeline', { value: undefined });
  return judged(target, () => (target as RemoteTarget).counts.waits);
}

/** The one in the middle of three. */
async function median(measure: () => Promise<Measured>): Promise<Measured> {
  const all = [await measure(), await measure(), await measure()].sort((a, b) => a.time - b.time);
  return all[1] ?? measure();
}

function judged(target: Target, waits: () => number): Measured {
  const book = loadBook([]);
  const plan = makePlan(book, target, { query, profiles: [], destructive: false });
  const session = createSession(book, plan, target, { seed: 1 });
  const before = waits();
  const began = performance.now();
  const requests = plan.cases.reduce((sum, planned) => sum + session.run(planned).requests, 0);
  const measured = { requests, journeys: waits() - before, time: performance.now() - began };
  target.dispose();
  return measured;
}
