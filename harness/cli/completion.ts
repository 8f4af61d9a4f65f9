/** Shell completion: the script that a shell loads, and what it asks for while words are typed. */
import tab from '@bomb.sh/tab/commander';
import type { RootCommand } from '@bomb.sh/tab';
import { Command } from 'commander';
import { targetNames } from '../run/targets.ts';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

/** What completes `commands`: their names and options, and the targets that can be named. */
async function completing(commands: readonly Command[]): Promise<RootCommand> {
  // The library adds commands of its own to what it is given, so it gets a command that nobody else uses.
  const kscts = new Command('kscts');
  for (const command of commands) kscts.addCommand(command);
  const root = tab(kscts);
  root.commands.delete('complete');
  const names = await targetNames();
  for (const command of root.commands.values()) {
    const target = command.options.get('target');
    if (target) {
      target.handler = (complete) => {
        for (const name of names) complete(name, '');
      };
    }
  }
  return root;
}

/** `kscts completion SHELL`: prints the script. */
export async function printCompletionScript(commands: readonly Command[], shell: Shell): Promise<void> {
  (await completing(commands)).setup('kscts', 'kscts', shell);
}

/** `kscts complete -- WORDS…`, which the scripts call: prints what the last word may become. */
export async function complete(commands: readonly Command[], words: readonly string[]): Promise<void> {
  (await completing(commands)).parse([...words]);
}
