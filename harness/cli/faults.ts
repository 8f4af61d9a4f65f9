/**
 * `npm run faults`: puts every fault into the simulator, one at a time, and prints what noticed it first. The healthy
 * devices must pass. With `--write FILE` the table goes into a Markdown file, too; rows of faults that were not tried
 * are kept as they are in it.
 *
 * Words behind choose faults by the start of their ids (`stream.`); `--device NAME` (may be repeated) and `--grep REGEX` (of
 * case ids, case ignored) choose where and with what they are looked for. `--campaigns N` also lets campaigns with the seeds
 * 1 to N look at the healthy devices, `--requests` each.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ExitCode } from '../base/errors.ts';
import { fuzzFault } from '../fuzz/fault.ts';
import { firstCatch, killOf } from '../run/kill.ts';
import { countsOf, documentOf, healthOf, isMissed, publishedHealth, publishedRows, rowOf, tableOf } from '../run/kill-table.ts';
import { faults } from '../simulator/faults/faults.ts';
import { simulatedDevices } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
    device: { type: 'string', multiple: true },
    grep: { type: 'string' },
    campaigns: { type: 'string', default: '0' },
    requests: { type: 'string', default: '48000' },
  },
});

const book = loadSpecs();
const options = {
  seed: Number(values.seed),
  ...(values.device !== undefined && { devices: values.device }),
  ...(values.grep !== undefined && { grep: new RegExp(values.grep, 'i') }),
};

const all = positionals.length === 0;
const wanted = faults().filter((fault) => all || positionals.some((start) => fault.id.startsWith(start)));
const involved = new Set<string>(values.device ?? (all ? simulatedDevices : []));
const tried = new Map<string, string>();
for (const fault of wanted) {
  const kill = firstCatch(book, fault, options);
  process.stderr.write(`${fault.id}: ${kill ? `${kill.verdict} ${kill.caseId}` : 'NOT NOTICED'}\n`);
  tried.set(fault.id, rowOf(fault, kill));
  if (kill) involved.add(kill.device);
}

const file = values.write;
const published = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : '';
const kept = publishedRows(published);
const rows = faults().flatMap(({ id }) => tried.get(id) ?? kept.get(id) ?? []);

const devices = [...involved];
const seeds = Array.from({ length: Number(values.campaigns) }, (_, i) => i + 1);
const health = healthOf(devices, `${runHealthy()}${seeds.length === 0 ? '' : ` ${fuzzHealthy()}`}`);
const ill = health.includes(' NOT ');

/** What a run, `--destructive` included, finds on the healthy devices. */
function runHealthy(): string {
  const kill = killOf(book, undefined, { ...options, devices, destructive: true });
  return kill ? `do NOT pass: ${kill.verdict} in ${kill.caseId}: ${kill.message}.` : 'pass everything.';
}

/** What campaigns find on them. */
function fuzzHealthy(): string {
  const requests = Number(values.requests);
  for (const device of devices) {
    for (const seed of seeds) {
      const fuzzed = fuzzFault(book, undefined, { seed, devices: [device], requests });
      process.stderr.write(`healthy ${device}, seed ${seed}: ${fuzzed ? fuzzed.found.breach.message : 'nothing found'}\n`);
      if (fuzzed) return `Campaigns do NOT leave them alone: ${fuzzed.found.item} on ${device}, seed ${seed}: ${fuzzed.found.breach.message}.`;
    }
  }
  const all = (requests * devices.length * seeds.length).toLocaleString('en-US');
  return `Campaigns with seeds 1 to ${seeds.length}, ${all} requests in all, find nothing on them.`;
}

const counts = countsOf(rows, options.seed);
process.stdout.write(`${tableOf([...tried.values()])}\n\n${counts}\n\n${health}\n`);
// A part of the faults says nothing new of all healthy devices.
if (file !== undefined) writeFileSync(file, documentOf(rows, counts, all || ill ? health : (publishedHealth(published) ?? health)));
process.exitCode = !rows.some(isMissed) && !ill ? ExitCode.clean : ExitCode.failures;
