/**
 * `npm run faults`: puts every fault into the simulator, one at a time, and prints what noticed it first. The healthy
 * devices must pass. With `--write FILE` the table goes into a Markdown file, too; rows of faults that were not tried
 * are kept as they are in it.
 *
 * Words behind choose faults by the start of their ids (`stream.`); `--device NAME` (may be repeated) and `--grep REGEX` (of
 * case ids, case ignored) choose where and with what they are looked for.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ExitCode } from '../base/errors.ts';
import { firstCatch, killOf } from '../run/kill.ts';
import { documentOf, isMissed, publishedRows, rowOf, tableOf } from '../run/kill-table.ts';
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
const kept = file !== undefined && existsSync(file) ? publishedRows(readFileSync(file, 'utf8')) : new Map<string, string>();
const rows = faults().flatMap(({ id }) => tried.get(id) ?? kept.get(id) ?? []);

const devices = [...involved];
const healthy = killOf(book, undefined, { ...options, devices });
const healthyText = healthy
  ? `The healthy devices do NOT pass: ${healthy.verdict} in ${healthy.caseId}: ${healthy.message}`
  : `The healthy devices (${devices.join(', ')}) pass everything.`;
const missed = rows.filter(isMissed).length;
const summary = `${rows.length - missed} of ${rows.length} faults noticed, seed ${options.seed}. ${healthyText}`;

process.stdout.write(`${tableOf([...tried.values()])}\n\n${summary}\n`);
if (file !== undefined) writeFileSync(file, documentOf(rows, summary));
process.exitCode = missed === 0 && !healthy ? ExitCode.clean : ExitCode.failures;
