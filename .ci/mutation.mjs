// Asks by mutation testing (Stryker) whether the tests of abi, spec, plan and judge would notice a change. All mutants
// of these rooms take hours; so a sample is tried, the same for the same seed: short windows of lines, in random places.
//   node .ci/mutation.mjs [--windows N] [--seed N] [--room NAME]...   or   --all
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    windows: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    room: { type: 'string', multiple: true, default: ['abi', 'spec', 'plan', 'judge'] },
  },
});
const root = join(import.meta.dirname, '..');
/** Lines of a window: few, so that many places are tried. */
const length = 6;

/** All lines of a room that can be mutated, as windows. */
function windowsOf(room) {
  const names = readdirSync(join(root, 'harness', room), { recursive: true }).map((name) => `harness/${room}/${name.replaceAll('\\', '/')}`);
  const mutated = names.filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\/(testing|generated|generate)\/|\/generate\.ts$/.test(name)).sort();
  return mutated.flatMap((name) => {
    const lines = readFileSync(join(root, name), 'utf8').split('\n').length;
    return Array.from({ length: Math.ceil(lines / length) }, (_, i) => `${name}:${i * length + 1}-${Math.min((i + 1) * length, lines)}`);
  });
}

const [count, seed] = [Number(values.windows), Number(values.seed)];
const sample = values.room.flatMap((room) => {
  const [chosen] = fc.sample(fc.shuffledSubarray(windowsOf(room), { minLength: count, maxLength: count }), { numRuns: 1, seed });
  return chosen;
});
const mutate = values.all ? [] : ['--mutate', sample.join(',')];
const { status } = spawnSync('npx', ['stryker', 'run', ...mutate], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
