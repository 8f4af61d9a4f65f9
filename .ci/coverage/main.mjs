// Which branches the tests reach, in their own process and in those that they start: `kscts`, its workers, agents. What is
// killed counts nothing. Fails if the tests do, or if they reach too little of harness/. Words go to Vitest: files to run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import coverage from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import { addChildren } from './children.mjs';

/** Percent of the branches of harness/. */
const floor = 90;

const root = join(import.meta.dirname, '../..');
const results = join(root, 'coverage');
const folder = mkdtempSync(join(tmpdir(), 'kscts-coverage-'));
const [children, maps] = [join(folder, 'children'), join(folder, 'maps')];

function node(words, env = {}) {
  return spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

try {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(children);
  const options = ['--incremental', 'false', '--tsBuildInfoFile', 'null', '--declaration', 'false', '--sourceMap', '--outDir', maps];
  const compiled = node(['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.build.json', ...options]);
  const words = process.argv.slice(2);
  const tested = compiled || node(['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'long', '--coverage', ...words], { KSCTS_COVERAGE: children });
  const map = coverage.createCoverageMap(JSON.parse(readFileSync(join(results, 'coverage-final.json'), 'utf8')));
  const { processes, unknown } = await addChildren(map, children, join(root, 'dist'), maps);
  const context = report.createContext({ dir: results, coverageMap: map });
  for (const name of ['html', 'json-summary']) reports.create(name, { projectRoot: root }).execute(context);
  const percent = printTable(map);
  console.log(`\n${processes} processes and threads besides Vitest's; ${unknown} branches of what they ran are none that Vitest knows`);
  if (percent < floor) console.log(`less than ${floor} % of the branches of harness/`);
  process.exitCode = tested || (percent < floor ? 1 : 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One line for each room. Gives how many percent of the branches of harness/ are reached. */
function printTable(map) {
  const rooms = new Map();
  for (const file of map.files()) {
    const parts = relative(root, file).split(/[\\/]/);
    const own = parts[0] === 'harness' ? [`${parts[0]}/${parts[1]}`, 'harness'] : [parts[0]];
    for (const name of [...own, 'all']) {
      const summary = rooms.get(name) ?? coverage.createCoverageSummary();
      summary.merge(map.fileCoverageFor(file).toSummary());
      rooms.set(name, summary);
    }
  }
  const kinds = ['branches', 'statements', 'functions', 'lines'];
  const line = (name, cells, missed) => `${name.padEnd(20)}${cells.map((cell) => cell.padStart(12)).join('')}${missed.padStart(22)}`;
  console.log(line('', kinds, 'branches not reached'));
  for (const [name, summary] of [...rooms].sort(([a], [b]) => a.localeCompare(b))) {
    const { total, covered } = summary.branches;
    console.log(line(name, kinds.map((kind) => `${summary[kind].pct.toFixed(1)} %`), `${total - covered} of ${total}`));
  }
  return rooms.get('harness').branches.pct;
}
