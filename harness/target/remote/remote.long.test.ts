/** The client: what it makes of agents that misbehave, and how it says less than it is asked to. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { request } from '../native/testing/client.ts';
import { Access, TargetDied, TargetMisuse } from '../target.ts';
import type { RemoteOptions } from './presence.ts';
import { connectRemote } from './remote.ts';
import type { RemoteTarget } from './remote.ts';

const children: ChildProcess[] = [];
let remote: RemoteTarget | undefined;
afterEach(() => {
  remote?.dispose();
  remote = undefined;
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a script of testing/, which prints its port. */
function start(script: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing', script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => { reject(new Error(`${script} ended with ${code}`)); });
    child.stdout.once('data', (text: Buffer) => { resolve(Number(text.toString())); });
  });
}

function connectTo(port: number, options: Partial<RemoteOptions> = {}): RemoteTarget {
  remote = connectRemote({ where: { host: '127.0.0.1', port }, ca: null, token: '', patience: 2000, reconnect: 0, reconnects: 0, ...options });
  return remote;
}

describe('an agent that', () => {
  test.each([
    ['http', 'KS423', /does not speak as an agent|no agent at/],
    ['other-magic', 'KS423', /it is no agent of kscts/],
    ['other-version', 'KS422', /the agent speaks version 5 of the protocol, this kscts version 4/],
    ['other-token', 'KS422', /the agent does not know the token/],
    ['busy', 'KS422', /another controller has the device/],
    ['silent', 'KS421', /it said nothing within 2 s/],
  ])('%s is none', async (what, code, message) => {
    const port = await start('fake-agent.mjs', what);
    expect(() => connectTo(port)).toThrow(message);
    if (what !== 'http') expect(() => connectTo(port)).toThrow(code);
  });

  test.each([
    ['half-answer', 'crash', /^the connection to the agent was lost: closed in the middle of a message$/],
    ['garbage-answer', 'crash', /^the connection to the agent was lost: the agent sent what is no message: a frame of/],
    ['oversize-answer', 'crash', /what is no message: a frame of 50331649 bytes/],
    ['senseless-answer', 'crash', /^the agent sent what is no answer: /],
    ['wrong-answer', 'crash', /^the agent sent what is no answer: the answer to list 9, where 0 is due$/],
    ['unasked-welcome', 'crash', /^the agent sent what is no answer: it sent welcome where results are due$/],
    ['close', 'crash', /^the connection to the agent was lost: closed by the agent$/],
    ['no-answer', 'hang', /^the agent did not answer within 2 s$/],
  ])('gives a %s is dead', async (what, how, detail) => {
    const target = connectTo(await start('fake-agent.mjs', what));
    const died = caught(() => target.discover());
    expect(died).toBeInstanceOf(TargetDied);
    expect(died).toMatchObject({ how, detail: expect.stringMatching(detail) as string });
    expect(target.probe()).toMatchObject({ alive: false });
    expect(caught(() => target.open('', 0))).toBeInstanceOf(TargetDied);
    target.reset();
    expect(target.probe()).toMatchObject({ alive: false, detail: 'the device went away more than 0 times' });
  });
});

function caught(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('what is said', () => {
  let target: RemoteTarget;
  const waits = (body: () => void) => {
    const { waits: before } = { ...target.counts };
    body();
    return target.counts.waits - before;
  };
  const open = () => target.open(target.discover()[0]?.path ?? '', Access.readWrite).handle;

  async function simulator(...args: string[]) {
    target = connectTo(await start('agent.mjs', ...args));
  }

  test('memory costs no journey until a request names it', async () => {
    await simulator();
    const regions: ReturnType<typeof target.allocate>[] = [];
    expect(waits(() => {
      for (let n = 0; n < 10; n++) {
        const region = target.allocate(64);
        region.bytes.fill(n);
        regions.push(region);
      }
    })).toBe(0);
    // All addresses come with the first that somebody looks at.
    expect(waits(() => new Set(regions.map(({ address }) => address)))).toBe(1);
    expect(new Set(regions.map(({ address }) => address)).size).toBe(10);
    expect(waits(() => { for (const region of regions) target.release(region); })).toBe(0);
    expect(() => target.release(regions[0]!)).toThrow(TargetMisuse);
  });

  test('what the caller reads at an address is what it wrote there, and nothing where nothing is', async () => {
    await simulator();
    const region = target.allocate(8);
    region.bytes.set([1, 2, 3, 4], 4);
    const { address } = region;
    expect([target.peek?.(address + 4n, 4), target.peek?.(address + 6n, 4)]).toEqual([Uint8Array.of(1, 2, 3, 4), null]);
    target.release(region);
    expect(target.peek?.(address, 4)).toBeNull();
  });

  test('closing a case, counts and time cost one journey', async () => {
    await simulator();
    const handles = [open(), open(), open()];
    expect(waits(() => {
      for (const handle of handles) target.pipeline.close(handle);
      target.pipeline.settle();
    })).toBe(1);
    expect(waits(() => target.census())).toBe(1);
    expect(waits(() => [target.now(), target.census(), target.now()])).toBe(0);
    expect(target.census().handles).toBe(0);
  });

  test('a request sees what was written to memory, and its answer what the device wrote', async () => {
    await simulator();
    const handle = open();
    const getPinTypes = request('KSPROPSETID_Pin', 1, 1);
    const input = target.allocate(getPinTypes.length);
    input.bytes.set(getPinTypes);
    const output = target.allocate(8);
    const view = output.bytes;
    view.fill(0xee);
    const whole = { offset: 0, length: input.length };
    expect(target.ioctl(handle, 0x2f0003, { region: input, ...whole }, { region: output, offset: 0, length: byteLength(4) })).toMatchObject({ status: 0, information: 4 });
    expect([...view.subarray(4)]).toEqual([0xee, 0xee, 0xee, 0xee]);
    expect(new DataView(view.buffer).getUint32(0, true)).toBeGreaterThan(0);
    expect(view).toEqual(output.bytes);
  });

  test('requests whose answers do not decide what is asked next cost one journey', async () => {
    await simulator();
    const handle = open();
    const getPinTypes = new Uint8Array(request('KSPROPSETID_Pin', 1, 1));
    const outputs = Array.from({ length: 100 }, () => new Uint8Array(4));
    let answers: ReturnType<typeof target.pipeline.ask> = [];
    expect(waits(() => {
      answers = target.pipeline.ask(outputs.map((output) => ({ handle, code: 0x2f0003, input: getPinTypes, output })));
    })).toBe(1);
    expect(answers).toEqual(outputs.map(() => ({ status: 0, information: 4 })));
    expect(new Set(outputs.map((output) => new DataView(output.buffer).getUint32(0, true))).size).toBe(1);
  });

  test('a body that runs ahead costs one journey when it is asked for the second time', async () => {
    await simulator();
    const path = target.discover()[0]?.path ?? '';
    const getPinTypes = new Uint8Array(request('KSPROPSETID_Pin', 1, 1));
    const body = () => target.pipeline.ahead?.(() => {
      const { handle } = target.open(path, Access.readWrite);
      const region = target.allocate(4);
      const found: unknown[] = [];
      for (let i = 0; i < 20; i++) {
        const { status, information } = target.ioctl(handle, 0x2f0003, getPinTypes, { region, offset: 0, length: byteLength(4) });
        found.push([status, information, [...region.bytes]]);
      }
      target.release(region);
      target.close(handle);
      return found;
    });
    const first = body();
    body();
    let last: unknown;
    expect(waits(() => { last = body(); })).toBe(1);
    expect(last).toEqual(first);
    expect(target.census().handles).toBe(0);
  });

  test('a misuse that nobody waited for is thrown at the next who waits', async () => {
    await simulator();
    target.pipeline.close(4711 as never);
    expect(() => { target.pipeline.settle(); }).toThrow(TargetMisuse);
    expect(target.probe()).toEqual({ alive: true });
  });

  test('a device that died is fresh after a reset, and its handles are gone', async () => {
    await simulator('memory.not-probed');
    const handle = open();
    const died = caught(() => target.ioctl(handle, 0x2f0003, { address: 0xffff_8000_0000_0000n, length: byteLength(24) }, null));
    if (died === undefined) throw new Error('the fault did not kill it');
    expect(died).toMatchObject({ how: 'crash' });
    target.reset();
    expect(target.probe()).toEqual({ alive: true });
    expect(target.census().handles).toBe(0);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!openssl)('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kscts-tls-'));
  const pem = (name: string) => readFileSync(join(folder, name), 'utf8');
  const make = (name: string) => spawnSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=tester',
    '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`),
  ]);
  beforeAll(() => {
    make('agent');
    make('other');
  });
  afterAll(() => { rmSync(folder, { recursive: true }); });

  const token = 's'.repeat(32);
  const agent = () => start('agent.mjs', '', join(folder, 'agent.pem'), join(folder, 'agent.key'), token);

  test('with the certificate of the agent, which names no machine', async () => {
    const target = connectTo(await agent(), { ca: pem('agent.pem'), token });
    expect(target.discover().length).toBeGreaterThan(0);
  });

  test('with another certificate, with those of the system, and without TLS, there is no connection', async () => {
    const port = await agent();
    expect(() => connectTo(port, { ca: pem('other.pem'), token })).toThrow(/DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED/);
    expect(() => connectTo(port, { ca: '', token })).toThrow(/SELF_SIGNED/);
    expect(() => connectTo(port, { token })).toThrow(/KS421/);
    expect(connectTo(port, { ca: pem('agent.pem'), token }).probe()).toEqual({ alive: true });
  });
});
