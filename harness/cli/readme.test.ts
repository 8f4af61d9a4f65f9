import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

const readme = join(packageRoot, 'README.md');
/** A comment that names the command, and the block with what it printed. */
const session = /<!-- session: npx kscts (.*) -->\n```\n([^]*?)```/g;
/** Set to write the sessions anew instead of comparing them. */
const update = process.env['KSCTS_UPDATE_README'] === '1';

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

/**
 * Numbers grow with the specs, times differ, and lines break elsewhere where paths are longer: what is shown is one real
 * run, whose form must still be true.
 */
const form = (text: string) =>
  text
    .replace(/sha256 [0-9a-f]+/g, 'sha256 <digest>')
    .replace(/\b\d[\d,]*(\.\d+)?\b/g, '0')
    .replace(/\b0 (ms|s|min)\b/g, '<time>')
    .replace(/\s+/g, ' ');

const sessions = [...readFileSync(readme, 'utf8').matchAll(session)].map(([, command = '', printed = '']) => ({ command, printed }));
test.each(sessions)('README: npx kscts $command', async ({ command, printed }) => {
  const { stdout } = await place.kscts(command.replaceAll('"', '').split(' '));
  const text = stdout.replaceAll(`${packageRoot}/`, '');
  if (update) {
    const whole = readFileSync(readme, 'utf8');
    writeFileSync(readme, whole.replace(session, (block, other: string) =>
      other === command ? `<!-- session: npx kscts ${command} -->\n\`\`\`\n$ npx kscts ${command}\n${text}\`\`\`` : block,
    ));
  } else expect(form(`$ npx kscts ${command}\n${text}`), 'KSCTS_UPDATE_README=1 writes it anew').toBe(form(printed));
});
