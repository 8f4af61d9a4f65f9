import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../avstream/descriptors.ts';
import { answerBytes, answerU32, shortValue } from '../ks/answers.ts';
import { KSMETHOD_TYPE, type KsAutomationTable, type KsMethodItem, type KsPropertyItem, type KsRequest } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import type { KsTopologyConnection } from '../ks/topology-set.ts';
import type { BdaFilterTemplate } from './descriptors.ts';
import type { BdaFilterContext } from './filter-context.ts';
import type { BdaSupport } from './library.ts';

type Request = KsRequest<KsFilter>;

/** What the library offers on every BDA filter: its template, its configuration and its changes (BDA-001…009). */
export function filterTable(bda: BdaSupport): KsAutomationTable<KsFilter> {
  return {
    properties: [{ set: ksGuid('KSPROPSETID_BdaTopology'), items: topologyItems(bda) }],
    methods: [
      { set: ksGuid('KSMETHODSETID_BdaDeviceConfiguration'), items: configurationItems(bda) },
      { set: ksGuid('KSMETHODSETID_BdaChangeSync'), items: changeItems(bda) },
    ],
  };
}

function ulongs(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

function guids(list: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(list.length * 16);
  list.forEach((guid, i) => {
    writeGuid(bytes, i * 16, guid);
  });
  return bytes;
}

/** BDANODE_DESCRIPTOR: the type, its function and its name. */
function nodeDescriptors({ nodes }: BdaFilterTemplate): Uint8Array {
  const size = 36;
  const bytes = new Uint8Array(nodes.length * size);
  nodes.forEach(({ type, name }, i) => {
    bytes.set(ulongs(i), i * size);
    writeGuid(bytes, i * size + 4, type);
    writeGuid(bytes, i * size + 20, name ?? type);
  });
  return bytes;
}

function topologyItems(bda: BdaSupport): KsPropertyItem<KsFilter>[] {
  const { templates, topology } = bda;
  const templateOf = ({ target }: Request): BdaFilterTemplate => bda.contextOf(target).descriptor.template;
  /** Sets of a node type: a table of `kind` (PROP-080 without a header). */
  const sets = (id: number, kind: 'properties' | 'methods' | 'events'): KsPropertyItem<KsFilter> => ({
    id,
    minProperty: 32,
    minData: 0,
    get: (request) => {
      const node = templateOf(request).nodes[request.input.u32(24)];
      if (node === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      return answerBytes(request, guids(templates.sets(node, kind)));
    },
  });
  return [
    { id: 0, minData: 0, get: (request) => answerBytes(request, ulongs(...templates.nodeTypes(templateOf(request)))) },
    { id: 1, minData: 0, get: (request) => answerBytes(request, ulongs(...templates.pinTypes(templateOf(request)))) },
    { id: 2, minData: 0, get: (request) => answerBytes(request, templateConnections(templates.connections(templateOf(request)))) },
    sets(3, 'methods'),
    sets(4, 'properties'),
    sets(5, 'events'),
    {
      id: 6,
      minProperty: 40,
      minData: 4,
      get: (request) => {
        const { input, target } = request;
        const pair = { input: input.u32(28), output: input.u32(32) };
        const pin = topology.controllingPin(bda.contextOf(target), input.u32(24), pair);
        return pin === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerU32(request, pin);
      },
    },
    { id: 7, minData: 0, get: (request) => answerBytes(request, nodeDescriptors(templateOf(request))) },
  ];
}

/** BDA_TEMPLATE_CONNECTION: the type where it begins and its pin, the type where it ends and its pin. */
function templateConnections(connections: readonly KsTopologyConnection[]): Uint8Array {
  return ulongs(...connections.flatMap(({ fromNode, fromPin, toNode, toPin }) => [fromNode, fromPin, toNode, toPin]));
}

function configurationItems(bda: BdaSupport): KsMethodItem<KsFilter>[] {
  const { topology } = bda;
  return [
    {
      id: 0,
      flags: KSMETHOD_TYPE.READ,
      answers: true,
      minMethod: 32,
      minData: 4,
      handler: (request) => {
        const id = topology.createPin(bda.contextOf(request.target), request.input.u32(24));
        return id === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerU32(request, id);
      },
    },
    {
      id: 1,
      flags: KSMETHOD_TYPE.NONE,
      minMethod: 32,
      minData: 0,
      handler: ({ target, input }) => topology.deletePin(bda.contextOf(target), input.u32(24)),
    },
    {
      id: 2,
      flags: KSMETHOD_TYPE.WRITE,
      minMethod: 32,
      minData: 0,
      handler: ({ target, input }) =>
        bda.changes.changeTopology(bda.contextOf(target), { input: input.u32(24), output: input.u32(28) }),
    },
  ];
}

const BDA_CHANGES = { COMPLETE: 0, PENDING: 1 } as const;

function changeItems(bda: BdaSupport): KsMethodItem<KsFilter>[] {
  const { changes } = bda;
  const change = (id: number, handler: (context: BdaFilterContext) => number): KsMethodItem<KsFilter> => ({
    id,
    flags: KSMETHOD_TYPE.NONE,
    minData: 0,
    handler: ({ target }) => handler(bda.contextOf(target)),
  });
  return [
    change(0, (context) => changes.start(context)),
    change(1, (context) => changes.check(context)),
    change(2, (context) => changes.commit(context)),
    {
      id: 3,
      flags: KSMETHOD_TYPE.READ,
      answers: true,
      minData: 0,
      handler: (request) => {
        if (request.value.length < 4) return shortValue(request, 4);
        const pending = changes.pending(bda.contextOf(request.target));
        return answerU32(request, pending ? BDA_CHANGES.PENDING : BDA_CHANGES.COMPLETE);
      },
    },
  ];
}
