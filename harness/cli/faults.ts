/**
 * `npm run faults`: puts every fault into the simulator, one at a time, and prints which claim noticed it first. The
 * healthy devices must pass. With `--write FILE` the table goes into a Markdown file, too.
 *
 * Words behind choose faults by the start of their ids (`stream.`); `--device NAME` (may be repeated) and `--grep REGEX` (of
 * case ids, case ignored) choose where and with what they are looked for.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ExitCode } from '../base/errors.ts';
import { killOf, type Kill } from '../run/kill.ts';
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
  devices: values.device ?? simulatedDevices,
  ...(values.grep !== undefined && { grep: new RegExp(values.grep, 'i') }),
};

/** A row of the table; the columns are those of the header below. */
type Row = readonly string[];
const header: Row = ['fault', 'class', 'what the driver does wrong', 'noticed first by', 'verdict', 'requests'];

const healthy = killOf(book, undefined, options);
const wanted = faults().filter((fault) => positionals.length === 0 || positionals.some((start) => fault.id.startsWith(start)));
const rows = wanted.map((fault): Row => {
  // A fault in a minidriver shows on that device only.
  const devices = fault.device !== undefined && values.device === undefined ? [fault.device] : options.devices;
  const kill = killOf(book, fault.id, { ...options, devices });
  process.stderr.write(`${fault.id}: ${kill ? `${kill.verdict} ${kill.caseId}` : 'NOT NOTICED'}\n`);
  return [fault.id, fault.bugClass, fault.title, ...outcome(kill)];
});

function outcome(kill: Kill | undefined): Row {
  return kill ? [`\`${kill.claim}\` on ${kill.device}`, kill.verdict, String(kill.requests)] : ['nothing', '', ''];
}

const missed = rows.filter((row) => row[3] === 'nothing').length;
const line = (row: Row) => `| ${row.join(' | ')} |`;
const table = [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
const healthyText = healthy
  ? `The healthy devices do NOT pass: ${healthy.verdict} in ${healthy.caseId}: ${healthy.message}`
  : `The healthy devices (${options.devices.join(', ')}) pass everything.`;
const summary = `${rows.length - missed} of ${rows.length} faults noticed, seed ${options.seed}. ${healthyText}`;

process.stdout.write(`${table}\n\n${summary}\n`);
if (values.write !== undefined) {
  const about = 'Made by `npm run faults -- --write docs/faults.md`: each fault alone in the simulator, and the first claim that notices it.';
  writeFileSync(values.write, `# Faults and what notices them\n\n${about}\n\n${table}\n\n${summary}\n`);
}
process.exitCode = missed === 0 && !healthy ? ExitCode.clean : ExitCode.failures;
