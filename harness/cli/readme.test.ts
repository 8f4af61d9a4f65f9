import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { simulatedDevices } from '../simulator/devices.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';
import { formOf, sessionsOf, shownSession, updateSessions, writeSession } from './testing/sessions.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

const readme = join(packageRoot, 'README.md');
test.each(sessionsOf(readme))('README: npx kscts $command', async ({ command, printed }) => {
  const { stdout } = await place.kscts(command.replaceAll('"', '').split(' '));
  if (updateSessions) writeSession(readme, command, stdout);
  else expect(formOf(shownSession(command, stdout)), 'KSCTS_UPDATE_SESSIONS=1 writes it anew').toBe(formOf(printed));
});

test('the README names every bundled device', () => {
  const table = simulatedDevices().map(({ name, title }) => `| \`simulator:${name}\` | ${title} |\n`);
  expect(readFileSync(readme, 'utf8')).toContain(table.join(''));
});
