/**
 * The BDA support library as a minidriver sees it: a filter is described by a template, which names every pin type, node
 * type and connection that the filter may have, and by what of it an opened filter starts with. The rest is made by
 * clients (KSMETHODSETID_BdaDeviceConfiguration).
 */
import type { KsDeviceDescriptor, KsFilter, KsFilterDescriptor, KsNodeDescriptor, KsPinDescriptorEx } from '../avstream/descriptors.ts';
import type { KsTopologyConnection } from '../ks/topology-set.ts';

/** BDA_PIN_PAIRING: an input and an output pin type between which a topology can be made. */
export interface BdaPinPairing {
  /** Pin types. */
  readonly inputPin: number;
  readonly outputPin: number;
  /** Topologies that one output pin, and one input pin, may be part of. */
  readonly maxInputsPerOutput: number;
  readonly maxOutputsPerInput: number;
  /** Indexes of the connections at which control of the nodes goes over from the input pin to the output pin. */
  readonly joints: readonly number[];
}

/** BDA_FILTER_TEMPLATE. A pin type or node type is the index of its descriptor. */
export interface BdaFilterTemplate {
  readonly pins: readonly KsPinDescriptorEx[];
  readonly nodes: readonly KsNodeDescriptor[];
  /** Between node types; what begins or ends at the filter (−1) names a pin type. */
  readonly connections: readonly KsTopologyConnection[];
  readonly pinPairs: readonly BdaPinPairing[];
}

/** What a minidriver does when a client begins, checks and commits changes (BDA-002…005). */
export interface BdaChangeDispatch {
  /** Recorded changes are dropped. */
  readonly start?: (filter: KsFilter) => void;
  /** The status that `commit` would return. */
  readonly check?: (filter: KsFilter) => number;
  /** Recorded changes come into force; after an error none of them does. */
  readonly commit?: (filter: KsFilter) => number;
  /** Whether changes are recorded that are not in force. */
  readonly pending?: (filter: KsFilter) => boolean;
}

/** A filter with a template: BdaCreateFilterFactory and BdaInitFilter in one. */
export interface BdaFilterDescriptor extends Omit<KsFilterDescriptor, 'pins' | 'nodes' | 'connections'> {
  readonly template: BdaFilterTemplate;
  /** Pin types of the pin factories that an opened filter has, by PinId. */
  readonly initialPins: readonly number[];
  /** PinIds of the input and output pin of each topology that an opened filter has. */
  readonly initialTopologies?: readonly { readonly input: number; readonly output: number }[];
  readonly changes?: BdaChangeDispatch;
}

/** A device whose filters use the support library. */
export interface BdaDeviceDescriptor extends Omit<KsDeviceDescriptor, 'filters'> {
  readonly classDriver: 'bda';
  readonly filters: readonly BdaFilterDescriptor[];
}
