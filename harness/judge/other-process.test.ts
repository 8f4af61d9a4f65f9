import { expect, test } from 'vitest';
import { Client, GET } from '../simulator/testing/client.ts';
import { OtherProcess } from './other-process.ts';

test('a process is started for its first handle, asked through its handles, and leaves nothing', () => {
  const client = new Client('testcap');
  const other = new OtherProcess(client.target);
  const filter = client.openFilter();
  const before = client.target.census();
  expect([other.runs, other.has(filter)]).toEqual([false, false]);
  const copy = other.give(filter);
  if (copy === undefined) throw new Error('no copy');
  const ask = (handle: typeof filter) => other.from(handle, () => client.pinProperty(filter === handle ? filter : copy, 2, 0, 4, GET).status);
  expect([ask(filter), ask(copy), other.has(copy), other.runs]).toEqual(['STATUS_SUCCESS', 'STATUS_SUCCESS', true, true]);
  other.end();
  other.end();
  expect([client.target.census(), other.runs, other.has(copy)]).toEqual([before, false, false]);
});

test('a target with one process gives none', () => {
  const client = new Client('testcap');
  const target = new Proxy(client.target, { get: (object, name) => (name === 'processes' ? undefined : (Reflect.get(object, name, object) as unknown)) });
  expect(new OtherProcess(target).give(client.openFilter())).toBeUndefined();
});
