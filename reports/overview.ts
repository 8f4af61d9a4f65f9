/** What every report says of a whole run, in words. */
import { ExitCode } from '../harness/base/errors.ts';
import { groupBy } from '../harness/base/group-by.ts';
import { verdicts } from '../harness/judge/verdict.ts';
import { oracleTitle } from '../harness/judge/oracles/catalogue.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine, LackingOracle, OracleCount, PlanLine, RunLine } from '../harness/run/journal-lines.ts';
import type { Outcome } from '../harness/run/outcome.ts';
import { count, counted } from './text.ts';

/** The result of a run in a word or two. */
export const resultWords: Readonly<Record<ExitCode, string>> = {
  [ExitCode.clean]: 'PASSED',
  [ExitCode.failures]: 'FAILED',
  [ExitCode.usage]: 'NOT RUN',
  [ExitCode.incomplete]: 'INCOMPLETE',
  [ExitCode.nothingRan]: 'NOTHING RAN',
  [ExitCode.notCertified]: 'NOT CERTIFIED',
  [ExitCode.tampered]: 'TAMPERED',
  [ExitCode.disagrees]: 'DISAGREES',
  [ExitCode.interrupted]: 'INTERRUPTED',
};

/** True if the run went through, whatever its verdicts: nothing is missing from its results. */
export function isWhole({ exitCode }: Outcome): boolean {
  return exitCode === ExitCode.clean || exitCode === ExitCode.failures;
}

/** Results by claim, in the order in which the claims came up. */
export function byClaim(results: readonly CaseLine[]): CaseLine[][] {
  return [...groupBy(results, ({ id }) => splitCaseId(id).claim).values()];
}

/** `usbvideo.sys 10.0 (kscts), USB\VID_1234&PID_5678, simulated` */
export function driverText(identity: RunLine['identity']): string {
  const driver = [identity.driver, identity.version, identity.provider && `(${identity.provider})`];
  return [driver.filter(Boolean).join(' '), identity.hardwareId, identity.os].filter(Boolean).join(', ') || 'unknown';
}

/** The queries, but for those that follow many others: `--last-failed` makes one of each case. */
export function queryText(query: readonly string[]): string {
  const shown = query.slice(0, 10);
  return [...shown, ...(query.length > shown.length ? [`… and ${count(query.length - shown.length)} more`] : [])].join(' ');
}

/** `14 cases: 3 items and 2 laws, 1 behaviour, 0 models on 2 objects` */
export function planText(plan: PlanLine): string {
  const claims = [counted(plan.laws, 'law'), counted(plan.behaviours, 'behaviour'), counted(plan.models, 'model')];
  const as = plan.profiles.length > 0 ? `, judged as ${plan.profiles.join(', ')}` : '';
  return `${counted(plan.cases, 'case')}: ${counted(plan.items, 'item')} and ${claims.join(', ')} on ${counted(plan.objects.length, 'object')}${as}`;
}

/** `18 of 20; not available: O19 verifier rules (the target …); in part: O9 concurrency (…)` */
export function oraclesText({ available, of, absent, partial }: OracleCount): string {
  const list = (word: string, oracles: readonly LackingOracle[]) =>
    oracles.length > 0 ? `; ${word}: ${oracles.map(({ oracle, why }) => `${oracleTitle(oracle)} (${why.join(', ')})`).join(', ')}` : '';
  return `${available} of ${of}${list('not available', absent)}${list('in part', partial)}`;
}

/** `773 pass, 1 crash, 2 not reached` */
export function countsText({ counts, unreached, known }: Outcome): string {
  const some = verdicts.filter((verdict) => counts[verdict] > 0).map((verdict) => `${count(counts[verdict])} ${verdict}`);
  if (known.size > 0) some.push(`${count(known.size)} known`);
  if (unreached > 0) some.push(`${count(unreached)} not reached`);
  return some.join(', ') || 'no case';
}

/** How much of the models was walked, object by object: empty where none was. */
export function modelsText(results: readonly CaseLine[]): string {
  const walks = results.flatMap(({ id, model }) => (model ? [{ claim: splitCaseId(id).claim, ...model }] : []));
  if (walks.length === 0) return '';
  const models = new Set(walks.map(({ claim }) => claim)).size;
  const sum = (of: (walk: (typeof walks)[number]) => number): number => walks.reduce((all, walk) => all + of(walk), 0);
  const [states, transitions, untried] = [sum((walk) => walk.states.length), sum((walk) => walk.transitions.length), sum((walk) => walk.untried?.length ?? 0)];
  const left = untried === 0 ? 'no transition of these states left out' : `${counted(untried, 'transition')} left out, which the HTML report names`;
  return `${count(models)} on ${counted(walks.length, 'object')}: ${counted(states, 'state')}, ${counted(transitions, 'transition')}; ${left}`;
}
