/** Judges the cases of a plan on a target, one after the other. */
import { TargetDied, type Census, type Target } from '../target/target.ts';
import type { Plan, PlannedCase } from '../plan/plan.ts';
import type { Claim, CompiledBehaviour, CompiledLaw, CompiledRequirement, SpecBook } from '../spec/model.ts';
import { compiledClaim } from './compiled-claim.ts';
import { CaseContext } from './context.ts';
import type { CaseWatch } from './watch.ts';
import { censusBreach } from './oracles/census.ts';
import { deathBreach } from './oracles/no-crash.ts';
import { verifierBreach } from './oracles/verifier.ts';
import type { OwnOracle } from './oracles/own.ts';
import { Broken, CannotTell, Hung, NotJudged, must } from './outcome.ts';
import { quantify, type Attempt, type Tried } from './quantify.ts';
import { caseSeed } from './seed.ts';
import { show } from './show.ts';
import { valueSize } from './size.ts';
import { judgeRequirement } from './requirement.ts';
import { switchDomain, switchesAt } from './switches.ts';
import { decodeEntry, mostShown, type TraceEntry } from './trace.ts';
import type { CaseResult, Finding } from './verdict.ts';
import { ModelWalk } from './walk.ts';

export interface SessionOptions {
  /** Decides, with the id of a case, all that is chosen in it. */
  readonly seed: number;
  /** Most sets of quantified values tried in a case, instead of what the law says. */
  readonly runs?: number;
  /** Asked about every answer, beside what claims say. */
  readonly oracles?: readonly OwnOracle[];
  readonly watch?: CaseWatch | undefined;
}

export interface Session {
  /** Judges a case, on a target that was brought back if it died in the one before. */
  run(planned: PlannedCase): CaseResult;
  /** Brings the target back if it died in the last case, which may take long. Whether it lives. */
  recover(): boolean;
  titleOf(planned: PlannedCase): string;
}

export function createSession(book: SpecBook, plan: Plan, target: Target, options: SessionOptions): Session {
  let died: string | undefined;
  let dead: string | undefined;
  const recover = () => {
    if (died !== undefined) dead = revive(target) ? undefined : died;
    died = undefined;
    return dead === undefined;
  };
  return {
    recover,
    titleOf: (planned) => claimOf(planned)?.title ?? planned.skip?.detail ?? planned.id,
    run(planned) {
      recover();
      const started = performance.now();
      const done = (result: Omit<CaseResult, 'id' | 'milliseconds'>): CaseResult => ({
        id: planned.id,
        ...result,
        milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
      });
      const skip = planned.skip ?? (dead === undefined ? undefined : ({ reason: 'device-dead', detail: dead } as const));
      if (skip) return done({ verdict: 'skip', skip, notes: [], requests: 0, runs: 0 });
      const judged = ahead(target, options, () => {
        const ctx = new CaseContext(book, target, planned, plan.device);
        ctx.oracles = options.oracles ?? [];
        ctx.watch = options.watch;
        return judge(ctx, options);
      })();
      died = judged.died;
      return done(judged.result);
    },
  };
}

/** Runs a case ahead of a target whose answers have a long way. Oracles of others may remember what was only guessed. */
function ahead<R>({ pipeline }: Target, { oracles = [], watch }: SessionOptions, body: () => R): R {
  return pipeline?.ahead && oracles.length === 0 && !watch ? pipeline.ahead(body) : body();
}

/** The claim of a case; a case that stands for many that cannot be judged has none. */
function claimOf({ law, behaviour, model, requirement }: PlannedCase): Claim | undefined {
  return law ?? behaviour ?? model ?? requirement;
}

/** Brings a dead or hung target back, where it can be. */
function revive(target: Target): boolean {
  if (!target.capabilities.has('reset')) return target.probe().alive;
  target.reset();
  return target.probe().alive;
}

type Judged = { readonly result: Omit<CaseResult, 'id' | 'milliseconds'>; readonly died?: string };

/** Asks all that the case asks; what is given tells how it went, once that is sure. */
function judge(ctx: CaseContext, options: SessionOptions): () => Judged {
  const { claim } = ctx;
  if (!claim) throw new Error(`case ${ctx.case.id} has no claim`);
  const seed = caseSeed(options.seed, ctx.case.id);
  const before = countsOf(ctx.target);
  // What was broken before is of another case.
  ctx.target.verifier?.take();
  let tried: Tried;
  let walk: ModelWalk | undefined;
  if (claim.kind === 'model') {
    walk = new ModelWalk(ctx, claim);
    tried = attemptWalk(ctx, walk, seed);
  } else if (claim.kind === 'requirement') {
    tried = attemptRequirement(ctx, claim);
  } else {
    const runs = options.runs ?? claim.runs;
    tried = attemptClaim(ctx, claim, runs, seed);
  }
  ctx.watch?.judged?.(tried.error !== undefined);
  const end = tearDown(ctx, tried.error, before);
  return () => conclude(ctx, claim, tried, end, walk);
}

function attemptClaim(ctx: CaseContext, claim: CompiledLaw | CompiledBehaviour, runs: number, seed: number): Tried {
  try {
    const { run, stateless, interleaves, readsSize } = compiledClaim(claim);
    if (readsSize) ctx.scope['size'] = valueSize(ctx) ?? 0;
    const attempt = (values: Tried['values']) => {
      // A try that opens, sets or enables leaves traces: the next one, and a replay of it, starts afresh.
      if (!stateless) ctx.tearDown();
      ctx.watch?.attempt?.();
      ctx.values = values;
      ctx.trace.length = 0;
      ctx.points = 0;
      Object.assign(ctx.scope, interleaves ? switched(ctx, values) : values);
      // The subject is there from the start, also where the first step closes it or looks at what its opening changed.
      ctx.subject();
      run(ctx);
    };
    const tried = interleaves ? tryOrders(ctx, claim, runs, seed, attempt) : quantify(ctx, claim.any, runs, seed, attempt);
    return tried.error instanceof Broken && (claim.any.size > 0 || switchesAt in tried.values) ? again(ctx, tried, attempt) : tried;
  } catch (error) {
    return { runs: 0, values: {}, error };
  }
}

/** Takes the points where lists are switched out of the values of a try. */
function switched(ctx: CaseContext, { [switchesAt]: switches = [], ...variables }: Tried['values']): Tried['values'] {
  ctx.switches = new Set(switches as readonly number[]);
  return variables;
}

/** Tries a claim with its lists one after the other, which tells how many points there are, and then in other orders. */
function tryOrders(ctx: CaseContext, claim: CompiledLaw | CompiledBehaviour, runs: number, seed: number, attempt: Attempt): Tried {
  let points = 0;
  const plain = quantify(ctx, claim.any, Math.min(runs, plainRuns), seed, (values) => {
    try {
      attempt(values);
    } finally {
      points = Math.max(points, ctx.points);
    }
  });
  if (plain.error !== undefined || points === 0) return plain;
  const tried = quantify(ctx, claim.any, runs, seed, attempt, new Map([[switchesAt, switchDomain(points)]]));
  // An order in which a precondition does not hold says nothing; that the plain one was judged does.
  const { error, ...rest } = tried;
  return { ...rest, runs: plain.runs + tried.runs, ...(error !== undefined && !(error instanceof NotJudged) && { error }) };
}

/** Sets of values that are tried before lists are switched. */
const plainRuns = 8;

/** Runs the smallest counterexample once more, so that the exchanges shown are its own. */
function again(ctx: CaseContext, tried: Tried, attempt: (values: Tried['values']) => void): Tried {
  try {
    attempt(tried.values);
    ctx.notes.add('the counterexample did not fail again when it was repeated');
    return tried;
  } catch (error) {
    return error instanceof NotJudged ? tried : { ...tried, error };
  }
}

function attemptRequirement(ctx: CaseContext, claim: CompiledRequirement): Tried {
  try {
    judgeRequirement(ctx, claim);
    return { runs: 1, values: {} };
  } catch (error) {
    return { runs: 1, values: {}, error };
  }
}

function attemptWalk(ctx: CaseContext, walk: ModelWalk, seed: number): Tried {
  try {
    walk.run(seed);
    return { runs: walk.walked.transitions.length, values: {} };
  } catch (error) {
    return { runs: walk.walked.transitions.length, values: ctx.values, error };
  }
}

/** What the driver side holds, where the target can count it. */
function countsOf(target: Target): Census | undefined {
  return target.capabilities.has('census') ? target.census() : undefined;
}

/** Closes everything. What goes wrong here counts only if nothing went wrong before. */
function tearDown(ctx: CaseContext, error: unknown, before: Census | undefined): unknown {
  const over = error instanceof TargetDied;
  try {
    if (!over) {
      ctx.tearDown();
      ctx.target.pipeline?.settle();
    }
    if (error === undefined && before) must(censusBreach(before, ctx.target.census()), ctx.book.rules);
    if (error === undefined) must(verifierBreach(ctx.target.verifier?.take() ?? []), ctx.book.rules);
    return error;
  } catch (later) {
    return error !== undefined && !(later instanceof TargetDied) ? error : later;
  }
}

function conclude(ctx: CaseContext, claim: Claim, tried: Tried, error: unknown, walk: ModelWalk | undefined): Judged {
  const { about, subject } = ctx.case;
  const asked = ctx.asked.cells(about, subject);
  const askedLast = error instanceof NotJudged ? undefined : ctx.asked.latest(about, subject);
  const common = {
    notes: [...ctx.notes],
    requests: ctx.requests,
    runs: tried.runs,
    ...(walk && { model: walk.walked }),
    ...(Object.keys(asked).length > 0 && { asked, times: ctx.asked.times(about) }),
    ...(ctx.measurements.size > 0 && { measurements: [...ctx.measurements.values()] }),
  };
  const finding = (verdict: Finding['verdict'], message: string, expected: string, by?: Pick<Broken, 'rule' | 'oracle'>): Judged => ({
    result: {
      verdict,
      ...common,
      ...(askedLast !== undefined && { askedLast }),
      finding: makeFinding(ctx, claim, { verdict, message, expected, rule: by?.rule, oracle: by?.oracle, values: tried.values, trace: ctx.trace }),
    },
  });
  if (error instanceof Broken) return finding('fail', error.message, error.expected, error);
  const death = deathBreach(error);
  if (death && error instanceof TargetDied) {
    // A rule of Driver Verifier that stopped the machine says more than that it stopped.
    const { oracle } = verifierBreach(ctx.target.verifier?.take() ?? []) ?? death;
    return { ...finding(error.how, death.message, death.expected, { rule: undefined, oracle }), died: death.message };
  }
  if (error instanceof Hung) return { ...finding('hang', error.message, 'every request completes', { rule: undefined, oracle: 'O11' }), died: error.message };
  if (error instanceof NotJudged && !ctx.warning) {
    return { result: { verdict: 'skip', skip: { reason: error.reason, detail: error.message }, ...common } };
  }
  if (error !== undefined && !(error instanceof NotJudged)) return finding('inconclusive', doubt(error), 'a claim that can be judged');
  if (ctx.warning) {
    const { message, expected, rule, oracle, values, trace } = ctx.warning;
    return {
      result: {
        verdict: 'warn',
        ...common,
        finding: makeFinding(ctx, claim, { verdict: 'warn', message, expected, rule, oracle, values, trace }),
      },
    };
  }
  return { result: { verdict: 'pass', ...common } };
}

/** A doubt of the judge's is told in a sentence; anything else is a bug of kscts and shows where. */
function doubt(error: unknown): string {
  if (error instanceof CannotTell) return error.message;
  if (error instanceof Error) return error.name === 'ExpressionError' ? error.message : `kscts went wrong: ${error.stack ?? error.message}`;
  return String(error);
}

interface Breach {
  readonly verdict: Finding['verdict'];
  readonly message: string;
  readonly expected: string;
  readonly rule: Broken['rule'];
  readonly oracle: Broken['oracle'];
  readonly values: Readonly<Record<string, unknown>>;
  readonly trace: readonly TraceEntry[];
}

function makeFinding(ctx: CaseContext, claim: Claim, breach: Breach): Finding {
  const { rule, oracle } = breach;
  const { file, line, column } = claim.at;
  return {
    verdict: breach.verdict,
    message: breach.message,
    expected: breach.expected,
    ...(oracle !== undefined && { oracle }),
    ...(rule && { rule: { id: rule.id, tag: rule.tag, text: rule.text, sources: rule.sources } }),
    values: Object.fromEntries(Object.entries(breach.values).map(([name, value]) => [name, typeof value === 'string' ? value : show(value as never)])),
    exchanges: breach.trace.slice(-mostShown).map((entry) => decodeEntry(entry, ctx.book, ctx.scope.arch)),
    claimAt: `${file}:${line}:${column}`,
  };
}
