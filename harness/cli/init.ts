import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';

const example = join(packageRoot, 'docs', 'examples', 'vendor');

const config = `# Options of kscts, as on the command line; flags and KSCTS_* variables win over them.
target: simulator:testcap
specs: [specs]
`;

/**
 * `kscts init`: puts a configuration and an example of specs for a property set of one's own into a folder.
 * @throws UserError KS230 if a file is there already; nothing is written then
 */
export function init(folder: string): void {
  const schema = '# yaml-language-server: $schema=../node_modules/kscts/specs/schema.json';
  const files = new Map([
    ['kscts.config.yaml', config],
    ...readdirSync(example).map((name): [string, string] => [
      join('specs', name),
      readFileSync(join(example, name), 'utf8').replace(/^# yaml-language-server: .*$/m, schema),
    ]),
  ]);
  const there = [...files.keys()].map((name) => join(folder, name)).filter((path) => existsSync(path));
  if (there.length > 0) {
    throw new UserError({
      code: 'KS230',
      message: `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already; nothing was written`,
      hint: 'name a folder without them: kscts init FOLDER',
    });
  }
  mkdirSync(join(folder, 'specs'), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const inFolder = relative(process.cwd(), folder);
  const next = [...(inFolder === '' ? [] : [`cd ${inFolder}`]), 'npx kscts check specs', 'npx kscts run controls'];
  process.stdout.write(`${[...files.keys()].map((name) => `wrote ${join(folder, name)}\n`).join('')}\nNext:\n${next.map((line) => `  ${line}\n`).join('')}`);
}
