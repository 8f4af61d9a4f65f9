/** What the command line takes, read from the command itself: for the reference and the manual page. */
import type { Command } from 'commander';
import { program } from '../program.ts';

export interface DocumentedCommand {
  readonly name: string;
  /** `kscts run [options] [case...]`. */
  readonly usage: string;
  readonly description: string;
  readonly arguments: readonly { readonly term: string; readonly about: string }[];
  readonly options: readonly { readonly term: string; readonly about: string }[];
}

/** Every command that users are shown, in the order of the help. */
export function documentedCommands(): readonly DocumentedCommand[] {
  const help = program().createHelp();
  return help.visibleCommands(program()).filter((command) => command.name() !== 'help').map((command) => documented(command));
}

function documented(command: Command): DocumentedCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    usage: `kscts ${command.name()} ${command.usage()}`,
    description: command.description(),
    arguments: help.visibleArguments(command).map((argument) => ({ term: help.argumentTerm(argument), about: help.argumentDescription(argument) })),
    options: help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((option) => ({ term: help.optionTerm(option), about: help.optionDescription(option) })),
  };
}
