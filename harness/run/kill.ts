/**
 * The checker checked: which claim notices a fault that was put into the simulator. One fault at a time, in the process
 * itself: a simulated device dies without taking anything down with it.
 */
import { TargetDied, type Arch } from '../target/target.ts';
import type { Verdict } from '../judge/verdict.ts';
import { createSession } from '../judge/session.ts';
import { makePlan } from '../plan/plan.ts';
import type { SpecBook } from '../spec/model.ts';
import { fuzzFault } from '../fuzz/fault.ts';
import type { Fault } from '../simulator/faults/fault.ts';
import { createSimulator, simulatedDevices } from '../simulator/simulator.ts';

/** Verdicts that count as noticing. */
const noticed: readonly Verdict[] = ['fail', 'crash', 'hang', 'warn'];

/** Ways to look for a fault, in the order in which they are tried. */
export type Way = 'run' | 'destructive run' | 'campaign';

/** What noticed a fault first. */
export interface Kill {
  readonly device: string;
  readonly claim: string;
  readonly caseId: string;
  readonly verdict: Verdict;
  readonly message: string;
  /** Requests sent until then, on all devices tried. */
  readonly requests: number;
}

export interface KillOptions {
  readonly seed: number;
  /** Simulated devices to try, in this order. */
  readonly devices: readonly string[];
  /** ABI of the caller; x64 unless given. */
  readonly arch?: Arch;
  /** Only these cases; all unless given. */
  readonly query?: readonly string[];
  /** Only cases whose ids match. */
  readonly grep?: RegExp;
  /** Also cases that may lose settings or data of the device, as with `--destructive`. */
  readonly destructive?: boolean;
}

/** How a fault is looked for: a run of all cases, or whatever else there is. `undefined` if it is not noticed that way. */
export type Hunt = (book: SpecBook, fault: Fault, options: Partial<KillOptions> & Pick<KillOptions, 'seed'>) => Kill | undefined;

/** The default run: all cases on each device that has the fault, with one seed. */
const byRun: Hunt = (book, fault, options) =>
  killOf(book, fault.id, {
    // A fault in a minidriver shows on that device only.
    devices: fault.device === undefined ? simulatedDevices : [fault.device],
    ...(fault.arch !== undefined && { arch: fault.arch }),
    ...options,
  });

/** The same with what only `--destructive` allows. */
const byDestructiveRun: Hunt = (book, fault, options) => byRun(book, fault, { ...options, destructive: true });

/** Requests of the campaign that looks for what the run missed, on each device. */
const campaignRequests = 400_000;

/** A bounded campaign, for what the run misses. */
const byCampaign: Hunt = (book, fault, { seed, devices, query, grep }) => {
  // Who asks for certain cases does not ask for a campaign.
  if (query !== undefined || grep !== undefined) return undefined;
  const hunted = fuzzFault(book, fault.id, {
    seed,
    devices: devices ?? [fault.device ?? 'testcap'],
    requests: campaignRequests,
    ...(fault.arch !== undefined && { arch: fault.arch }),
  });
  if (!hunted) return undefined;
  const { breach, item, path, verdict } = hunted.found;
  return { device: hunted.device, claim: `fuzz ${breach.oracle}`, caseId: `${item}@${path}`, verdict, message: breach.message, requests: hunted.requests };
};

const hunts: readonly (readonly [Way, Hunt])[] = [['run', byRun], ['destructive run', byDestructiveRun], ['campaign', byCampaign]];

/** What notices a fault first, and how it was looked for. */
export function firstCatch(...args: Parameters<Hunt>): (Kill & { readonly way: Way }) | undefined {
  for (const [way, hunt] of hunts) {
    const kill = hunt(...args);
    if (kill) return { ...kill, way };
  }
  return undefined;
}

/** Runs the cases in order on each device until one notices the fault; `undefined` if none does. */
export function killOf(book: SpecBook, fault: string | undefined, options: KillOptions): Kill | undefined {
  let requests = 0;
  for (const device of options.devices) {
    const target = createSimulator(device, {
      ...(fault !== undefined && { faults: [fault] }),
      ...(options.arch !== undefined && { arch: options.arch }),
    });
    try {
      const plan = makePlan(book, target, { query: options.query ?? [], destructive: options.destructive ?? false, profiles: [] });
      const session = createSession(book, plan, target, { seed: options.seed });
      for (const planned of plan.cases) {
        if (options.grep?.test(planned.id) === false) continue;
        const result = session.run(planned);
        requests += result.requests;
        if (noticed.includes(result.verdict)) {
          const message = result.finding?.message ?? '';
          return { device, claim: planned.claim, caseId: planned.id, verdict: result.verdict, message, requests };
        }
      }
    } catch (error) {
      // A device that dies of being looked at dies before the first case.
      if (!(error instanceof TargetDied)) throw error;
      return { device, claim: 'discovery', caseId: '', verdict: error.how, message: error.detail, requests };
    } finally {
      target.dispose();
    }
  }
  return undefined;
}
