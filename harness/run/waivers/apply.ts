/** Which verdicts the waivers of a run change, and which waivers need attention: functions of what stands in the journal. */
import { omit } from '../../base/omit.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { compileQueries } from '../../plan/query.ts';
import type { TargetIdentity } from '../../target/target.ts';
import { noCounts } from '../counts.ts';
import type { CaseLine, RunLine } from '../journal-lines.ts';
import type { RunRecord } from '../record.ts';
import type { Waiver, Waivers } from './format.ts';
import { parseRange, versionIn } from './range.ts';

/** What can be waived. A driver that dies, hangs or cannot be judged is never in order. */
const waivable: readonly Verdict[] = ['fail', 'warn'];

/** What has become of a waiver in a run. */
export interface WaiverUse {
  readonly waiver: Waiver;
  /**
   * - `used`: it made a case waived. `passing`: cases that it waives hold, all or some; see `passes`.
   * - `unused`: nothing that it waives is broken, or there is no such case.
   * - `expired`: its last day is over; it changes nothing.
   * - `elsewhere`: it is about another driver, device or system; `detail` says how. Nothing needs to be done.
   * - `not-met`: the run was of some cases only, and none of them is one of its.
   */
  readonly state: 'used' | 'passing' | 'unused' | 'expired' | 'elsewhere' | 'not-met';
  readonly detail: string;
  /** Ids of the cases that it made waived, and of those that pass though it waives them. */
  readonly waived: readonly string[];
  readonly passes: readonly string[];
}

/** Whether somebody should change or remove the waiver: with `--strict` the run is red. */
export function needsAttention({ state }: WaiverUse): boolean {
  return state === 'passing' || state === 'unused' || state === 'expired';
}

/** Why a waiver is not about this device, or `undefined` if it is. */
export function elsewhere({ where = {} }: Waiver, identity: TargetIdentity): string | undefined {
  const { driverVersion, hardwareId, osBuild } = where;
  if (driverVersion !== undefined && !inRange(driverVersion, identity.version)) {
    return `the driver's version is ${identity.version || 'not known'}, not ${driverVersion}`;
  }
  if (hardwareId !== undefined && !globOf(hardwareId).test(identity.hardwareId)) {
    return `the hardware id is ${identity.hardwareId || 'not known'}, not ${hardwareId}`;
  }
  if (osBuild !== undefined && !inRange(osBuild, identity.os)) return `the system is ${identity.os || 'not known'}, not ${osBuild}`;
  return undefined;
}

function inRange(range: string, text: string): boolean {
  const version = versionIn(text);
  return version !== undefined && (parseRange(range)?.(version) ?? false);
}

function globOf(pattern: string): RegExp {
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*');
  return new RegExp(`^${source}$`, 'is');
}

/** Changes a result as the waivers of a run say: a broken case that one of them matches is waived. */
export type Waiving = <R extends CaseLine>(result: R) => R;

/** Of the first line of a journal. Days are compared as text: they are written so that this is right. */
export function waivingOf({ waivers, identity }: Pick<RunLine, 'waivers' | 'identity'>): Waiving {
  const holding = (waivers?.list ?? []).filter((waiver) => waiver.expires >= (waivers?.today ?? '') && elsewhere(waiver, identity) === undefined);
  if (holding.length === 0) return (result) => result;
  const tests = holding.map(({ at, cases }) => ({ at, matches: compileQueries(cases) }));
  return (result) => {
    if (!waivable.includes(result.verdict)) return result;
    const waiver = tests.find(({ matches }) => matches(result.id));
    return waiver ? { ...result, verdict: 'waived', waiver: waiver.at } : result;
  };
}

/** The record as if its run had been given these waivers, and no others. */
export function withWaivers(record: RunRecord, waivers: Waivers): RunRecord {
  if (!record.run) return record;
  const run: RunLine = { ...record.run, waivers };
  const waive = waivingOf(run);
  const results = record.results.map((result) => waive(unwaived(result)));
  const counts = noCounts();
  for (const { verdict } of results) counts[verdict]++;
  return { ...record, run, results, ...(record.end && { end: { ...record.end, counts } }) };
}

function unwaived(result: CaseLine): CaseLine {
  if (result.verdict !== 'waived') return result;
  return { ...omit(result, 'waiver'), verdict: result.finding?.verdict ?? 'fail' };
}

/** What has become of each waiver of a run, in the order of its files. */
export function waiverUses({ run, plan, results }: Pick<RunRecord, 'run' | 'plan' | 'results'>): readonly WaiverUse[] {
  if (!run?.waivers) return [];
  const { list, today } = run.waivers;
  const whole = run.query.length === 0 && run.grep === undefined && run.shard === undefined && plan?.cases === results.length;
  return list.map((waiver): WaiverUse => {
    const none = { waiver, detail: '', waived: [], passes: [] };
    const other = elsewhere(waiver, run.identity);
    if (other !== undefined) return { ...none, state: 'elsewhere', detail: other };
    if (waiver.expires < today) return { ...none, state: 'expired', detail: `it held until ${waiver.expires}; this run is of ${today}` };
    const matches = compileQueries(waiver.cases);
    const met = results.filter(({ id, verdict }) => verdict !== 'skip' && matches(id));
    const waived = met.flatMap(({ id, waiver: by }) => (by === waiver.at ? [id] : []));
    const passes = met.flatMap(({ id, verdict }) => (verdict === 'pass' ? [id] : []));
    const found = { waiver, waived, passes };
    if (passes.length > 0) return { ...found, state: 'passing', detail: `${passes.length} of its ${met.length} cases ${passes.length === 1 ? 'passes' : 'pass'}` };
    if (waived.length > 0) return { ...found, state: 'used', detail: `${waived.length} waived` };
    if (met.length === 0 && !whole) return { ...found, state: 'not-met', detail: 'none of its cases is in this run' };
    return { ...found, state: 'unused', detail: met.length === 0 ? 'no case that was judged is one of its' : 'none of its cases is broken in a way that it can waive' };
  });
}
