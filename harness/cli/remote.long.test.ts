/** Runs against an agent in a process of its own, over a socket: what is judged, and what happens when the agent dies. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { readRecord } from '../run/record.ts';
import { runAgent } from './testing/agent.ts';
import type { RunningAgent } from './testing/agent.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

const dying = ['--target', `module:${join(packageRoot, 'harness/cli/testing/targets/dying.mjs')}`];
const deadly = 'demo:demo.d-unknown-ioctl@camera';

let place: Place;
let agent: RunningAgent | undefined;
beforeEach(() => { place = newPlace(); });
afterEach(async () => {
  await agent?.stop();
  agent = undefined;
  place.remove();
});

const target = () => ['--target', `remote://127.0.0.1:${agent?.port ?? 0}`];
const demo = () => ['run', 'demo', '--specs', 'specs/demo.yaml', '--no-progress', '-q', ...target()];
const record = (folder = 'kscts-results') => readRecord(place.path(folder, 'journal.jsonl'));
const verdicts = () => record().results.map(({ id, verdict }) => `${verdict} ${id.slice('demo:demo.'.length)}`);

// harness/run/remote-run.long.test.ts compares all cases of the device.
test('a run gives the verdicts that it gives here', async () => {
  const run = ['run', 'core/pin', 'core/general', 'core/allocator', '--runs', '2', '--no-progress', '-q'];
  agent = await runAgent(['--target', 'simulator:splitter']);
  const there = await place.kscts([...run, '--output', 'there', ...target()]);
  expect(there).toMatchObject({ code: 0, stdout: expect.stringContaining('PASSED') as string });
  await place.kscts([...run, '--output', 'here', '--target', 'simulator:splitter']);
  const judged = (folder: string) => record(folder).results.map(({ id, verdict, skip }) => `${verdict} ${id} ${skip?.reason ?? ''}`);
  expect(judged('there').length).toBeGreaterThan(400);
  expect(judged('there')).toEqual(judged('here'));
  expect(record('there').run?.identity).toEqual(record('here').run?.identity);
});

describe.skipIf(process.platform === 'win32')('an agent', () => {
  test('killed in a case: that is a crash, and the run goes on when the agent is back', async () => {
    agent = await runAgent(dying, { KSCTS_TEST_DEATH: 'kill' });
    const ended = await place.kscts(demo());
    expect(ended.code).toBe(1);
    expect(verdicts()).toEqual(['pass a-passes@camera', 'fail b-fails@camera', 'warn b-warns@camera', 'skip c-skips@camera', 'crash d-unknown-ioctl@camera', 'pass e-passes@camera']);
    const crash = record().results.find(({ id }) => id === deadly);
    expect(crash?.finding?.message).toMatch(/^the target died: the connection to the agent was lost: /);
    expect(crash?.finding?.exchanges.at(-1)?.title).toMatch(/unknown|IOCTL|send|request/i);
    expect(agent.printed()).toContain('its process died: SIGKILL; it is started again');
  });

  test('frozen in a case: that is a hang after its time limit, and the run goes on when it thaws', async () => {
    agent = await runAgent(dying, { KSCTS_TEST_DEATH: 'freeze' });
    const { pid } = agent;
    const journal = place.path('kscts-results', 'journal.jsonl');
    const thaw = setInterval(() => {
      if (!existsSync(journal) || !readFileSync(journal, 'utf8').includes('"verdict":"hang"')) return;
      clearInterval(thaw);
      process.kill(pid, 'SIGCONT');
    }, 200);
    const ended = await place.kscts(demo());
    expect(ended.code).toBe(1);
    expect(verdicts()).toContain('hang d-unknown-ioctl@camera');
    expect(verdicts()).toContain('pass e-passes@camera');
    expect(record().results.find(({ id }) => id === deadly)?.finding?.message).toMatch(/^the target hangs: the agent did not answer within 15 s/);
  });

  test('stuck in a call is ended, and started again', async () => {
    agent = await runAgent([...dying, '--call-limit', '4'], { KSCTS_TEST_DEATH: 'freeze' });
    const ended = await place.kscts(demo());
    expect(ended.code).toBe(1);
    expect(verdicts()).toContain('crash d-unknown-ioctl@camera');
    expect(verdicts()).toContain('pass e-passes@camera');
    expect(agent.printed()).toContain('its process was stuck in a call for 4 s; it is started again');
  });

  test('that dies oftener than --restarts allows leaves the run incomplete, and kscts resume goes on with it', async () => {
    agent = await runAgent(dying, { KSCTS_TEST_DEATH: 'kill' });
    const ended = await place.kscts([...demo(), '--restarts', '0']);
    expect(ended.code).toBe(3);
    expect(ended.stdout).toContain('INCOMPLETE  the device went away more than 0 times');
    expect(verdicts().at(-1)).toBe('crash d-unknown-ioctl@camera');
    const resumed = await place.kscts(['resume', 'kscts-results', '-q', '--no-progress']);
    expect(resumed.code).toBe(1);
    expect(verdicts().at(-1)).toBe('pass e-passes@camera');
  });

  test('that does not come back within --reconnect leaves the run incomplete', async () => {
    agent = await runAgent(dying, { KSCTS_TEST_DEATH: 'kill' });
    const { keeper } = agent;
    process.kill(keeper, 'SIGSTOP');
    const ended = await place.kscts([...demo(), '--reconnect', '1']);
    process.kill(keeper, 'SIGCONT');
    expect(ended.code).toBe(3);
    expect(ended.stdout).toMatch(/INCOMPLETE {2}the device did not come back within 1 s: /);
  });
});

describe('mistakes', () => {
  test.each([
    ['nobody listens', ['run', '--target', 'remote://127.0.0.1:1'], 'KS421'],
    ['no host', ['run', '--target', 'remote://:77'], 'KS420'],
    ['no slashes', ['run', '--target', 'remote:127.0.0.1'], 'KS201'],
    ['beyond loopback without TLS', ['agent', '--listen', '0.0.0.0:0'], 'KS424'],
    ['a certificate without its key', ['agent', '--tls-cert', 'a.pem'], 'KS428'],
    ['an unknown target', ['agent', '--target', 'simulator:nothing'], 'KS201'],
    ['no such file', ['agent', '--token-file', 'none'], 'KS427'],
  ])('%s', async (_name, args, code) => {
    const ended = await place.kscts(args);
    expect([ended.code, ended.stdout + ended.stderr]).toEqual([2, expect.stringContaining(code)]);
  });

  test('a short token', async () => {
    const ended = await place.kscts(['agent', '--listen', '127.0.0.1:0'], { env: { KSCTS_TOKEN: 'abc' } });
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('KS425')]);
    expect(ended.stderr).not.toContain('abc');
  });
});

test('a wrong token is refused, and no token is ever printed', async () => {
  const right = 'r'.repeat(40);
  const wrong = 'w'.repeat(40);
  writeFileSync(place.path('token'), `${right}\n`);
  agent = await runAgent(['--target', 'simulator:splitter', '--token-file', place.path('token')]);
  const list = (env: NodeJS.ProcessEnv, ...more: string[]) => place.kscts(['list', 'core/general', ...target(), ...more], { env });
  const refused = await list({ KSCTS_TOKEN: wrong });
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/KS422.*wrong token/)]);
  const again = await list({}, '--token-file', 'token');
  expect(again.stderr).toMatch(/KS422.*too many wrong tokens; try again in 1 s|^$/);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const allowed = await list({}, '--token-file', 'token');
  expect([allowed.code, allowed.stderr]).toEqual([0, '']);
  for (const text of [agent.printed(), refused.stderr, again.stderr]) {
    expect(text).not.toContain(right);
    expect(text).not.toContain(wrong);
  }
});
