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
import { follow, formOf, shownSession, stepsOf, unmarkedBlocks, updateSessions, wordsOf, writeSession } from './testing/sessions.ts';
import type { DocumentStep } from './testing/sessions.ts';
import { missing, newShell } from './testing/shell.ts';
import type { Shell } from './testing/shell.ts';

vi.setConfig({ testTimeout: 300_000 });

let shell: Shell;
beforeAll(() => { shell = newShell(); });
afterAll(() => { shell.remove(); });

const inDocs = readdirSync(join(packageRoot, 'docs')).filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...inDocs].map((name) => {
  const file = join(packageRoot, name);
  return { name, file, text: readFileSync(file, 'utf8') };
});

function titleOf(step: DocumentStep): string {
  if (step.kind === 'session') return step.command;
  return step.kind === 'shell' || step.kind === 'left' ? step.shown.trim() : step.path;
}


describe.each(documents.filter(({ text }) => stepsOf(text).length > 0))('$name', ({ file, text }) => {
  let place: Place;
  beforeAll(() => { place = newPlace('empty'); });
  afterAll(() => { place.remove(); });

  test.for(stepsOf(text).map((step, i) => ({ step, i: i + 1, what: titleOf(step) })))('step $i: $what', async ({ step }, context) => {
    if (step.kind === 'left') return context.skip(step.why);
    if (step.kind === 'session') {
      const shown = shownSession(step.command, await place.kscts(wordsOf(step.command)));
      if (updateSessions) writeSession(file, step.at, shown);
      else expect(formOf(shown), 'KSCTS_UPDATE_SESSIONS=1 writes it anew').toBe(formOf(step.printed));
    } else if (step.kind === 'shell') {
      const lacking = missing(step.needs);
      if (lacking !== undefined) return context.skip(lacking);
      const { code, stdout, stderr } = await shell.run(step.line, place);
      expect(code, stdout + stderr).toBe(step.exit);
    } else follow(step, place);
  });
});

/** Documents whose blocks another test goes through, or that show no more than how options are written. */
const elsewhere: Readonly<Record<string, string>> = {
  'docs/spec-language.md': 'harness/spec/reference.test.ts compiles its examples',
  'docs/cli.md': 'harness/cli/reference/pages.test.ts makes it from the commands themselves',
};

test.each(documents.filter(({ name }) => !(name in elsewhere)))('every command and example of $name is gone through, or says why not', ({ text }) => {
  expect(unmarkedBlocks(text)).toEqual([]);
});

const handedOver = documents.flatMap(({ name, text }) => stepsOf(text).flatMap((step) => (step.kind === 'left' && step.test !== undefined ? [{ name, ...step, test: step.test }] : [])));
test.each(handedOver)('$name: $test does "$shown"', ({ shown, test }) => {
  const source = readFileSync(join(packageRoot, test), 'utf8');
  const words = shown.replace(/ #.*/, '').split(/\s+/).filter((word, i, all) => word.startsWith('--') || /kscts$/.test(all[i - 1] ?? ''));
  expect(words.filter((word) => !source.includes(word))).toEqual([]);
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

const commands = documents.flatMap(({ name, text }) =>
  commandsIn(text).filter((line) => !/[…|]|^-|--help/.test(line)).map((line) => ({ name, line })),
);
test.each(commands)('$name: "kscts $line" is a command line that kscts takes', async ({ line }) => {
  const words = wordsOf(line);
  await parsing().parseAsync(words, { from: 'user' });
});

test.each(documents)('the links of $name lead somewhere', ({ file, text }) => {
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
});

test('the README names every bundled device', () => {
  const table = simulatedDevices().map(({ name, title }) => `| \`simulator:${name}\` | ${title} |\n`);
  expect(readFileSync(join(packageRoot, 'README.md'), 'utf8')).toContain(table.join(''));
});
