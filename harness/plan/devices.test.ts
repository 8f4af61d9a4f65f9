/**
 * What is planned for bundled devices: a change of the planner that is not meant to change it shows here. Where a
 * spec or a device was changed, `-u` takes the new lines.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { PlannedCase } from './plan.ts';
import { makePlan } from './plan.ts';

const book = loadSpecs();

const counted = (names: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort().map(([name, count]) => `${count} ${name}`).join(', ');
};
const digest = (lines: readonly string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
const text = ({ id, kind, claim, item, object, skip, about }: PlannedCase): string =>
  JSON.stringify([id, kind, claim, item, object, skip, about?.set.name]);

/** One of each class driver, and one from 32-bit callers. */
const devices = [['testcap', 'x64'], ['testcap', 'x86'], ['phonecam', 'x64'], ['synth', 'x64'], ['dvddecoder', 'x64'], ['bda', 'x64']] as const;

test('cases and objects of devices', async () => {
  const lines = devices.map(([device, arch]) => {
    const target = createSimulator(device, { arch });
    const { cases, device: objects } = makePlan(book, target, { query: [], profiles: [], destructive: false });
    target.dispose();
    const found = objects.map(({ path, kind, parent, attributes, offers, absent }) =>
      JSON.stringify([path, kind, parent?.path, attributes, ...offers, absent], (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)));
    const told = cases.map(({ kind, skip }) => skip?.reason ?? `${kind}s`);
    return `${device} ${arch}: ${counted(told)} ${digest(cases.map(text))}; ${counted(objects.map(({ kind }) => kind))} ${digest(found)}\n`;
  });
  await expect(lines.join('')).toMatchFileSnapshot('__snapshots__/devices.txt');
});
