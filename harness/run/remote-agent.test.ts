/** What an agent does to who does not behave. */
import { afterEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { startAgent } from '../target/remote/agent.ts';
import type { Agent, AgentOptions } from '../target/remote/agent.ts';
import { ByteWriter } from '../target/remote/bytes.ts';
import { encodeFrame } from '../target/remote/frames.ts';
import { read, written } from '../target/remote/messages.ts';
import { newNonce } from '../target/remote/proof.ts';
import { hello, magic, protocolVersion, welcome, writeCall } from '../target/remote/protocol.ts';
import type { Target } from '../target/target.ts';
import { RawClient, reasonOf } from '../target/remote/testing/raw-client.ts';

const right = 't'.repeat(32);
let agent: Agent | undefined;
const clients: RawClient[] = [];
const lines: string[] = [];
let opened = 0;
let disposed = 0;

async function start(options: Partial<AgentOptions> = {}): Promise<void> {
  lines.length = 0;
  opened = disposed = 0;
  const open = () => {
    opened++;
    const target = createSimulator('splitter');
    const dispose = target.dispose.bind(target);
    target.dispose = () => {
      disposed++;
      dispose();
    };
    return Promise.resolve(target);
  };
  agent = await startAgent({ where: { host: '127.0.0.1', port: 0 }, token: '', open, log: (line) => lines.push(line), ...options });
}
function client(): RawClient {
  const raw = new RawClient(agent?.port ?? 0);
  clients.push(raw);
  return raw;
}
afterEach(async () => {
  for (const raw of clients.splice(0)) raw.end();
  await agent?.close();
  agent = undefined;
});

/** Whether somebody who behaves gets the device. */
async function serves(token = ''): Promise<boolean> {
  const raw = client();
  const frame = await raw.greet(token);
  raw.end();
  return frame?.kind === 'welcome';
}

describe('who is refused', () => {
  test.each<[string, (raw: RawClient) => void, RegExp]>([
    ['garbage', (raw) => raw.socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'), /^protocol: a frame of/],
    ['an oversize message', (raw) => raw.socket.write(Buffer.from([0x01, 0x10, 0, 0, 2])), /^protocol: a frame of 4097 bytes, where 4096 are the most/],
    ['a hello of garbage', (raw) => { raw.send('hello', new Uint8Array(100)); }, /^protocol: /],
    ['calls before hello', (raw) => { raw.send('calls', new Uint8Array(4)); }, /^protocol: it sent calls where hello is due/],
  ])('%s', async (_name, misbehave, reason) => {
    await start();
    const raw = client();
    await raw.next();
    misbehave(raw);
    expect(reasonOf(await raw.next())).toMatch(reason);
    await raw.ended();
    expect(await serves()).toBe(true);
  });

  test('who is no client of kscts, and who does not wait to be welcomed', async () => {
    await start();
    const greeting = (change: object) => written(hello, { magic, version: protocolVersion, nonce: newNonce(), proof: new Uint8Array(32), session: new Uint8Array(0), ...change });
    for (const change of [{ magic: magic + 1 }, { nonce: new Uint8Array(3) }]) {
      const raw = client();
      await raw.next();
      raw.send('hello', greeting(change));
      expect(reasonOf(await raw.next())).toBe('protocol: it is no client of kscts');
    }
    const hasty = client();
    await hasty.next();
    hasty.socket.write(Buffer.concat([encodeFrame('hello', greeting({})), encodeFrame('calls', new Uint8Array(4))]));
    expect(reasonOf(await hasty.next())).toMatch(/^protocol: it did not wait to be welcomed|^token: wrong token/);
    await hasty.ended();
    expect(lines.join('\n')).toContain('it did not wait to be welcomed');
  });

  test('another version', async () => {
    await start();
    expect(reasonOf(await client().greet('', undefined, 99))).toBe('version: it speaks version 99 of the protocol, the agent version 4');
  });

  test('a wrong token, then for a while everybody from there', async () => {
    await start({ token: right });
    const raw = client();
    expect(reasonOf(await raw.greet('x'.repeat(32)))).toBe('token: wrong token');
    await raw.ended();
    expect(reasonOf(await client().greet(right))).toBe('token: too many wrong tokens; try again in 1 s');
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect(await serves(right)).toBe(true);
    expect(lines.join('\n')).not.toContain(right);
  });

  test('no token, and a token where there is none', async () => {
    await start({ token: right });
    expect(reasonOf(await client().greet(''))).toBe('token: wrong token');
    await agent?.close();
    await start();
    expect(reasonOf(await client().greet(right))).toBe('token: wrong token');
  });

  test('too many at once who say nothing', async () => {
    await start();
    const silent = Array.from({ length: 20 }, () => client());
    const challenged = await Promise.all(silent.map((raw) => raw.next()));
    expect(challenged.filter((frame) => frame !== null)).toHaveLength(16);
  });
});

describe('the controller', () => {
  test('is one at a time; the next one gets a fresh target', async () => {
    await start();
    const first = client();
    expect((await first.greet())?.kind).toBe('welcome');
    expect(reasonOf(await client().greet())).toBe('busy: another controller has the device');
    first.end();
    await expect.poll(() => serves()).toBe(true);
    expect(disposed).toBeGreaterThanOrEqual(1);
    expect(opened).toBe(2);
  });

  test('takes its own place again, but nobody else does', async () => {
    await start();
    const first = client();
    const { session } = read(welcome, (await first.greet())?.body ?? new Uint8Array(0));
    expect(reasonOf(await client().greet('', new Uint8Array(16)))).toMatch(/^busy/);
    const second = client();
    expect((await second.greet('', session))?.kind).toBe('welcome');
    await first.ended();
  });

  test.each<[string, (raw: RawClient) => void, RegExp]>([
    ['garbage', (raw) => raw.socket.write(Buffer.from([9, 0, 0, 0, 99])), /^protocol: a frame of the unknown kind 99/],
    ['an unknown call', (raw) => { raw.send('calls', Uint8Array.of(0, 0, 0, 0, 200)); }, /^protocol: the unknown call 200/],
    ['half a call', (raw) => { raw.send('calls', Uint8Array.of(0, 0, 0, 0, 2, 1)); }, /^protocol: 3 bytes too few/],
    ['an oversize message', (raw) => raw.socket.write(Buffer.from([1, 0, 0, 3, 5])), /^protocol: a frame of 50331649 bytes, where 50331648 are the most/],
    ['a second hello', (raw) => { raw.send('hello', new Uint8Array(4)); }, /^protocol: it sent hello where calls are due/],
  ])('that sends %s is sent away, and what it held is given back', async (_name, misbehave, reason) => {
    await start();
    const raw = client();
    await raw.greet();
    misbehave(raw);
    expect(reasonOf(await raw.next())).toMatch(reason);
    await raw.ended();
    expect(disposed).toBe(1);
    expect(await serves()).toBe(true);
  });

  test('that is cut off in the middle of a message leaves the device free', async () => {
    await start();
    const raw = client();
    await raw.greet();
    raw.socket.write(Buffer.from([200, 0, 0, 0, 5, 1, 2, 3]));
    await new Promise((resolve) => setTimeout(resolve, 20));
    raw.end();
    await expect.poll(() => disposed).toBe(1);
    await expect.poll(() => serves()).toBe(true);
  });

  test('names no file: a path is only one of a device', async () => {
    await start();
    const raw = client();
    await raw.greet();
    const to = new ByteWriter();
    to.u32(0);
    writeCall(to, { call: 'open', path: '/etc/passwd', access: 0x8000_0000 });
    raw.send('calls', to.take());
    const answer = await raw.next();
    // Sequence, done, STATUS_OBJECT_NAME_NOT_FOUND.
    expect([...(answer?.body.subarray(4, 9) ?? [])]).toEqual([0, 0x34, 0, 0, 0xc0]);
  });
});

describe('a target', () => {
  /** The first one is made as the agent starts; this is what becomes of the others. */
  const later = (make: () => Promise<Target>) => {
    let first = true;
    return () => {
      if (!first) return make();
      first = false;
      return Promise.resolve(createSimulator('splitter'));
    };
  };
  /** Takes the first target, so that the next who comes needs another. */
  async function used(): Promise<void> {
    const raw = client();
    await raw.greet();
    raw.end();
    await expect.poll(() => lines.join('\n')).toContain('the device is free again: its connection ended');
  }

  test.each([
    ['an error', new Error('no such device'), 'no such device'],
    ['something else', 'just so', 'just so'],
  ])('that cannot be opened is told, for %s, and tried again for the next', async (_what, error, detail) => {
    let broken = true;
    await start({ open: later(() => (broken ? Promise.reject(error as Error) : Promise.resolve(createSimulator('splitter')))) });
    await used();
    expect(reasonOf(await client().greet())).toBe(`target: the target cannot be opened: ${detail}`);
    broken = false;
    expect(await serves()).toBe(true);
  });

  test.each([
    ['an error', new RangeError('off by one'), 'off by one'],
    ['something else', 'just so', 'just so'],
  ])('that cannot be closed is told in the log, for %s', async (_what, error, detail) => {
    await start({ open: () => Promise.resolve(Object.assign(createSimulator('splitter'), { dispose: () => { throw error; } })) });
    await used();
    expect(lines).toContain(`the target could not be closed: ${detail}`);
    // The agent goes on.
    expect(await serves()).toBe(true);
    await expect.poll(() => lines.filter((line) => line.startsWith('the target could not be closed')).length).toBe(2);
  });

  test('that does not say what it is is a mistake in the agent, which is told and logged', async () => {
    const mute = Object.defineProperty(createSimulator('splitter'), 'identity', { get: () => { throw new RangeError('off by one'); } });
    await start({ open: () => Promise.resolve(mute) });
    expect(reasonOf(await client().greet())).toBe('protocol: something went wrong in the agent');
    expect(lines.join('\n')).toContain('the agent went wrong: RangeError: off by one');
  });

  test('whose client left while it was opened is for the next', async () => {
    let made = 0;
    let ready = (): void => {};
    const open = later(() => {
      made++;
      return new Promise((resolve) => { ready = () => { resolve(createSimulator('splitter')); }; });
    });
    await start({ open });
    await used();
    const left = client();
    const greeted = left.greet();
    await expect.poll(() => made).toBe(1);
    const meanwhile = client();
    expect(reasonOf(await meanwhile.greet())).toBe('busy: another controller has the device');
    left.end();
    await greeted;
    await new Promise((resolve) => setTimeout(resolve, 50));
    ready();
    await expect.poll(() => serves()).toBe(true);
    expect(made).toBe(1);
  });
});

describe('beyond loopback', () => {
  const where = { host: '0.0.0.0', port: 0 };
  const tls = { cert: '', key: '' };
  test.each<[string, Partial<AgentOptions>, string]>([
    ['nothing', { where }, 'that needs a certificate (--tls-cert, --tls-key) and a token (--token-file or KSCTS_TOKEN)'],
    ['only a token', { where, token: right }, 'that needs a certificate'],
    ['only TLS', { where, tls }, 'that needs a token'],
  ])('with %s it does not start', async (_name, options, message) => {
    await expect(start(options)).rejects.toThrow(message);
    expect(opened).toBe(0);
  });
});
