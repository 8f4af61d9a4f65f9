/**
 * Tries a claim for many values of its quantified variables: all of them where they are few, else the edges and then
 * samples, from the seed of the case. A counterexample is shrunk.
 */
import fc from 'fast-check';
import type { Value } from '../abi/codec.ts';
import type { Quantifiers } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { domainOf, type Domain } from './domain.ts';
import { Broken, NotJudged } from './outcome.ts';

export type Values = Readonly<Record<string, Value>>;

/** One try. Throws what ended it. */
export type Attempt = (values: Values) => void;

export interface Tried {
  readonly runs: number;
  /** What ended the last try, if it was not its end; `values` is then the smallest counterexample. */
  readonly error?: unknown;
  readonly values: Values;
}

/** What tells the sampler of a precondition; made once, because a stack costs 10 µs. */
const unmet = new fc.PreconditionFailure();

/** Samples that a precondition skips, for each that is judged: more of them end the search. */
const mostSkips = 20;

/**
 * Runs `attempt` on up to `runs` sets of values.
 * Only a {@link Broken} is shrunk: a target that died or hung is not asked again.
 * @param further domains of variables that the claim does not write, such as the points where lists are switched
 */
export function quantify(
  ctx: CaseContext,
  any: Quantifiers,
  runs: number,
  seed: number,
  attempt: Attempt,
  further: ReadonlyMap<string, Domain> = new Map(),
): Tried {
  if (any.size === 0 && further.size === 0) return tryEach([{}], attempt);
  const names = [...any.keys()];
  const independent = [...any.values()].every((q) => !dependsOn(q, names));
  if (!independent) return sampleDependent(ctx, any, runs, seed, attempt, further);
  const domains = new Map([...any].map(([name, q]) => [name, domainOf(q, ctx)] as const));
  for (const [name, domain] of further) domains.set(name, domain);
  const total = [...domains.values()].reduce((n, d) => n * (d.all?.length ?? Infinity), 1);
  if (total <= runs) return tryEach(product(domains, (d) => d.all ?? []), attempt);
  const edges = [...product(domains, (d) => d.edges)].slice(0, Math.ceil(runs / 2));
  const first = tryEach(edges, attempt);
  if (first.error !== undefined && !(first.error instanceof NotJudged)) return first;
  const record = fc.record(Object.fromEntries([...domains].map(([name, d]) => [name, d.arbitrary])));
  const sampled = sample(record, runs - edges.length, seed, attempt);
  return { ...sampled, runs: first.runs + sampled.runs, ...better(first, sampled) };
}

/** A sample that was judged outweighs edges that all were skipped, and the other way round. */
function better(first: Tried, sampled: Tried): Pick<Tried, 'error'> | object {
  return sampled.error instanceof NotJudged && first.error === undefined ? { error: undefined } : {};
}

function dependsOn(quantifier: object, names: readonly string[]): boolean {
  const text = (value: unknown): boolean =>
    typeof value === 'object' && value !== null
      ? 'variables' in value
        ? (value.variables as readonly string[]).some((v) => names.includes(v))
        : Object.values(value).some(text)
      : false;
  return text(quantifier);
}

function* product(domains: ReadonlyMap<string, Domain>, pick: (d: Domain) => readonly Value[]): Generator<Values> {
  const entries = [...domains];
  function* extend(depth: number, values: Record<string, Value>): Generator<Values> {
    const entry = entries[depth];
    if (!entry) {
      yield values;
      return;
    }
    for (const value of pick(entry[1])) yield* extend(depth + 1, { ...values, [entry[0]]: value });
  }
  yield* extend(0, {});
}

function tryEach(all: Iterable<Values>, attempt: Attempt): Tried {
  let runs = 0;
  let judged = 0;
  let skipped: unknown;
  for (const values of all) {
    runs++;
    try {
      attempt(values);
      judged++;
    } catch (error) {
      if (!(error instanceof NotJudged)) return { runs, error, values };
      skipped ??= error;
    }
  }
  return judged > 0 || skipped === undefined ? { runs, values: {} } : { runs, values: {}, error: skipped };
}

function sample(arbitrary: fc.Arbitrary<Values>, runs: number, seed: number, attempt: Attempt): Tried {
  let judged = 0;
  let skipped: unknown;
  let fatal: { readonly error: unknown; readonly values: Values } | undefined;
  const property = fc.property(arbitrary, (values) => {
    // Nothing more is asked after a death, a hang or a doubt: the shrinker is told that all the rest is uninteresting.
    fc.pre(fatal === undefined);
    try {
      attempt(values);
      judged++;
    } catch (error) {
      if (error instanceof NotJudged) {
        skipped ??= error;
        throw unmet;
      }
      if (!(error instanceof Broken)) fatal = { error, values };
      throw error;
    }
  });
  const details = fc.check(property, { seed, numRuns: Math.max(1, runs), maxSkipsPerRun: mostSkips });
  if (fatal) return { runs: judged + 1, ...fatal };
  if (details.failed && details.counterexample) {
    return { runs: details.numRuns + details.numShrinks, error: details.errorInstance, values: details.counterexample[0] };
  }
  return judged > 0 || skipped === undefined ? { runs: judged, values: {} } : { runs: judged, values: {}, error: skipped };
}

/** Variables whose domains depend on each other are drawn one after the other. */
function sampleDependent(
  ctx: CaseContext,
  any: Quantifiers,
  runs: number,
  seed: number,
  attempt: Attempt,
  further: ReadonlyMap<string, Domain>,
): Tried {
  const variables = [...any];
  const rest = fc.record(Object.fromEntries([...further].map(([name, { arbitrary }]) => [name, arbitrary])));
  const draw = (index: number, values: Values): fc.Arbitrary<Values> => {
    const variable = variables[index];
    if (!variable) return rest.map((more) => ({ ...values, ...more }));
    const [name, quantifier] = variable;
    const { arbitrary } = ctx.with(values, () => domainOf(quantifier, ctx));
    return arbitrary.chain((value) => draw(index + 1, { ...values, [name]: value }));
  };
  return sample(draw(0, {}), runs, seed, attempt);
}
