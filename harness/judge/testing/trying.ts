/** Judges claims that a test writes itself on the reference device. */
import { makePlan, type Plan, type PlannedCase } from '../../plan/plan.ts';
import { claimsOf } from '../../plan/testing/claims.ts';
import { createSimulator, type SimulatorOptions } from '../../simulator/simulator.ts';
import type { Target } from '../../target/target.ts';
import { createSession, type SessionOptions } from '../session.ts';
import type { CaseResult } from '../verdict.ts';

/** Judges one of the claims, by its id; on testcap itself unless another object is told. */
export type Try = (claim: string, how?: Trial) => CaseResult;

export interface Trial {
  readonly simulator?: SimulatorOptions;
  readonly session?: Partial<SessionOptions>;
  /** Another target than the simulator. */
  readonly around?: (target: Target) => Target;
  /** Changes the case before it is judged. */
  readonly change?: (planned: PlannedCase) => PlannedCase;
}

/** Judges claims, each on a device of its own; a plan for one of them is a plan for all. */
export function trying(claims: string, sets = ''): Try {
  const book = claimsOf(claims, sets);
  let plan: Plan | undefined;
  return (claim, { simulator, session, around = (target: Target) => target, change = (planned: PlannedCase) => planned } = {}) => {
    plan ??= makePlan(book, createSimulator('testcap'), { query: [], destructive: true, profiles: [] });
    const wanted = claim.includes('@') ? claim : `${claim}@testcap`;
    const planned = plan.cases.find(({ id }) => id.endsWith(`:test.${wanted}`));
    if (!planned) throw new Error(`no case is ${claim}`);
    const target = around(createSimulator('testcap', simulator));
    try {
      return createSession(book, plan, target, { seed: 1, ...session }).run(change(planned));
    } finally {
      target.dispose();
    }
  };
}

/** What a result says in a line: the verdict, and what was found and wanted. */
export function said({ verdict, finding, skip, notes }: CaseResult): string {
  const told = finding ? ` ${finding.message}; ${finding.expected}` : skip ? ` ${skip.reason}: ${skip.detail}` : '';
  return `${verdict}${told}${notes.map((note) => ` (${note})`).join('')}`;
}
