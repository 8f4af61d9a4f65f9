import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter, KsNodeDescriptor, KsPin } from '../avstream/descriptors.ts';
import type { KsAutomationTable, KsHandler, KsRequest } from '../ks/automation.ts';

type Target = KsFilter | KsPin;

/**
 * A node whose properties and methods are for the pin that controls it (BdaValidateNodeProperty, BDA-030); the filter may
 * ask as well. `controls` says whether a pin controls a node.
 */
export function guardedNode(node: KsNodeDescriptor, controls: (pin: KsPin, nodeId: number) => boolean): KsNodeDescriptor {
  if (node.automation === undefined) return node;
  const { properties = [], methods = [], events = [] } = node.automation;
  const guard =
    (handler: KsHandler<Target>): KsHandler<Target> =>
    (request: KsRequest<Target>) =>
      request.target.kind === 'pin' && !controls(request.target, request.node) ? STATUS.STATUS_INVALID_PARAMETER : handler(request);
  const automation: KsAutomationTable<Target> = {
    properties: properties.map(({ set, items }) => ({
      set,
      items: items.map((item) => ({
        ...item,
        ...(item.get && { get: guard(item.get) }),
        ...(item.set && { set: guard(item.set) }),
      })),
    })),
    methods: methods.map(({ set, items }) => ({
      set,
      items: items.map((item) => ({ ...item, ...(item.handler && { handler: guard(item.handler) }) })),
    })),
    events,
  };
  return { ...node, automation };
}
