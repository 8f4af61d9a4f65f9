// Asks by mutation testing (Stryker) whether the tests of abi, spec, plan and judge would notice a change. All mutants
// of these rooms take hours; so a sample is tried, the same for the same seed: short windows of lines, in random places.
// Only the tests of the rooms that are changed are asked. Ends with the score of each room; below 80 % it fails.
//   node .ci/mutation.mjs [--windows N] [--seed N] [--room NAME]...   or   --all
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
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

/** The files of a room that can be mutated. */
function filesOf(room) {
  const names = readdirSync(join(root, 'harness', room), { recursive: true }).map((name) => `harness/${room}/${name.replaceAll('\\', '/')}`);
  return names.filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\/(testing|generated|generate)\/|\/generate\.ts$/.test(name)).sort();
}

/** All lines of a file, as windows. */
function windowsOf(name) {
  const lines = readFileSync(join(root, name), 'utf8').split('\n').length;
  return Array.from({ length: Math.ceil(lines / length) }, (_, i) => `${name}:${i * length + 1}-${Math.min((i + 1) * length, lines)}`);
}

const [count, seed] = [Number(values.windows), Number(values.seed)];
const places = values.room.flatMap((room) => {
  if (values.all) return filesOf(room);
  const [chosen] = fc.sample(fc.shuffledSubarray(filesOf(room).flatMap(windowsOf), { minLength: count, maxLength: count }), { numRuns: 1, seed });
  return chosen;
});
// The report of an earlier run is not taken for one of this run, should Stryker fail.
rmSync(join(root, 'kscts-results/mutation.json'), { force: true });
const { error } = spawnSync('npx', ['stryker', 'run', '--mutate', places.join(',')], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, KSCTS_MUTATED_ROOMS: values.room.join(',') },
});
if (error) throw error;

const { files } = JSON.parse(readFileSync(join(root, 'kscts-results/mutation.json'), 'utf8'));
for (const room of values.room) {
  const mutants = Object.entries(files).flatMap(([name, file]) => (name.startsWith(`harness/${room}/`) ? file.mutants : []));
  const [killed, timeout, survived, uncovered] = ['Killed', 'Timeout', 'Survived', 'NoCoverage'].map(
    (status) => mutants.filter((mutant) => mutant.status === status).length,
  );
  const tried = killed + timeout + survived + uncovered;
  const score = (100 * (killed + timeout)) / tried;
  const seedText = values.all ? 'all' : `seed ${seed}`;
  console.log(`${room} (${seedText}): ${tried} mutants, ${killed} killed, ${timeout} timeout, ${survived} survived, ${uncovered} without tests, ${score.toFixed(1)} %`);
  if (!(score >= 80)) process.exitCode = 1;
}
