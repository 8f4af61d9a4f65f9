/**
 * Judges a run again from its traffic, without the device: the judge asks, and what was recorded answers. A verdict that
 * comes out differently, or a request that was never recorded, says that journal, traffic and specs do not belong together.
 */
import type { Finding, CaseResult, Verdict } from '../judge/verdict.ts';
import type { Case } from '../plan/case.ts';
import { handleFieldsOf } from '../plan/handle-fields.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { SpecBook } from '../spec/model.ts';
import type { Recorded } from '../traffic/recorded.ts';
import { ReplayedTarget } from '../traffic/replayed.ts';
import { readTraffic } from '../traffic/traffic-file.ts';
import type { TrafficHead } from '../traffic/traffic-head.ts';
import { TrafficDiffers } from '../traffic/traffic-differs.ts';
import type { CaseLine } from './journal-lines.ts';
import type { RunOptions } from './options.ts';
import { planRun, type PreparedRun } from './prepare.ts';
import type { RunRecord } from './record.ts';

/** A case that did not come out as the journal says. */
export interface Changed {
  readonly id: string;
  /** `absent`: it is in the traffic only. */
  readonly was: Verdict | 'absent';
  /** `unknown`: it could not be judged, as the traffic is not what is asked. */
  readonly now: Verdict | 'unknown';
  /** One line: what is different. */
  readonly why: string;
}

export interface Rejudged {
  /** Cases that came out as the journal says. */
  readonly same: number;
  readonly changed: readonly Changed[];
  /** Judged cases of the journal of which there is no traffic. */
  readonly missing: readonly string[];
}

/**
 * @param options as the run had them: seed, runs, query and the like; target and output do not matter
 * @param only judges these cases; all unless told
 * @throws UserError KS540, KS541 for traffic that cannot be read
 */
export async function rejudge(
  record: RunRecord,
  traffic: string,
  book: SpecBook,
  options: RunOptions,
  only: (id: string) => boolean = () => true,
): Promise<Rejudged> {
  const journalled = new Map(record.results.map((line) => [line.id, line]));
  const left = new Set(record.results.filter((line) => line.verdict !== 'skip' && only(line.id)).map(({ id }) => id));
  const heard = new Set<string>();
  const changed: Changed[] = [];
  let same = 0;
  let judge: Rejudge | undefined;
  for await (const part of readTraffic(traffic)) {
    if (part.kind === 'head') judge = new Rejudge(part.head, book, options);
    else if (part.kind === 'plan') judge?.plan(part.calls);
    else if (only(part.id)) {
      left.delete(part.id);
      heard.add(part.id);
      const difference = judge ? judge.case(part.id, part.calls, journalled.get(part.id)) : 'the traffic does not say of which target it is';
      if (difference === undefined) same++;
      else changed.push(typeof difference === 'string' ? { id: part.id, was: journalled.get(part.id)?.verdict ?? 'absent', now: 'unknown', why: difference } : difference);
    }
  }
  const planned = judge?.planned.filter(({ id }) => only(id)) ?? [];
  for (const { id, skip } of planned) if (!skip && !heard.has(id)) left.add(id);
  changed.push(...differentPlan(planned, record.results.filter(({ id }) => only(id) && !heard.has(id))));
  return { same, changed, missing: [...left] };
}

/** Cases without traffic: the plan skips them, for the reason in the journal, and there are no others. */
function* differentPlan(planned: readonly Case[], lines: readonly CaseLine[]): Generator<Changed> {
  const cases = new Map(planned.map((c) => [c.id, c]));
  for (const { id, verdict, skip } of lines) {
    const c = cases.get(id);
    cases.delete(id);
    if (!c) yield { id, was: verdict, now: 'unknown', why: 'the specs plan no such case' };
    else if (c.skip && c.skip.reason !== skip?.reason) yield { id, was: verdict, now: 'skip', why: `${skip?.reason ?? verdict} became ${c.skip.reason}` };
  }
  for (const { id, skip } of cases.values()) if (skip) yield { id, was: 'absent', now: 'skip', why: 'the journal does not have it' };
}

/** The traffic of one process of a run. */
class Rejudge {
  readonly #replayed: ReplayedTarget;
  readonly #book: SpecBook;
  readonly #options: RunOptions;
  #run: PreparedRun | undefined;
  #broken = 'the traffic has no plan before its cases';
  readonly #cases = new Map<string, PlannedCase>();

  constructor(head: TrafficHead, book: SpecBook, options: RunOptions) {
    this.#replayed = new ReplayedTarget(head, { handleFields: handleFieldsOf(book, head.arch) });
    this.#book = book;
    this.#options = options;
  }

  /** The cases of the last plan, if it could be made again. */
  get planned(): readonly PlannedCase[] {
    return [...this.#cases.values()];
  }

  plan(calls: readonly Recorded[]): void {
    this.#run = undefined;
    this.#cases.clear();
    const opened = { target: this.#replayed.target, risk: 'process', book: this.#book } as const;
    try {
      const { result, difference } = this.#replayed.play(calls, () => planRun(opened, this.#options));
      if (difference === undefined) {
        this.#run = result;
        for (const c of result.cases) this.#cases.set(c.id, c);
      }
      else this.#broken = `the plan: ${difference}`;
    } catch (error) {
      if (!(error instanceof TrafficDiffers)) throw error;
      this.#broken = `the plan: ${error.message}`;
    }
  }

  /** What is different, if anything is. */
  case(id: string, calls: readonly Recorded[], was: CaseLine | undefined): Changed | string | undefined {
    const run = this.#run;
    const planned = this.#cases.get(id);
    if (!run || !planned) return run ? 'the specs plan no such case' : this.#broken;
    const { result, difference } = this.#replayed.play(calls, () => run.judge(planned));
    if (difference !== undefined) return difference;
    if (!was) return { id, was: 'absent', now: result.verdict, why: 'the journal does not have it' };
    const why = departure(was, result);
    return why === undefined ? undefined : { id, was: was.verdict, now: result.verdict, why };
  }
}

/** In what a result departs from the line of the journal. */
function departure(was: CaseLine, now: CaseResult): string | undefined {
  // A waiver changes how a finding counts, not what was found.
  const before = was.verdict === 'waived' ? was.finding?.verdict : was.verdict;
  if (before !== now.verdict) return `${String(before)} became ${now.verdict}`;
  const [x, y] = [told(was.finding), told(now.finding)];
  if (x !== y) return `it was found that ${x}, and is now that ${y}`;
  if (was.requests !== now.requests) return `${was.requests} requests became ${now.requests}`;
  return undefined;
}

function told(finding: Finding | undefined): string {
  return finding ? `${finding.message}, expected ${finding.expected}` : 'all holds';
}
