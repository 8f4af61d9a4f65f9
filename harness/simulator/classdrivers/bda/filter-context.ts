import type { KsFilter } from '../avstream/descriptors.ts';
import type { KsTopologyConnection } from '../ks/topology-set.ts';
import type { BdaFilterDescriptor } from './descriptors.ts';

/** A topology that was made, or is to be made, between two pins. */
export interface PinPair {
  /** PinIds. */
  readonly input: number;
  readonly output: number;
}

/** What the support library knows of an open filter. Minidrivers never see it. */
export class BdaFilterContext {
  readonly filter: KsFilter;
  readonly descriptor: BdaFilterDescriptor;
  /** Pin type of every pin factory, by PinId. */
  readonly pinTypes = new Map<number, number>();
  /** Topologies in force. */
  topologies: PinPair[] = [];
  /** Topologies that the next commit makes. */
  recorded: PinPair[] = [];
  /** Between START_CHANGES and COMMIT_CHANGES. */
  changing = false;
  /** Connections that were made for the topologies. */
  connections: KsTopologyConnection[] = [];
  /** NodeId by node type and PinId of the controlling pin. */
  readonly nodes = new Map<string, number>();

  constructor(filter: KsFilter, descriptor: BdaFilterDescriptor) {
    this.filter = filter;
    this.descriptor = descriptor;
  }
}
