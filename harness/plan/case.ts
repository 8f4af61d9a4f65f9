/** A case: one claim about one subject. Plain data, the same for the same specs, target and seed. */

/** Why a case is not judged. Every skip has exactly one of these, is counted, and is shown. */
export const skipReasons = {
  'not-offered': 'the object does not offer the item, and need not',
  'no-instance': 'no object of that kind can be had from the device',
  'kernel-only': 'only kernel clients may ask',
  'target-cannot': 'the target lacks an ability that the case needs',
  precondition: 'a condition that the claim requires does not hold on this device',
  destructive: 'could lose settings or data; run with --destructive',
  'device-dead': 'the target died in an earlier case and could not be brought back',
} as const;
export type SkipReason = keyof typeof skipReasons;

export type ClaimKind = 'law' | 'behaviour' | 'model' | 'requirement';

export interface Case {
  /**
   * `core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock`, or without the item for behaviours and
   * models: `core/pin:pin.state.walk@camera/pin0`. A query is a prefix or glob of it.
   */
  readonly id: string;
  readonly kind: ClaimKind;
  /** Id of the law, behaviour, model or requirement of a profile. */
  readonly claim: string;
  /** Name of the item a law is applied to. */
  readonly item?: string;
  /** The subject, e.g. `camera/pin0`. */
  readonly object: string;
  /** Set when the planner already knows that it cannot be judged. */
  readonly skip?: { readonly reason: SkipReason; readonly detail: string };
}
