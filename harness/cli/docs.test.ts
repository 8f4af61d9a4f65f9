/** Goes through every document as its reader would: writes the files it shows, runs its commands in their order. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { simulatedDevices } from '../simulator/devices.ts';
import { program } from './program.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';
import { follow, formOf, shownSession, stepsOf, updateSessions, wordsOf, writeSession } from './testing/sessions.ts';

vi.setConfig({ testTimeout: 300_000 });

const inDocs = readdirSync(join(packageRoot, 'docs')).filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
const documents = ['README.md', 'CONTRIBUTING.md', ...inDocs].map((name) => ({ name, file: join(packageRoot, name) }));

describe.each(documents.filter(({ file }) => stepsOf(file).length > 0))('$name', ({ file }) => {
  let place: Place;
  beforeAll(() => { place = newPlace('empty'); });
  afterAll(() => { place.remove(); });

  test.each(stepsOf(file).map((step, i) => ({ step, i: i + 1, what: step.kind === 'session' ? step.command : step.path })))(
    'step $i: $what',
    async ({ step }) => {
      if (step.kind !== 'session') {
        follow(step, place);
        return;
      }
      const shown = shownSession(step.command, await place.kscts(wordsOf(step.command)));
      if (updateSessions) writeSession(file, step.at, shown);
      else expect(formOf(shown), 'KSCTS_UPDATE_SESSIONS=1 writes it anew').toBe(formOf(step.printed));
    },
  );
});

/** Command lines in code blocks and in the text of a document. */
function commandsIn(text: string): readonly string[] {
  const lines = text.split('\n').flatMap((line) => /^(?: {4}|\$ )?(?:.*(?:&&|run:) )?(npx kscts .*)$/.exec(line)?.[1] ?? []);
  const inline = [...text.matchAll(/`(npx kscts [^`]*)`/g)].map(([, command = '']) => command);
  return [...new Set([...lines, ...inline].map((command) => command.replace(/ +#.*$/, '').replace(/^npx kscts ?/, '')))];
}

/** The command with actions that do nothing. */
function parsing(): Command {
  const kscts = program();
  const silence = (command: Command): void => {
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} }).exitOverride().action(() => {});
    command.commands.forEach(silence);
  };
  kscts.commands.forEach(silence);
  return kscts.configureOutput({ writeOut: () => {}, writeErr: () => {} });
}

const commands = documents.flatMap(({ name, file }) =>
  commandsIn(readFileSync(file, 'utf8')).filter((line) => !/[…|]|^-|--help/.test(line)).map((line) => ({ name, line })),
);
test.each(commands)('$name: "kscts $line" is a command line that kscts takes', async ({ line }) => {
  const words = wordsOf(line);
  await parsing().parseAsync(words, { from: 'user' });
});

test.each(documents)('the links of $name lead somewhere', ({ file }) => {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
});

test('the README names every bundled device', () => {
  const table = simulatedDevices().map(({ name, title }) => `| \`simulator:${name}\` | ${title} |\n`);
  expect(readFileSync(join(packageRoot, 'README.md'), 'utf8')).toContain(table.join(''));
});
