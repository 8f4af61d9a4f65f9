/** The shape of a device, from what discovery found: filters, pins, nodes and connections, without another request. */
import { isStruct, type Value } from '../../abi/codec.ts';
import { GUID_NULL } from '../../abi/guid.ts';
import { groupBy } from '../../base/group-by.ts';
import { guidText } from '../../description/values.ts';
import type { FilterInterface } from '../../target/target.ts';
import type { DeviceObject } from '../device.ts';
import { attributeValue } from './asker.ts';
import { connectionsOf } from './describe.ts';
import { communicationOf, dataflowOf, instanceCount, wireOf } from './pins.ts';

/**
 * Of a filter what its topology is drawn from, as in a device description; of its formats only the subformats. Written
 * out: the library exports it, and to pick it from the inferred type is too deep for TypeScript 7 in a user's project.
 */
export interface FilterShape {
  readonly name: string;
  readonly friendlyName: string;
  readonly categories: string[];
  readonly classDriver?: string;
  readonly pins: PinShape[];
  readonly nodes: { readonly type: string; readonly name?: string }[];
  readonly connections: { readonly from: string; readonly to: string }[];
}

export interface PinShape {
  readonly dataflow: 'in' | 'out';
  readonly communication: 'none' | 'sink' | 'source' | 'both' | 'bridge';
  readonly category?: string;
  readonly name?: string;
  readonly instances: { readonly possible: number | 'unlimited' };
  readonly dataRanges: { readonly SubFormat: string }[];
  readonly physicalConnection?: { readonly filter?: string | undefined; readonly link?: string | undefined; readonly pin: number };
}

/** The filters that could be opened. */
export function shapeOf(device: readonly DeviceObject[]): readonly FilterShape[] {
  const byFilter = groupBy(device, ({ filter }) => filter);
  return [...byFilter].flatMap(([filter, objects]) => filterShape(filter, objects, [...byFilter.keys()]));
}

function filterShape(filter: FilterInterface, objects: readonly DeviceObject[], all: readonly FilterInterface[]): FilterShape[] {
  const root = objects.find(({ kind }) => kind === 'filter');
  if (!root || root.absent !== undefined) return [];
  const ofKind = (kind: DeviceObject['kind']) => objects.filter((object) => object.kind === kind);
  return [
    {
      name: filter.name,
      friendlyName: filter.friendlyName,
      categories: [],
      ...(filter.classDriver !== undefined && { classDriver: filter.classDriver }),
      pins: ofKind('pinFactory').map((factory) => pinShape(factory, all)),
      nodes: ofKind('node').map((node) => ({ type: guidText(String(attributeValue(node, 'nodeType')), 'KSNODETYPE_'), ...nameOf(node) })),
      connections: connectionsOf(root),
    },
  ];
}

function pinShape(factory: DeviceObject, filters: readonly FilterInterface[]): PinShape {
  const number = (name: string): number => Number(attributeValue(factory, name) ?? 0);
  const category = String(attributeValue(factory, 'category'));
  const ranges = attributeValue(factory, 'ranges');
  const wire = wireOf(attributeValue(factory, 'wiredTo'), filters);
  return {
    dataflow: dataflowOf(number('dataflow')),
    communication: communicationOf(number('communication')),
    ...(category !== GUID_NULL && { category: guidText(category, 'KSNODETYPE_') }),
    ...nameOf(factory),
    instances: { possible: instanceCount(number('possible')) },
    dataRanges: Array.isArray(ranges) ? ranges.map(subformatOf) : [],
    ...(wire && { physicalConnection: wire }),
  };
}

function nameOf(object: DeviceObject): { readonly name?: string } {
  const name = attributeValue(object, 'name');
  return typeof name === 'string' && name !== '' ? { name } : {};
}

function subformatOf(range: Value): { readonly SubFormat: string } {
  return { SubFormat: guidText(isStruct(range) ? String(range['SubFormat']) : GUID_NULL, 'KSDATAFORMAT_SUBTYPE_') };
}
