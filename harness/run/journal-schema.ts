/** The shape of a journal line, checked on reading: a record may come from another machine or another version. */
import * as v from 'valibot';
import { verdicts } from '../judge/verdict.ts';
import { skipReasons } from '../plan/case.ts';
import { oracleIds } from '../spec/oracle-ids.ts';
import type { SkipReason } from '../plan/case.ts';
import { baseline } from './baseline.ts';
import { stopReasons } from './journal-lines.ts';
import type { JournalLine } from './journal-lines.ts';
import { waiver } from './waivers/format.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(v.number(), v.minValue(0));
const strings = v.array(v.string());

const fields = v.array(v.object({ name: v.string(), text: v.string() }));
const exchange = v.object({
  title: v.string(),
  request: fields,
  answer: fields,
  inputHex: v.string(),
  outputBeforeHex: v.string(),
  outputHex: v.string(),
});
const finding = v.object({
  verdict: v.picklist(['fail', 'warn', 'crash', 'hang', 'inconclusive']),
  message: v.string(),
  expected: v.string(),
  oracle: v.exactOptional(v.picklist(oracleIds)),
  rule: v.exactOptional(v.object({ id: v.string(), tag: v.string(), text: v.string(), sources: v.string() })),
  values: v.record(v.string(), v.string()),
  exchanges: v.array(exchange),
  claimAt: v.string(),
});
const limit = v.exactOptional(v.number());
const measurement = v.variant('kind', [
  v.object({
    kind: v.literal('line'),
    title: v.string(),
    points: v.array(v.tuple([v.number(), v.number()])),
    slope: v.number(),
    sigma: v.number(),
    residual: v.number(),
    limits: v.object({ rate: limit, sigma: limit, residual: limit }),
  }),
  v.object({ kind: v.literal('values'), title: v.string(), values: v.array(v.number()), limits: v.object({ least: limit, most: limit }) }),
]);
const text = v.exactOptional(v.string());
const pin = v.object({
  dataflow: v.picklist(['in', 'out']),
  communication: v.picklist(['none', 'sink', 'source', 'both', 'bridge']),
  category: text,
  name: text,
  instances: v.object({ possible: v.union([v.literal('unlimited'), count]) }),
  dataRanges: v.array(v.object({ SubFormat: v.string() })),
  physicalConnection: v.exactOptional(v.object({ filter: text, link: text, pin: v.number() })),
});
const filter = v.object({
  name: v.string(),
  friendlyName: v.string(),
  categories: strings,
  classDriver: text,
  pins: v.array(pin),
  nodes: v.array(v.object({ type: v.string(), name: text })),
  connections: v.array(v.object({ from: v.string(), to: v.string() })),
});
const problem = v.object({
  code: v.string(),
  message: v.string(),
  position: v.exactOptional(v.object({ file: v.string(), line: v.number(), column: v.number() })),
  lineText: v.exactOptional(v.string()),
  length: v.exactOptional(v.number()),
  hint: v.exactOptional(v.string()),
});

const lacking = v.array(v.object({ oracle: v.picklist(oracleIds), why: strings }));

const lines = [
  v.object({
    t: v.literal('run'),
    format: v.literal(1),
    kscts: v.string(),
    startedAt: v.string(),
    pid: v.exactOptional(count),
    target: v.string(),
    arch: v.string(),
    identity: v.object({
      driver: v.string(),
      version: v.string(),
      provider: v.string(),
      hardwareId: v.string(),
      os: v.string(),
      inf: v.exactOptional(v.string()),
      verifier: v.exactOptional(v.picklist(['on', 'off'])),
    }),
    seed: v.number(),
    specs: v.string(),
    query: strings,
    grep: v.exactOptional(v.string()),
    job: v.exactOptional(v.object({ index: count, count })),
    shard: v.exactOptional(v.object({ index: count, count })),
    waivers: v.exactOptional(
      v.object({ today: v.string(), strict: v.boolean(), list: v.array(v.object({ ...waiver.entries, at: v.string() })) }),
    ),
    baseline: v.exactOptional(baseline),
    replayOptions: strings,
    runOptions: strings,
  }),
  v.object({ t: v.literal('resume'), startedAt: v.string(), pid: v.exactOptional(count) }),
  v.object({ t: v.literal('device'), filters: v.array(filter) }),
  v.object({
    t: v.literal('plan'),
    cases: count,
    items: count,
    laws: count,
    behaviours: count,
    models: count,
    profiles: strings,
    objects: strings,
    whole: v.exactOptional(v.object({ cases: count, digest: v.string() })),
    device: v.exactOptional(v.string()),
    oracles: v.exactOptional(v.object({ available: count, of: count, absent: lacking, partial: lacking })),
  }),
  v.object({ t: v.literal('start'), id: v.string() }),
  v.object({
    t: v.literal('case'),
    title: v.string(),
    id: v.string(),
    verdict: v.picklist(verdicts),
    number: v.exactOptional(count),
    waiver: v.exactOptional(v.string()),
    skip: v.exactOptional(
      v.object({ reason: v.picklist(Object.keys(skipReasons) as SkipReason[]), detail: v.string() }),
    ),
    finding: v.exactOptional(finding),
    model: v.exactOptional(v.object({ states: strings, transitions: strings, untried: v.exactOptional(strings) })),
    asked: v.exactOptional(v.record(v.string(), count)),
    askedLast: v.exactOptional(v.string()),
    times: v.exactOptional(v.record(v.string(), v.tuple([count, count, count]))),
    measurements: v.exactOptional(v.array(measurement)),
    notes: strings,
    requests: count,
    runs: count,
    milliseconds,
  }),
  v.object({
    t: v.literal('stop'),
    why: v.picklist(stopReasons),
    detail: v.string(),
    output: v.exactOptional(v.string()),
    request: v.exactOptional(v.string()),
  }),
  v.object({ t: v.literal('error'), exitCode: count, problems: v.array(problem) }),
  v.object({
    t: v.literal('end'),
    milliseconds,
    counts: v.object(v.entriesFromList(verdicts, count)),
    settings: v.exactOptional(v.object({ saved: count, restored: count, failed: strings })),
  }),
] as const;

/** Members that this version does not know are left out: a newer minor version may add some. */
export const journalLine: v.GenericSchema<unknown, JournalLine> = v.variant('t', lines);
