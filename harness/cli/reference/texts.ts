/** The generated pages about the command line: docs/cli.md, docs/configuration.md and docs/kscts.1. */
import { exitCodeMeanings } from '../exit-codes.ts';
import { flagOf, runOptionNames, runOptionTable, variableOf } from '../../run/options.ts';
import { documentedCommands } from './commands.ts';

const made = 'Made by `npm run generate`; change the source, not this page.';

/** docs/cli.md: every command with its arguments and options, and the exit codes. */
export function cliPage(): string {
  const commands = documentedCommands();
  const parts = [
    `# The command line\n\n${made}`,
    commands.map(({ name, description }) => `- [\`kscts ${name}\`](#kscts-${name}): ${description}`).join('\n'),
    ...commands.map((command) => [
      `## kscts ${command.name}`,
      `    ${command.usage}`,
      command.description,
      table('argument', command.arguments),
      table('option', command.options),
    ].filter((part) => part !== '').join('\n\n')),
    `## Exit codes\n\n| code | meaning |\n|---:|---|\n${Object.entries(exitCodeMeanings).map(([code, meaning]) => `| ${code} | ${meaning} |\n`).join('')}`.trimEnd(),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** docs/configuration.md: the options of a run, and where they may be written. */
export function configurationPage(): string {
  const rows = runOptionNames.map((name) => {
    const { type, about, ...rest }: { type: string; about: string; default?: string } = runOptionTable[name];
    return `| \`${name}\` | \`${flagOf(name)}\` | \`${variableOf(name)}\` | ${type} | ${rest.default === undefined ? '' : `\`${rest.default}\``} | ${cell(about)} |\n`;
  });
  return `# Configuration

${made}

The options of a run may be written in four places. A flag wins over a variable of the environment, that over the configuration file, that
over the default. \`kscts run --show-config\` prints what counts and where it comes from, and runs nothing.

The configuration file is \`kscts.config.yaml\` (or \`.yml\`, \`.json\`), looked for in the current folder and then upward. It is a mapping from option
names to values; paths in it start from its folder:

<!-- file: kscts.config.yaml -->
\`\`\`yaml
target: simulator:testcap
specs: [specs]
seed: 7
\`\`\`

<!-- setup: kscts run --show-config | grep 'simulator:testcap *target in ' -->

In the environment, lists of paths are separated as in PATH, other lists by commas.

| option | flag | variable | type | default | meaning |
|---|---|---|---|---|---|
${rows.join('')}`;
}

/** docs/kscts.1: the manual page, in the macros of man(7). */
export function manualPage(): string {
  const commands = documentedCommands();
  const lines = [
    '.TH KSCTS 1',
    '.SH NAME',
    'kscts \\- conformance tests for Windows Kernel Streaming drivers',
    '.SH SYNOPSIS',
    ...commands.flatMap(({ usage }) => [`.B ${roff(usage)}`, '.br']),
    '.SH DESCRIPTION',
    'Spec files say what a driver must do, kscts asks it, a report says where the two differ.',
    '.SH COMMANDS',
    ...commands.flatMap((command) => [
      `.SS kscts ${roff(command.name)}`,
      roff(command.description),
      ...[...command.arguments, ...command.options].flatMap(({ term, about }) => ['.TP', `.B ${roff(term)}`, roff(about)]),
    ]),
    '.SH EXIT STATUS',
    ...Object.entries(exitCodeMeanings).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
    '.SH FILES',
    '.TP',
    '.I kscts.config.yaml',
    'Options, looked for in the current folder and then upward.',
    '.TP',
    '.I kscts-results/',
    'The journal of the last run and the reports made from it.',
  ];
  return `${lines.join('\n')}\n`;
}

function table(head: string, rows: readonly { readonly term: string; readonly about: string }[]): string {
  if (rows.length === 0) return '';
  return `| ${head} | meaning |\n|---|---|\n${rows.map(({ term, about }) => `| \`${term.replaceAll('|', '\\|')}\` | ${cell(about)} |`).join('\n')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('\n', ' ');
}

/** Escapes what roff would take for itself. */
function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^([.'])/, '\\&$1').replaceAll('\n', ' ');
}
