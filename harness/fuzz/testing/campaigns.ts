/** Short campaigns on the simulator. */
import { loadSpecs } from '../../spec/loader.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import type { Action } from '../../traffic/actions.ts';
import { Campaign } from '../campaign.ts';
import type { Found } from '../finding.ts';

export const book = loadSpecs();

export interface Hunted {
  readonly campaign: Campaign;
  readonly found: readonly { readonly found: Found; readonly actions: readonly Action[]; readonly requests: number }[];
}

/** Sends `requests` requests, or as many as it takes to find something where `untilFound`. */
export function hunt(device: string, options: { fault?: string; focus?: readonly string[]; seed?: number; requests?: number; untilFound?: true; races?: boolean }): Hunted {
  const { fault, focus = [], seed = 1, requests = 20_000, untilFound, races = true } = options;
  const target = createSimulator(device, fault === undefined ? {} : { faults: [fault] });
  const found: { found: Found; actions: readonly Action[]; requests: number }[] = [];
  const campaign: Campaign = new Campaign(book, target, {
    seed,
    focus,
    destructive: true,
    races,
    onFinding: (one, actions) => found.push({ found: one, actions, requests: campaign.requests }),
  });
  while (campaign.requests < requests && !(untilFound && found.length > 0)) campaign.round(Math.min(2000, requests - campaign.requests));
  target.dispose();
  return { campaign, found };
}
