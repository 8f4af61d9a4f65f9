/**
 * `npm run bench:bugs`: which of the simulated faults are found, and after how many requests, by kscts and by what people
 * use today. `--budget N` requests each, `--every N` takes each n-th fault, `--write FILE` keeps the result.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBook } from '../../run/book.ts';
import type { Fault } from '../../simulator/faults/fault.ts';
import { faults } from '../../simulator/faults/faults.ts';
import { median } from '../measure.ts';
import { markdown, percent, type Section } from '../table.ts';
import { preyOf, type Hunter } from './hunter.ts';
import { byCampaign, bySuite } from './kscts.ts';
import { libFuzzerSection } from './libfuzzer.ts';
import { byProperty } from './property.ts';
import { unguided } from './unguided.ts';

const { values } = parseArgs({
  options: { budget: { type: 'string', default: '200000' }, every: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' }, write: { type: 'string' } },
});
const budget = Number(values.budget);
const hunters: readonly Hunter[] = [bySuite, byCampaign, byProperty, unguided];

const book = loadBook([]);
const chosen = faults().filter((_, i) => i % Number(values.every) === 0);
const found = new Map<Hunter, Map<string, number>>(hunters.map((hunter) => [hunter, new Map()]));
const seed = Number(values.seed);
const places = new Map(chosen.map((fault) => [placeOf(fault), preyOf(fault)]));
/** Where a hunter notices something on the healthy device: what it finds there is no find, or one that cries wolf would win. */
const alarms = new Map(hunters.map((hunter) => [hunter, new Set([...places].filter(([, prey]) => hunter.hunt(book, { ...prey, faults: [] }, budget, seed) !== undefined).map(([place]) => place))]));
for (const fault of chosen) {
  const marks = hunters.map((hunter) => {
    const requests = alarms.get(hunter)?.has(placeOf(fault)) === true ? undefined : hunter.hunt(book, preyOf(fault), budget, seed);
    if (requests !== undefined) found.get(hunter)?.set(fault.id, requests);
    return requests ?? '–';
  });
  process.stderr.write(`${fault.id}: ${marks.join(' ')}\n`);
}

function placeOf(fault: Fault): string {
  const { device, arch } = preyOf(fault);
  return `${device} ${arch}`;
}

const falseAlarms = hunters.flatMap((hunter) => {
  const devices = [...(alarms.get(hunter) ?? [])];
  return devices.length === 0 ? [] : [`*${hunter.name}* cries wolf on ${devices.length} of ${places.size} healthy devices (${devices.join(', ')}): what it notices there does not count. `];
});
const everyone = chosen.filter(({ id }) => hunters.every((hunter) => found.get(hunter)?.has(id)));
const section: Section = {
  title: 'Bugs found',
  about: `${chosen.length} faults of the simulator, ${budget.toLocaleString('en-US')} requests for each, seed ${values.seed}. ${hunters.map(({ name, about }) => `*${name}*: ${about}`).join('. ')}. ${falseAlarms.join('')}The last column is the median number of requests until the fault was noticed, among those that the hunter found${everyone.length > 0 ? `; in brackets among the ${everyone.length} that all of them found` : ''}.`,
  rows: hunters.map((hunter) => {
    const requests = found.get(hunter) ?? new Map<string, number>();
    const common = everyone.map(({ id }) => requests.get(id) ?? NaN);
    const shown = requests.size === 0 ? '–' : Math.round(median([...requests.values()])).toLocaleString('en-US');
    return {
      what: hunter.name,
      value: `${requests.size} (${percent(requests.size, chosen.length)})`,
      ratio: common.length === 0 ? shown : `${shown} (${Math.round(median(common)).toLocaleString('en-US')})`,
    };
  }),
};

const folder = mkdtempSync(join(tmpdir(), 'kscts-bugs-'));
try {
  const text = [section, libFuzzerSection(folder, budget)].map(markdown).join('\n\n');
  process.stdout.write(`${text}\n`);
  if (values.write !== undefined) writeFileSync(values.write, `# Bugs found, compared\n\nMade by \`npm run bench:bugs -- --write ${values.write}\`.\n\n${text}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
