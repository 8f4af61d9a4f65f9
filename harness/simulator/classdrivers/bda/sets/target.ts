/** What the sets of nodes are asked through: a filter, or a pin that controls the node. */
import type { KsFilter, KsPin } from '../../avstream/descriptors.ts';

export type Target = KsFilter | KsPin;
/** Size of KSP_NODE. */
export const kspNode = 32;

export const filterOf = (target: Target): KsFilter => (target.kind === 'pin' ? target.filter : target);
