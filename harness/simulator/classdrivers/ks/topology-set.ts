import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerList, multipleItem } from './answers.ts';
import type { KsPropertySet } from './automation.ts';
import { ksGuid } from './guids.ts';
import type { KsLibrary } from './library.ts';
import { KSFILTER_NODE } from './ks-object.ts';
import { answerName } from './pin-set.ts';

/** KSTOPOLOGY_CONNECTION; node −1 is the filter (KSFILTER_NODE), whose pins are PinIds. */
export interface KsTopologyConnection {
  readonly fromNode: number;
  readonly fromPin: number;
  readonly toNode: number;
  readonly toPin: number;
}

/** A node as the Topology set shows it. */
export interface TopologyNode {
  /** Node type GUID. */
  readonly type: string;
  /** GUID whose registered name is the node's; the type unless told. */
  readonly name?: string;
}

/** A filter's topology. */
export interface Topology {
  readonly categories: readonly string[];
  readonly nodes: readonly TopologyNode[];
  readonly connections: readonly KsTopologyConnection[];
}

/** The target of the Topology property set. */
export interface TopologyHost {
  readonly topology: Topology;
}

/** The Topology property set of a filter (ks-semantics §11.1). */
export function topologyPropertySet(ks: KsLibrary): KsPropertySet<TopologyHost> {
  return {
    set: ksGuid('KSPROPSETID_Topology'),
    items: [
      { id: 0, minData: 0, get: (request) => answerList(request, guids(request.target.topology.categories)) },
      {
        id: 1,
        minData: 0,
        get: (request) => answerList(request, guids(request.target.topology.nodes.map(({ type }) => type))),
      },
      {
        id: 2,
        minData: 0,
        get: (request) => answerList(request, multipleItem(request.target.topology.connections.map(connectionBytes))),
      },
      {
        id: 3,
        minProperty: 32,
        minData: 0,
        get: (request) => {
          const node = request.target.topology.nodes[request.input.u32(24)];
          return node === undefined
            ? STATUS.STATUS_INVALID_PARAMETER
            : answerName(ks, request, node.name ?? node.type);
        },
      },
    ],
  };
}

function guids(texts: readonly string[]): Uint8Array {
  return multipleItem(
    texts.map((text) => {
      const bytes = new Uint8Array(16);
      writeGuid(bytes, 0, text);
      return bytes;
    }),
  );
}

function connectionBytes({ fromNode, fromPin, toNode, toPin }: KsTopologyConnection): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, fromNode < 0 ? KSFILTER_NODE : fromNode, true);
  view.setUint32(4, fromPin, true);
  view.setUint32(8, toNode < 0 ? KSFILTER_NODE : toNode, true);
  view.setUint32(12, toPin, true);
  return bytes;
}
