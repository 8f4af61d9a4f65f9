/** What the traffic of a run says of the target. */
import type { Arch, Capability, Target, TargetIdentity } from '../target/target.ts';

export interface TrafficHead {
  readonly target: string;
  readonly arch: Arch;
  readonly identity: TargetIdentity;
  readonly capabilities: readonly Capability[];
  /** Which of the optional parts of the boundary there are; of the verifier, its rules. */
  readonly has: {
    readonly scheduling: boolean;
    readonly plugAndPlay: boolean;
    readonly observations: boolean;
    readonly verifier?: readonly string[];
  };
}

export function headOf(target: Target): TrafficHead {
  const { name, arch, identity, capabilities, scheduling, plugAndPlay, observations, verifier } = target;
  return {
    target: name,
    arch,
    identity,
    capabilities: [...capabilities],
    has: {
      scheduling: scheduling !== undefined,
      plugAndPlay: plugAndPlay !== undefined,
      observations: observations !== undefined,
      ...(verifier && { verifier: [...verifier.rules] }),
    },
  };
}
