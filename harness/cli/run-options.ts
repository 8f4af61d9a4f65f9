import { Option } from 'commander';
import type { Command } from 'commander';
import { findConfig, readConfig } from '../run/config.ts';
import { flagOf, optionsFromEnvironment, resolveOptions, runOptionNames, runOptionTable, variableOf } from '../run/options.ts';
import type { RunOptionName, RunOptions, WrittenOptions } from '../run/options.ts';

/** Adds the options of a run to a command: all, or the ones named. */
export function addRunOptions(command: Command, names: readonly RunOptionName[] = runOptionNames): Command {
  for (const name of names) command.addOption(optionOf(name));
  return command;
}

function optionOf(name: RunOptionName): Option {
  const definition: { type: string; argument?: string; about: string; default?: string } = runOptionTable[name];
  const { type, argument, about } = definition;
  const facts = [definition.default === undefined ? '' : `default: ${definition.default}`, `env: ${variableOf(name)}`];
  const flags = [flagOf(name), argument].filter(Boolean).join(' ');
  const option = new Option(flags, `${about} (${facts.filter(Boolean).join(', ')})`);
  if (type === 'paths' || type === 'texts') option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  return option;
}

/**
 * The options of a run from the command line, the environment and the configuration file.
 * @throws UserError for a value that does not fit
 */
export async function readRunOptions(command: Command, query: readonly string[]): Promise<RunOptions> {
  const cwd = process.cwd();
  const config = findConfig(cwd);
  const sources = [
    flagsOf(command, cwd),
    optionsFromEnvironment(process.env, cwd),
    config === undefined ? {} : await readConfig(config),
  ];
  return resolveOptions(sources, query, cwd);
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
