import { Option } from 'commander';
import type { Command } from 'commander';
import { findConfig, readConfig } from '../run/config.ts';
import { flagOf, isList, optionsFromEnvironment, resolveOptions, runOptionNames, runOptionTable, variableOf, writtenOptions } from '../run/options.ts';
import type { RunOptionName, RunOptions, WrittenOptions } from '../run/options.ts';

/** Adds the options of a run to a command: all, or the ones named. */
export function addRunOptions(command: Command, names: readonly RunOptionName[] = runOptionNames): Command {
  for (const name of names) command.addOption(optionOf(name));
  return command;
}

function optionOf(name: RunOptionName): Option {
  const definition: { argument?: string; about: string; default?: string } = runOptionTable[name];
  const { argument, about } = definition;
  const facts = [definition.default === undefined ? '' : `default: ${definition.default}`, `env: ${variableOf(name)}`];
  const flags = [flagOf(name), argument].filter(Boolean).join(' ');
  const option = new Option(flags, `${about} (${facts.filter(Boolean).join(', ')})`);
  if (isList(runOptionTable[name].type)) option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  return option;
}

/**
 * The options of a run from the command line, the environment and the configuration file.
 * @param file what a file says that is replayed: stronger than the surroundings, weaker than the command line
 * @throws UserError for a value that does not fit
 */
export async function readRunOptions(command: Command, query: readonly string[], file: WrittenOptions = {}): Promise<RunOptions> {
  const cwd = process.cwd();
  const [flags = {}, ...others] = await sourcesOf(command, cwd);
  return resolveOptions([flags, file, ...others], query, cwd);
}

/**
 * `--show-config`: prints what counts for each option and where it comes from. Values that do not fit are errors here, too.
 * @throws UserError for a value that does not fit
 */
export async function showConfig(command: Command, query: readonly string[]): Promise<void> {
  const cwd = process.cwd();
  const sources = await sourcesOf(command, cwd);
  resolveOptions(sources, query, cwd);
  const rows = writtenOptions(sources);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const wide = Math.max(...rows.map(({ text }) => text.length));
  process.stdout.write(rows.map(({ name, text, source }) => `${name.padEnd(width)}  ${text.padEnd(wide)}  ${source}\n`).join(''));
}

async function sourcesOf(command: Command, cwd: string): Promise<readonly WrittenOptions[]> {
  const config = findConfig(cwd);
  return [flagsOf(command, cwd), optionsFromEnvironment(process.env, cwd), config === undefined ? {} : await readConfig(config)];
}

function flagsOf(command: Command, cwd: string): WrittenOptions {
  const values = command.opts<Partial<Record<RunOptionName, string | string[] | boolean>>>();
  const written: WrittenOptions = {};
  for (const name of runOptionNames) {
    const value = values[name];
    if (value === undefined) continue;
    const texts = Array.isArray(value) ? value : [String(value)];
    written[name] = { texts, source: flagOf(name), base: cwd };
  }
  return written;
}
