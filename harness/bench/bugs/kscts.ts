/** kscts itself: the default run, and a campaign. */
import { Campaign } from '../../fuzz/campaign.ts';
import { createSession } from '../../judge/session.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { makePlan } from '../../plan/plan.ts';
import { huntOn, type Hunter } from './hunter.ts';

const noticed: ReadonlySet<Verdict> = new Set(['fail', 'crash', 'hang', 'warn']);

/** `kscts run`: cases in their order until one notices, or the budget is spent. */
export const bySuite: Hunter = {
  name: 'kscts run',
  about: 'the cases of a run, in their order',
  hunt(book, prey, budget, seed) {
    return huntOn(prey, (target, count) => {
      const plan = makePlan(book, target, { query: [], destructive: true, profiles: [] });
      const session = createSession(book, plan, target, { seed });
      for (const planned of plan.cases) {
        const { verdict, requests } = session.run(planned);
        count.sent += requests;
        if (count.sent > budget) return false;
        if (noticed.has(verdict)) return true;
      }
      return false;
    });
  },
};

/** `kscts fuzz`. */
export const byCampaign: Hunter = {
  name: 'kscts fuzz',
  about: 'a campaign: requests near to right ones in every state of the models, all stateless oracles',
  hunt(book, prey, budget, seed) {
    return huntOn(prey, (target, count) => {
      let found = false;
      const campaign: Campaign = new Campaign(book, target, {
        seed,
        focus: [],
        destructive: true,
        onFinding: () => {
          if (!found) count.sent = campaign.requests;
          found = true;
        },
      });
      while (!found && campaign.requests < budget) {
        const before = campaign.rounds;
        campaign.round(Math.min(2000, budget - campaign.requests));
        // Rounds that ask nothing cost no requests; there are only so many places.
        if (campaign.rounds - before > 10_000) break;
      }
      return found;
    });
  },
};
