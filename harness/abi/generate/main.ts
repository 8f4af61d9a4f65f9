/** `npm run generate`: writes `harness/abi/generated/` from `harness/abi/facts/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { readFacts } from './facts.ts';
import { generatedModules } from './tables.ts';

const room = join(packageRoot, 'harness', 'abi');
mkdirSync(join(room, 'generated'), { recursive: true });
for (const [file, text] of generatedModules(readFacts(join(room, 'facts')))) {
  writeFileSync(join(room, 'generated', file), text);
  process.stdout.write(`harness/abi/generated/${file}: ${text.length} bytes\n`);
}
