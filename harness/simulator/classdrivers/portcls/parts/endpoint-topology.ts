/** A topology filter of endpoints: wired pins with jacks, and nodes between them. */
import { ksGuid } from '../../ks/guids.ts';
import type {
  PcConnectionDescriptor,
  PcEventItem,
  PcFilterDescriptor,
  PcNodeDescriptor,
  PcPinDescriptor,
  PcPropertyItem,
} from '../descriptors.ts';
import type { PcMiniport, PcPort } from '../miniports.ts';
import { controlChange, type ControlChanged } from './channel-controls.ts';
import { jackInfoChange, jackTable, type Jack, type JackDescription } from './jacks.ts';

/** What a topology filter consists of. */
export interface EndpointParts {
  readonly pins: readonly PcPinDescriptor[];
  /** By PinId. */
  readonly jacks: ReadonlyMap<number, JackDescription>;
  /** Made with what tells clients of changed controls. */
  readonly nodes?: (changed: ControlChanged) => readonly PcNodeDescriptor[];
  readonly connections: readonly PcConnectionDescriptor[];
  /** Further items of the filter. */
  readonly properties?: readonly PcPropertyItem[];
  readonly events?: readonly PcEventItem[];
}

export class EndpointTopology implements PcMiniport {
  readonly description: PcFilterDescriptor;
  readonly #jacks: ReadonlyMap<number, JackDescription>;
  #port: PcPort | null = null;

  constructor({ pins, jacks, nodes, connections, properties = [], events = [] }: EndpointParts) {
    this.#jacks = jacks;
    const jackItems = jackTable(pins.length, jacks);
    this.description = {
      automationTable: {
        properties: [...jackItems.properties, ...properties],
        events: [...jackItems.events, ...events],
      },
      pins,
      nodes:
        nodes?.((node) => {
          this.raise({ ...controlChange, node });
        }) ?? [],
      connections,
      categories: ['KSCATEGORY_TOPOLOGY', 'KSCATEGORY_AUDIO'].map(ksGuid),
    };
  }

  init(port: PcPort): void {
    this.#port = port;
  }

  /** Something is plugged in or pulled out: that is told once (PCLS-156). */
  plug(jack: Jack, connected: boolean): void {
    if (jack.connected === connected) return;
    jack.connected = connected;
    for (const [pin, description] of this.#jacks) {
      if (description.jack === jack) this.raise({ ...jackInfoChange, pin });
    }
  }

  /** Raises an event for the clients that it concerns. */
  raise(event: Parameters<PcPort['generateEventList']>[0]): void {
    this.#port?.generateEventList(event);
  }
}
