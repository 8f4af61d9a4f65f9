/**
 * `npm run bench:bugs`: which of the simulated faults are found, and after how many requests, by kscts and by what people
 * use today. `--budget N` requests each, `--every N` takes each n-th fault, `--write FILE` keeps the result.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBook } from '../../run/book.ts';
import { faults } from '../../simulator/faults/faults.ts';
import { median } from '../measure.ts';
import { markdown, percent, type Section } from '../table.ts';
import type { Hunter } from './hunter.ts';
import { byCampaign, bySuite } from './kscts.ts';
import { libFuzzerSection } from './libfuzzer.ts';
import { byProperty } from './property.ts';
import { unguided } from './unguided.ts';

const { values } = parseArgs({
  options: { budget: { type: 'string', default: '20000' }, every: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' }, write: { type: 'string' } },
});
const budget = Number(values.budget);
const hunters: readonly Hunter[] = [bySuite, byCampaign, byProperty, unguided];

const book = loadBook([]);
const chosen = faults().filter((_, i) => i % Number(values.every) === 0);
const found = new Map<Hunter, Map<string, number>>(hunters.map((hunter) => [hunter, new Map()]));
// A healthy device must give nothing, or a hunter that cries wolf would win.
for (const fault of chosen) {
  const marks = hunters.map((hunter) => {
    const requests = hunter.hunt(book, fault, budget, Number(values.seed));
    if (requests !== undefined) found.get(hunter)?.set(fault.id, requests);
    return requests ?? '–';
  });
  process.stderr.write(`${fault.id}: ${marks.join(' ')}\n`);
}

const everyone = chosen.filter(({ id }) => hunters.every((hunter) => found.get(hunter)?.has(id)));
const section: Section = {
  title: 'Bugs found',
  about: `${chosen.length} faults of the simulator, ${budget.toLocaleString('en-US')} requests for each, seed ${values.seed}. ${hunters.map(({ name, about }) => `*${name}*: ${about}`).join('. ')}. The last column is the median number of requests until the fault was noticed, among those that the hunter found${everyone.length > 0 ? `; in brackets among the ${everyone.length} that all of them found` : ''}.`,
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
