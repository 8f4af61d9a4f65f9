import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { JournalLine } from './journal-lines.ts';
import { Watch } from './watch.ts';

/** A process that does nothing until it is ended. */
async function idle() {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, ended: once(child, 'exit') as Promise<[number | null, string | null]> };
}
const begins = (pid: number) => ({ t: 'resume', startedAt: '', pid }) as unknown as JournalLine;

test('a worker without an end: how it ended, and what it printed last', () => {
  const watch = new Watch(1000);
  expect(watch.stopLine('')).toEqual({ t: 'stop', why: 'crash', detail: 'the worker ended early' });
  watch.see(begins(7));
  watch.exited(null, 'SIGSEGV');
  expect(watch.stopLine('one\ntwo\n')).toEqual({ t: 'stop', why: 'crash', detail: 'the worker died: SIGSEGV', output: 'one\ntwo' });
  watch.exited(3, null);
  expect(watch.stopLine('')).toMatchObject({ detail: 'the worker died: exit code 3' });
});

test('what a sanitizer said is better than what was printed, up to its summary', () => {
  const text = 'ERROR: heap-use-after-free\nSUMMARY: AddressSanitizer: heap-use-after-free\nShadow bytes';
  const watch = new Watch(1000, (pid) => (pid === 7 ? { summary: 'heap-use-after-free', text } : null) as ReturnType<ConstructorParameters<typeof Watch>[1] & object>);
  watch.see(begins(7));
  watch.exited(1, null);
  expect(watch.stopLine('printed')).toMatchObject({ detail: 'heap-use-after-free; the worker died: exit code 1', output: 'ERROR: heap-use-after-free' });
});

test('a case that takes too long costs the process', async () => {
  const { pid, ended } = await idle();
  const watch = new Watch(0);
  watch.check();
  watch.see(begins(pid));
  watch.check();
  expect(await ended).toEqual([null, 'SIGKILL']);
  watch.exited(null, 'SIGKILL');
  expect(watch.stopLine('')).toEqual({ t: 'stop', why: 'hang', detail: 'killed: no end within 0 s' });
  // It is gone: there is nothing to kill.
  watch.check();
});

test('the user ends it: politely at first, also a process that only now begins', async () => {
  const { pid, ended } = await idle();
  const watch = new Watch(60_000);
  watch.interrupt();
  watch.see(begins(pid));
  expect(await ended).toEqual([null, process.platform === 'win32' ? 'SIGTERM' : 'SIGINT']);
  expect(watch.stopLine('printed')).toEqual({ t: 'stop', why: 'interrupted', detail: 'interrupted by the user' });
});

test('and at once, when asked again', async () => {
  const child = spawn(process.execPath, ['-e', 'process.on("SIGINT", () => {}); console.log(1); setInterval(() => {}, 1000)'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const watch = new Watch(60_000);
  watch.see(begins(child.pid ?? 0));
  watch.interrupt();
  watch.interrupt();
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
});
