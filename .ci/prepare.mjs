// Builds unless the build is newer than all that goes into it. npm prepares the package on `npm ci`, and once more when
// `npx kscts` is used for the first time in a checkout: the second time there is nothing to do.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist/.built');

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const inputs = ['harness', 'suites', 'reports', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const fresh = existsSync(stamp) && inputs.every((input) => newest(join(root, input)) <= statSync(stamp).mtimeMs);
if (!fresh) {
  const began = new Date();
  const { status } = spawnSync('npm run build', { cwd: root, stdio: 'inherit', shell: true });
  if (status !== 0) process.exit(status ?? 1);
  // What was changed while the build ran is newer than this.
  writeFileSync(stamp, '');
  utimesSync(stamp, began, began);
}
// The compiler writes plain files; in a checkout nothing else makes the command executable.
chmodSync(join(root, 'dist/harness/cli/main.js'), 0o755);
