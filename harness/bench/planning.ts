/** How planning and the memory of campaigns grow. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Campaign } from '../fuzz/campaign.ts';
import { makePlan } from '../plan/plan.ts';
import { loadBook } from '../run/book.ts';
import { findDevice } from '../simulator/devices.ts';
import { createSimulator, simulate } from '../simulator/simulator.ts';
import type { Item, SpecBook } from '../spec/model.ts';
import type { Target } from '../target/target.ts';
import { elapsed, median } from './measure.ts';
import { milliseconds, target as goal, times, type Row, type Section } from './table.ts';

const factors = [1, 10, 100] as const;
/** Samples of small plans; a large one takes long enough to be measured once. */
const samples = 3;

/** Planning time against the number of items that the specs know, and of devices that the target shows. */
export function planningSections(): readonly Section[] {
  const book = loadBook([]);
  const items = factors.map((factor) => planningTime(withItems(book, factor), createSimulator('midiuart'), factor));
  const devices = factors.map((factor) => planningTime(book, manyDevices(factor), factor));
  return [
    {
      title: 'Planning',
      about: 'Looking at the device and making the cases, requests included. Items: the shipped ones, and copies of them in sets that the device does not have, on `midiuart`. Devices: copies of `testcap`.',
      rows: [...rowsOf(items, (factor) => `${(book.items.length * factor).toLocaleString('en-US')} items`), ...rowsOf(devices, (factor) => `${factor} ${factor === 1 ? 'device' : 'devices'}`)],
      targets: [
        goal('linear or better in items', growth(items) <= 1.2, `100 times the items, ${times(items[2] ?? 0, items[0] ?? 1)} the time`),
        goal('linear or better in devices', growth(devices) <= 1.2, `100 times the devices, ${times(devices[2] ?? 0, devices[0] ?? 1)} the time`),
      ],
    },
  ];
}

/** How the time grows from one factor to a hundred times it: 1 is linear. */
function growth(times: readonly number[]): number {
  return (times[2] ?? Infinity) / ((times[0] ?? 0) * 100);
}

function rowsOf(found: readonly number[], what: (factor: number) => string): Row[] {
  return factors.map((factor, i) => ({ what: what(factor), value: milliseconds(found[i] ?? NaN), ratio: times(found[i] ?? NaN, found[0] ?? NaN) }));
}

function planningTime(book: SpecBook, target: Target, factor: number): number {
  const found = median(Array.from({ length: factor > 10 ? 1 : samples }, () => elapsed(() => { makePlan(book, target, { query: [], destructive: false, profiles: [] }); })));
  target.dispose();
  return found;
}

/** The items of a book, and so many times as many that are like them. */
function withItems(book: SpecBook, factor: number): SpecBook {
  const copies = Array.from({ length: factor - 1 }, (_, n) =>
    book.items.map((item): Item => ({ ...item, set: { ...item.set, guid: `{${(n + 1).toString(16).padStart(8, '0').toUpperCase()}${item.set.guid.slice(9)}` } })),
  );
  return { ...book, items: [...book.items, ...copies.flat()] };
}

function manyDevices(count: number): Target {
  return simulate({
    name: 'many',
    title: 'copies of testcap',
    make: (options) => {
      const device = findDevice('testcap').make(options);
      if ('classDriver' in device) throw new Error('testcap is no AVStream device');
      const copies = Array.from({ length: count }, (_, n) => ({
        ...device,
        identity: { ...device.identity, hardwareId: `${device.identity.hardwareId}_${n}` },
        filters: device.filters.map((filter) => ({ ...filter, name: `${filter.name}${n}` })),
      }));
      return { classDriver: 'several', identity: device.identity, devices: copies };
    },
  });
}

const requestCounts = [10_000, 100_000, 1_000_000] as const;

/** Memory of a campaign after so many requests: it must stay flat. */
export function memorySections(): readonly Section[] {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const book = loadBook([]);
  const campaign = new Campaign(book, createSimulator('testcap'), { seed: 1, focus: [], destructive: false });
  const used = requestCounts.map((count) => {
    while (campaign.requests < count) campaign.round();
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  });
  const [first = NaN, , last = NaN] = used;
  return [
    {
      title: 'Memory',
      about: 'What is on the heap after a collection, during one campaign on `testcap`. What is kept are behaviours and the corpus, which stop growing when nothing new is seen.',
      rows: requestCounts.map((count, i) => ({ what: `${count.toLocaleString('en-US')} requests`, value: `${(used[i] ?? NaN).toFixed(1)} MiB`, ratio: times(used[i] ?? NaN, first) })),
      targets: [goal('flat: a hundred times the requests need less than half as much again', last < 1.5 * first, times(last, first))],
    },
  ];
}
