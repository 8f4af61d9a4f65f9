/** What an agent does to who does not behave. */
import { afterEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { startAgent } from '../target/remote/agent.ts';
import type { Agent, AgentOptions } from '../target/remote/agent.ts';
import { ByteWriter } from '../target/remote/bytes.ts';
import { read } from '../target/remote/messages.ts';
import { writeCall, welcome } from '../target/remote/protocol.ts';
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
