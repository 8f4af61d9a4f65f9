/** Drives a campaign until its time is over, its requests are spent, or somebody wants it to end. */
import type { Campaign } from '../../fuzz/campaign.ts';
import type { FuzzEndLine } from './lines.ts';

export interface Bounds {
  /** Requests, at most. */
  readonly runs?: number;
  /** Milliseconds, at most. */
  readonly time?: number;
}

/** How far a campaign is. */
export interface Pace {
  readonly requests: number;
  readonly milliseconds: number;
}

/** How long rounds may follow each other before the rest of the process gets its turn, in milliseconds. */
const breathEvery = 50;
const usualRound = 2000;

/** @param told called now and then @param stopped asked between rounds */
export async function drive(campaign: Campaign, bounds: Bounds, told: (pace: Pace) => void, stopped: () => boolean): Promise<FuzzEndLine['why']> {
  const began = performance.now();
  let breath = began;
  for (;;) {
    const now = performance.now();
    if (now - breath > breathEvery) {
      told({ requests: campaign.requests, milliseconds: now - began });
      await new Promise(setImmediate);
      breath = performance.now();
    }
    if (stopped()) return 'interrupted';
    const left = (bounds.runs ?? Infinity) - campaign.requests;
    if (left <= 0) return 'runs';
    if (bounds.time !== undefined && now - began >= bounds.time) return 'time';
    campaign.round(Math.min(usualRound, left));
  }
}
