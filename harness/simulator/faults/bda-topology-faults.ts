import { isError, STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const filterNode = -1;

/** Faults in what the BDA support library tells of templates, and in the pins and topologies that it makes. */
export const bdaTopologyFaults: readonly Fault[] = [
  {
    id: 'bda.node-type-twice',
    bugClass: 'BUG-088',
    title: 'The last node type is listed twice',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'nodeTypes', (nodeTypes) => (template) => [...nodeTypes(template), ...nodeTypes(template).slice(-1)]);
    },
  },
  {
    id: 'bda.pin-types-from-one',
    bugClass: 'BUG-088',
    title: 'Pin types are counted from 1 in the list, and from 0 where they are used',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'pinTypes', (pinTypes) => (template) => pinTypes(template).map((type) => type + 1));
    },
  },
  {
    id: 'bda.template-dangling-connection',
    bugClass: 'BUG-088',
    title: 'A connection of the template ends at a node type that there is not',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'connections', (connections) => (template) => [
        ...connections(template),
        { fromNode: 0, fromPin: 1, toNode: 99, toPin: 0 },
      ]);
    },
  },
  {
    id: 'bda.template-connection-twice',
    bugClass: 'BUG-088',
    title: 'A connection of the template is listed twice',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'connections', (connections) => (template) => [...connections(template), ...connections(template).slice(0, 1)]);
    },
  },
  {
    id: 'bda.template-ends-at-pin-number',
    bugClass: 'BUG-088',
    title: 'Connections to the filter name a pin of a node where they should name a pin type',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'connections', (connections) => (template) =>
        connections(template).map((way) => (way.toNode === filterNode ? { ...way, toPin: 77 } : way)),
      );
    },
  },
  {
    id: 'bda.node-sets-incomplete',
    bugClass: 'BUG-076',
    title: 'The last property set of a node is left out of its list',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'sets', (sets) => (node, kind) => sets(node, kind).slice(0, kind === 'properties' ? -1 : undefined));
    },
  },
  {
    id: 'bda.node-sets-untrue',
    bugClass: 'BUG-076',
    title: 'The list of a node names a property set that the node does not have',
    apply: ({ bda: { templates } }) => {
      wrap(templates, 'sets', (sets) => (node, kind) =>
        kind === 'properties' ? [...sets(node, kind), ksGuid('KSPROPSETID_BdaTopology')] : sets(node, kind),
      );
    },
  },
  {
    id: 'bda.controlling-pin-swapped',
    bugClass: 'BUG-088',
    title: 'Nodes before the joint are said to be controlled by the output pin, those behind it by the input pin',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'controllingPin', (controllingPin) => (context, type, pair) => {
        const pin = controllingPin(context, type, pair);
        if (pin === undefined) return undefined;
        return pin === pair.input ? pair.output : pair.input;
      });
    },
  },
  {
    id: 'bda.controlling-pin-is-node',
    bugClass: 'BUG-088',
    title: 'The controlling pin is answered with a number that is none of the two pins',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'controllingPin', (controllingPin) => (context, type, pair) =>
        controllingPin(context, type, pair) === undefined ? undefined : pair.input + pair.output + 1,
      );
    },
  },
  {
    id: 'bda.node-through-any-pin',
    bugClass: 'BUG-099',
    title: 'A node answers on pins that do not control it',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'controls', () => () => true);
    },
  },
  {
    id: 'bda.created-pin-is-type',
    bugClass: 'BUG-018',
    title: 'CREATE_PIN_FACTORY answers the type of the pin, not the id of its factory',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'createPin', (createPin) => (context, type) => (createPin(context, type) === undefined ? undefined : type));
    },
  },
  {
    id: 'bda.pin-type-is-id',
    bugClass: 'BUG-018',
    title: 'PIN_TYPE answers the id of the pin',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'pinType', () => (_context, id) => id);
    },
  },
  {
    id: 'bda.unknown-pin-type',
    bugClass: 'BUG-006',
    title: 'A pin type that there is not is taken for the first',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'createPin', (createPin) => (context, type) => createPin(context, type) ?? createPin(context, 0));
    },
  },
  {
    id: 'bda.deleted-pin-stays',
    bugClass: 'BUG-105',
    title: 'Deleting a pin factory succeeds, and the factory stays',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'deletePin', () => () => success);
    },
  },
  {
    id: 'bda.delete-unchecked',
    bugClass: 'BUG-006',
    title: 'Deleting a pin factory that there is not succeeds',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'deletePin', (deletePin) => (context, id) => {
        deletePin(context, id);
        return success;
      });
    },
  },
  {
    id: 'bda.pins-of-all-instances',
    bugClass: 'BUG-078',
    title: 'A pin factory that is created on one filter appears on the other instances as well',
    apply: ({ bda }) => {
      wrap(bda.topology, 'createPin', (createPin) => (context, type) => {
        const { filter, descriptor } = context;
        for (const other of filter.device.filters) {
          if (other !== filter && bda.contextOf(other).descriptor === descriptor) createPin(bda.contextOf(other), type);
        }
        return createPin(context, type);
      });
    },
  },
  {
    id: 'bda.topology-not-made',
    bugClass: 'BUG-088',
    title: 'CREATE_TOPOLOGY succeeds and connects nothing',
    apply: ({ bda: { changes } }) => {
      wrap(changes, 'changeTopology', () => () => success);
    },
  },
  {
    id: 'bda.connections-outlive-pin',
    bugClass: 'BUG-105',
    title: 'A connection to a deleted pin factory stays in the topology',
    apply: ({ bda: { topology } }) => {
      wrap(topology, 'deletePin', (deletePin) => (context, id) => {
        const status = deletePin(context, id);
        if (!isError(status)) context.filter.addConnections([{ fromNode: 0, fromPin: 1, toNode: filterNode, toPin: id }]);
        return status;
      });
    },
  },
];
