/** Whether a bounded campaign finds a bug that was put into a simulated device. */
import { TargetDied, type Arch } from '../target/target.ts';
import type { SpecBook } from '../spec/model.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { Campaign } from './campaign.ts';
import type { Found } from './finding.ts';

export interface FoundFault {
  readonly device: string;
  readonly found: Found;
  /** Requests sent until then, on all devices tried. */
  readonly requests: number;
}

export interface FuzzFaultOptions {
  readonly seed: number;
  /** Simulated devices to try, in this order. */
  readonly devices: readonly string[];
  /** Requests on each of them, at most. */
  readonly requests: number;
  /** ABI of the caller; x64 unless given. */
  readonly arch?: Arch;
}

/** Looks for the fault on one device after the other; `undefined` if nothing is found. With no fault, on healthy ones. */
export function fuzzFault(book: SpecBook, fault: string | undefined, options: FuzzFaultOptions): FoundFault | undefined {
  let earlier = 0;
  for (const device of options.devices) {
    const target = createSimulator(device, {
      ...(fault !== undefined && { faults: [fault] }),
      ...(options.arch !== undefined && { arch: options.arch }),
    });
    let first: FoundFault | undefined;
    let campaign: Campaign | undefined;
    try {
      campaign = new Campaign(book, target, {
        seed: options.seed,
        focus: [],
        destructive: true,
        onFinding: (found) => { first ??= { device, found, requests: earlier + (campaign?.requests ?? 0) }; },
      });
      while (!first && campaign.requests < options.requests) campaign.round(Math.min(roundLength, options.requests - campaign.requests));
      if (first) return first;
      earlier += campaign.requests;
    } catch (error) {
      // Told as a finding before, where the device died of being looked at.
      if (!(error instanceof TargetDied) || !first) throw error;
      return first;
    } finally {
      target.dispose();
    }
  }
  return undefined;
}

const roundLength = 2000;
