/** kscts itself: the default run, and a campaign. */
import { Campaign } from '../../fuzz/campaign.ts';
import { createSession } from '../../judge/session.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { makePlan } from '../../plan/plan.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { TargetDied } from '../../target/target.ts';
import { deviceOf, type Hunter } from './hunter.ts';

const noticed: ReadonlySet<Verdict> = new Set(['fail', 'crash', 'hang', 'warn']);

/** `kscts run`: cases in their order until one notices, or the budget is spent. */
export const bySuite: Hunter = {
  name: 'kscts run',
  about: 'the cases of a run, in their order',
  hunt(book, fault, budget, seed) {
    const target = createSimulator(deviceOf(fault), { faults: [fault.id], ...(fault.arch !== undefined && { arch: fault.arch }) });
    try {
      const plan = makePlan(book, target, { query: [], destructive: true, profiles: [] });
      const session = createSession(book, plan, target, { seed });
      let requests = 0;
      for (const planned of plan.cases) {
        const { verdict, requests: sent } = session.run(planned);
        requests += sent;
        if (requests > budget) return undefined;
        if (noticed.has(verdict)) return requests;
      }
      return undefined;
    } finally {
      target.dispose();
    }
  },
};

/** `kscts fuzz`. */
export const byCampaign: Hunter = {
  name: 'kscts fuzz',
  about: 'a campaign: requests near to right ones in every state of the models, all stateless oracles',
  hunt(book, fault, budget, seed) {
    const target = createSimulator(deviceOf(fault), { faults: [fault.id], ...(fault.arch !== undefined && { arch: fault.arch }) });
    let found: number | undefined;
    try {
      const campaign: Campaign = new Campaign(book, target, { seed, focus: [], destructive: true, onFinding: () => { found ??= campaign.requests; } });
      while (found === undefined && campaign.requests < budget) {
        const before = campaign.rounds;
        campaign.round(Math.min(2000, budget - campaign.requests));
        // Rounds that ask nothing cost no requests; there are only so many places.
        if (campaign.rounds - before > 10_000) break;
      }
    } catch (error) {
      if (!(error instanceof TargetDied)) throw error;
      // It died while the device was looked at.
      found ??= 1;
    } finally {
      target.dispose();
    }
    return found;
  },
};
