// Lists the licences of everything in the lockfile, and fails on one that is not permissive. What only development uses may
// also have MPL-2.0: nothing of it is shipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const permissive = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC-BY-4.0', 'CC0-1.0', 'ISC', 'MIT', 'PSF-2.0', 'Python-2.0', 'Unlicense']);
const root = join(import.meta.dirname, '..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

/** `(MIT OR Apache-2.0)` is permissive if one of them is, `MIT AND ISC` if all are. */
function isPermissive(licence) {
  return licence
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((one) => permissive.has(one)));
}

const names = new Map();
const refused = [];
for (const [path, { license, dev, peer, version }] of Object.entries(packages)) {
  if (path === '') continue;
  const licence = license ?? JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')).license ?? 'none';
  const name = `${path.replace(/^.*node_modules\//, '')}@${version}`;
  names.set(licence, [...(names.get(licence) ?? []), name]);
  if (!isPermissive(licence) && !((dev || peer) && licence === 'MPL-2.0')) refused.push(`${name}: ${licence}`);
}
for (const [licence, list] of process.argv.includes('--quiet') ? [] : [...names].sort(([, a], [, b]) => b.length - a.length)) {
  console.log(`${licence} (${list.length}): ${list.sort().join(', ')}`);
}
if (refused.length > 0) {
  console.error(`\nnot permissive:\n${refused.map((line) => `  ${line}`).join('\n')}`);
  process.exitCode = 1;
}
