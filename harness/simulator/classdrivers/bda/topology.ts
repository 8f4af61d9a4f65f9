import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsNodeDescriptor, KsPinDescriptorEx } from '../avstream/descriptors.ts';
import type { KsTopologyConnection } from '../ks/topology-set.ts';
import type { BdaFilterDescriptor, BdaPinPairing } from './descriptors.ts';
import type { BdaFilterContext, PinPair } from './filter-context.ts';
import { guardedNode } from './node-table.ts';
import { pinTable } from './pin-table.ts';
import { isInputControlled, nodesBetween, pairing } from './template.ts';

/** The actual topology of open filters: pin factories and the paths between them (ks-semantics §12.5). */
export class BdaTopology {
  /** Pin descriptors with the library's own items, by filter descriptor and pin type. */
  readonly #pins = new Map<BdaFilterDescriptor, readonly KsPinDescriptorEx[]>();
  /** Node descriptors with the check of who asks, by the descriptor of the template. */
  readonly #nodes = new Map<KsNodeDescriptor, KsNodeDescriptor>();
  readonly #contextOf;
  readonly #pinTable;

  constructor(contextOf: (filter: object) => BdaFilterContext) {
    this.#contextOf = contextOf;
    this.#pinTable = pinTable(this, contextOf);
  }

  /** BdaInitFilter: what an opened filter starts with. */
  initialize(context: BdaFilterContext): number {
    const { initialPins, initialTopologies = [] } = context.descriptor;
    for (const type of initialPins) {
      const id = this.createPin(context, type);
      if (id === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    }
    for (const pair of initialTopologies) {
      const status = this.createTopology(context, pair);
      if (status !== STATUS.STATUS_SUCCESS) return status;
    }
    return STATUS.STATUS_SUCCESS;
  }

  /** BdaCreatePin: a pin factory of a pin type; its PinId, or `undefined` if there is no such type. */
  createPin(context: BdaFilterContext, type: number): number | undefined {
    const descriptor = this.#pinsOf(context.descriptor)[type];
    if (descriptor === undefined) return undefined;
    const id = context.filter.createPinFactory(descriptor);
    context.pinTypes.set(id, type);
    return id;
  }

  /** BdaDeletePin. */
  deletePin(context: BdaFilterContext, id: number): number {
    const status = context.filter.deletePinFactory(id);
    if (status !== STATUS.STATUS_SUCCESS) return status;
    context.pinTypes.delete(id);
    const keeps = ({ input, output }: PinPair): boolean => input !== id && output !== id;
    context.topologies = context.topologies.filter(keeps);
    context.recorded = context.recorded.filter(keeps);
    context.connections = context.connections.filter(
      ({ fromNode, fromPin, toNode, toPin }) => !(fromNode < 0 && fromPin === id) && !(toNode < 0 && toPin === id),
    );
    for (const key of context.nodes.keys()) if (key.endsWith(` ${id}`)) context.nodes.delete(key);
    return STATUS.STATUS_SUCCESS;
  }

  /** What PIN_TYPE answers on a pin. */
  pinType({ pinTypes }: BdaFilterContext, id: number): number {
    return pinTypes.get(id) ?? 0;
  }

  /** The pairing of two pins by their types. */
  pairingOf({ descriptor, pinTypes }: BdaFilterContext, { input, output }: PinPair): BdaPinPairing | undefined {
    const [inputType, outputType] = [pinTypes.get(input), pinTypes.get(output)];
    if (inputType === undefined || outputType === undefined) return undefined;
    return pairing(descriptor.template, inputType, outputType);
  }

  /** Whether a topology between two pins may be made: they are a pair, and neither is part of too many (BDA-015). */
  judge(context: BdaFilterContext, pair: PinPair): number {
    const pinPair = this.pairingOf(context, pair);
    if (pinPair === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const others = [...context.topologies, ...context.recorded].filter((other) => !samePair(other, pair));
    const full =
      others.filter(({ input }) => input === pair.input).length >= pinPair.maxOutputsPerInput ||
      others.filter(({ output }) => output === pair.output).length >= pinPair.maxInputsPerOutput;
    return full ? STATUS.STATUS_INSUFFICIENT_RESOURCES : STATUS.STATUS_SUCCESS;
  }

  /** BdaCreateTopology: the nodes and connections between two pins, made once. */
  createTopology(context: BdaFilterContext, pair: PinPair): number {
    const status = this.judge(context, pair);
    if (status !== STATUS.STATUS_SUCCESS || context.topologies.some((made) => samePair(made, pair))) return status;
    context.topologies.push(pair);
    this.#connect(context, pair, this.pairingOf(context, pair) as BdaPinPairing);
    return STATUS.STATUS_SUCCESS;
  }

  /** PinId of the pin that controls a node of a topology (BDA-014), or `undefined` if the node is not between the pins. */
  controllingPin(context: BdaFilterContext, nodeType: number, pair: PinPair): number | undefined {
    const pinPair = this.pairingOf(context, pair);
    const { template } = context.descriptor;
    if (pinPair === undefined || !nodesBetween(template, pinPair).includes(nodeType)) return undefined;
    return isInputControlled(template, pinPair, nodeType) ? pair.input : pair.output;
  }

  /** Whether a pin controls a node of the actual topology. */
  controls({ nodes }: BdaFilterContext, pinId: number, nodeId: number): boolean {
    return [...nodes].some(([key, id]) => id === nodeId && key.endsWith(` ${pinId}`));
  }

  /** Nodes exist once for each pin that controls them; connections that are there already are not made again. */
  #connect(context: BdaFilterContext, pair: PinPair, pinPair: BdaPinPairing): void {
    const { descriptor, filter, nodes } = context;
    const { template } = descriptor;
    const ids = new Map<number, number>();
    for (const type of nodesBetween(template, pinPair)) {
      const key = `${type} ${isInputControlled(template, pinPair, type) ? pair.input : pair.output}`;
      const node = template.nodes[type];
      if (!nodes.has(key) && node !== undefined) nodes.set(key, filter.createNode(this.#guarded(node)));
      ids.set(type, nodes.get(key) as number);
    }
    const made = template.connections.flatMap((connection): KsTopologyConnection[] => {
      const from = end(connection.fromNode, connection.fromPin, pinPair.inputPin, pair.input, ids);
      const to = end(connection.toNode, connection.toPin, pinPair.outputPin, pair.output, ids);
      if (from === undefined || to === undefined) return [];
      const real = { fromNode: from.node, fromPin: from.pin, toNode: to.node, toPin: to.pin };
      return context.connections.some((other) => sameConnection(other, real)) ? [] : [real];
    });
    context.connections.push(...made);
    filter.addConnections(made);
  }

  #guarded(node: KsNodeDescriptor): KsNodeDescriptor {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const guarded = guardedNode(node, ({ filter, id }, nodeId) => this.controls(this.#contextOf(filter), id, nodeId));
    this.#nodes.set(node, guarded);
    return guarded;
  }

  #pinsOf(descriptor: BdaFilterDescriptor): readonly KsPinDescriptorEx[] {
    const known = this.#pins.get(descriptor);
    if (known !== undefined) return known;
    const { properties = [], events = [] } = this.#pinTable;
    const pins = descriptor.template.pins.map((pin) => ({
      ...pin,
      automation: {
        properties: [...(pin.automation?.properties ?? []), ...properties],
        methods: pin.automation?.methods ?? [],
        events: [...(pin.automation?.events ?? []), ...events],
      },
    }));
    this.#pins.set(descriptor, pins);
    return pins;
  }
}

const sameConnection = (a: KsTopologyConnection, b: KsTopologyConnection): boolean =>
  a.fromNode === b.fromNode && a.fromPin === b.fromPin && a.toNode === b.toNode && a.toPin === b.toPin;

const samePair = (a: PinPair, b: PinPair): boolean => a.input === b.input && a.output === b.output;

/** One end of a template connection in the actual topology of one pair, if it is part of it. */
function end(
  node: number,
  pin: number,
  pinType: number,
  pinId: number,
  ids: ReadonlyMap<number, number>,
): { readonly node: number; readonly pin: number } | undefined {
  if (node < 0) return pin === pinType ? { node, pin: pinId } : undefined;
  const id = ids.get(node);
  return id === undefined ? undefined : { node: id, pin };
}
