/**
 * A run over a connection is the same as one here: the same cases, verdicts, findings, notes and counts, and the device was
 * asked the same; also where the device dies, its agent is killed, or freezes. Journeys are counted, not timed.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { CaseResult } from '../judge/verdict.ts';
import { createSimulator } from '../simulator/simulator.ts';
import type { RemoteTarget } from '../target/remote/remote.ts';
import { connectRemote } from '../target/remote/remote.ts';
import { TargetDied, type Target } from '../target/target.ts';
import { optionsFromEnvironment, resolveOptions } from './options.ts';
import { openRun, planRun, type PreparedRun } from './prepare.ts';

const device = 'splitter';
const testing = join(import.meta.dirname, '..', 'target', 'remote', 'testing');
let child: ChildProcess | undefined;
let remote: RemoteTarget | undefined;
afterEach(() => {
  remote?.dispose();
  child?.kill('SIGKILL');
});

/** An agent with the device; `deed` is what befalls it. */
async function connected(fault = '', deed = '', patience = 20_000): Promise<RemoteTarget> {
  const agent = spawn(process.execPath, [join(testing, 'agent.mjs'), fault, '', '', '', device, deed], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = agent;
  const port = await new Promise<number>((resolve) => agent.stdout.once('data', (text: Buffer) => { resolve(Number(text.toString())); }));
  remote = connectRemote({ where: { host: '127.0.0.1', port }, ca: null, token: '', patience, reconnect: 0, reconnects: 0 });
  return remote;
}

/** The device here, without what is only in a simulated driver: points where threads switch. */
function local(fault = ''): Target {
  const target = createSimulator(device, { faults: fault === '' ? [] : [fault] });
  Object.defineProperty(target, 'capabilities', { value: new Set([...target.capabilities].filter((ability) => ability !== 'scheduling')) });
  Object.defineProperty(target, 'scheduling', { value: undefined });
  return target;
}

async function prepared(target: Target, ...query: readonly string[]): Promise<PreparedRun> {
  const resolved = resolveOptions([optionsFromEnvironment({ KSCTS_TARGET: `simulator:${device}` }, process.cwd())], [], process.cwd());
  const options = { ...resolved, query };
  return planRun(await openRun(options, process.cwd(), { target: { target, risk: 'none' } }), options);
}

/** What the journal has of a case, but how long it took. */
function written({ times, ...rest }: CaseResult): string {
  return JSON.stringify({ ...rest, milliseconds: 0, times: times && Object.fromEntries(Object.entries(times).map(([kind, [count]]) => [kind, count])) });
}

function compare(here: PreparedRun, there: PreparedRun): readonly CaseResult[] {
  expect(there.counts).toEqual(here.counts);
  expect(there.cases.map(({ id }) => id)).toEqual(here.cases.map(({ id }) => id));
  return here.cases.map((c, i) => {
    const result = here.judge(c);
    expect(written(there.judge(there.cases[i]!))).toBe(written(result));
    return result;
  });
}

test('a full run is the same, byte by byte but for times, in a fraction of the journeys', { timeout: 600_000 }, async () => {
  const target = await connected();
  const there = await prepared(target);
  const before = target.counts.waits;
  const results = compare(await prepared(local()), there);
  const judged = results.filter(({ verdict }) => verdict !== 'skip');
  expect(judged.length).toBeGreaterThan(2500);
  const requests = results.reduce((sum, result) => sum + result.requests, 0);
  const journeys = target.counts.waits - before;
  // Opening, closing, memory, signals and counts are calls beside the requests.
  expect(journeys).toBeLessThan(requests / 4);
  expect(journeys).toBeLessThan(5 * judged.length);
});

test('the oracles are those of a run here', async () => {
  const { counts } = await prepared(await connected(), 'core/pin');
  expect(counts.oracles).toMatchObject({ available: 20, of: 20, absent: [] });
});

test.each(['memory.not-probed', 'event.disable-unknown-succeeds', 'property.uninitialised-byte'])('a device with the bug %s is found the same', { timeout: 300_000 }, async (fault) => {
  const results = compare(await prepared(local(fault), 'core/handle', 'core/allocator'), await prepared(await connected(fault), 'core/handle', 'core/allocator'));
  expect(results.length).toBeGreaterThan(100);
});

describe('an agent that', () => {
  /** The device here, whose requests are counted, and which dies of the one with this number. */
  function dying(how: 'crash' | 'hang', number = Infinity) {
    const target = local();
    const ioctl = target.ioctl.bind(target);
    const count = { requests: 0 };
    target.ioctl = (...request) => {
      if (count.requests++ >= number) throw new TargetDied('it is gone', how);
      return ioctl(...request);
    };
    return { target, count };
  }

  test.each([['die', 'crash'], ['freeze', 'hang']] as const)('%ss in the middle of what was sent together: the request is known', { timeout: 120_000 }, async (deed, how) => {
    const counted = dying(how);
    const { cases, judge } = await prepared(counted.target, 'core/allocator');
    const chosen = cases.findIndex(({ skip }) => !skip);
    judge(cases[chosen]!);
    const once = counted.count.requests;
    judge(cases[chosen]!);
    const twice = counted.count.requests;
    expect(twice - once).toBeGreaterThan(4);
    // In the middle of the second time, when all of it is foretold.
    const number = once + Math.floor((twice - once) / 2);

    const here = await prepared(dying(how, number).target, 'core/allocator');
    const there = await prepared(await connected('', `${deed}:${number}`, 2000), 'core/allocator');
    expect(written(there.judge(there.cases[chosen]!))).toBe(written(here.judge(here.cases[chosen]!)));
    const [expected, found] = [here.judge(here.cases[chosen]!), there.judge(there.cases[chosen]!)];
    expect(found).toMatchObject({ verdict: how, requests: expected.requests });
    expect(found.finding?.exchanges).toEqual(expected.finding?.exchanges);
  });
});
