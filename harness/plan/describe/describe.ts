/**
 * Describes the device behind a target: everything about it that user mode can ask for and that stays as it is. From such
 * a description the simulator can be the device.
 */
import { UserError } from '../../base/errors.ts';
import { groupBy } from '../../base/group-by.ts';
import { formatName, type DeviceDescription, type FilterDescription, type Offers } from '../../description/format.ts';
import { guidText } from '../../description/values.ts';
import type { SpecBook } from '../../spec/model.ts';
import type { FilterInterface, Target } from '../../target/target.ts';
import { lineage, type DeviceObject } from '../device.ts';
import { discover } from '../discover.ts';
import { Fixture } from '../fixture.ts';
import { attributeValue, Asker } from './asker.ts';
import { offersOf } from './offers.ts';
import { describePin } from './pins.ts';

/**
 * The description of all filters of a target. Every handle opened on the way is closed.
 * @throws UserError KS340 if there is no filter, or none that can be opened
 */
export function describeTarget(target: Target, book: SpecBook): DeviceDescription {
  const objects = discover(target, book);
  const byFilter = groupBy(objects, ({ filter }) => filter);
  const filters = [...byFilter].flatMap(([filter, own]) => describeFilter(target, book, filter, own, [...byFilter.keys()]));
  if (filters.length === 0) throw nothing(target, objects);
  const { driver, version, provider, hardwareId } = target.identity;
  return { format: formatName, identity: { driver, version, provider, hardwareId }, filters };
}

function nothing(target: Target, objects: readonly DeviceObject[]): UserError {
  const reasons = objects.flatMap(({ path, absent }) => (absent === undefined ? [] : [`${path}: ${absent}`]));
  return new UserError({
    code: 'KS340',
    message: `${target.name} has no filter that can be described${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`,
  });
}

/** The reference string of an interface path: what follows the class. */
const referenceOf = (path: string): string | undefined => /\}\\([^\\]+)$/.exec(path)?.[1];

function describeFilter(
  target: Target,
  book: SpecBook,
  filter: FilterInterface,
  objects: readonly DeviceObject[],
  all: readonly FilterInterface[],
): FilterDescription[] {
  const root = objects.find(({ kind }) => kind === 'filter');
  if (!root || root.absent !== undefined) return [];
  const fixture = new Fixture(target, book);
  try {
    const asker = new Asker(fixture, book);
    const reference = referenceOf(filter.path);
    const factories = objects.filter(({ kind }) => kind === 'pinFactory');
    const told = attributeValue(root, 'categories');
    const categories = [...new Set([...filter.categories, ...(Array.isArray(told) ? told.map(String) : [])])];
    return [
      {
        name: filter.name,
        friendlyName: filter.friendlyName,
        ...(reference !== undefined && { referenceString: reference }),
        categories: categories.map((guid) => guidText(guid, 'KSCATEGORY_')),
        ...(filter.classDriver !== undefined && { classDriver: filter.classDriver }),
        pins: factories.map((factory) => describePin(asker, factory, below(objects, factory), all)),
        nodes: objects.filter(({ kind }) => kind === 'node').map((node) => describeNode(asker, node)),
        connections: connectionsOf(root),
        ...offersOf(asker, root, factories),
      },
    ];
  } finally {
    fixture.closeAll();
  }
}

/** The objects under one, itself left out. */
const below = (objects: readonly DeviceObject[], parent: DeviceObject): DeviceObject[] =>
  objects.filter((object) => object !== parent && [...lineage(object)].includes(parent));

function describeNode(asker: Asker, node: DeviceObject): NonNullable<FilterDescription['nodes']>[number] & Offers {
  const name = asker.text(node, 'name');
  return {
    type: guidText(String(attributeValue(node, 'nodeType')), 'KSNODETYPE_'),
    ...(name !== undefined && { name }),
    ...offersOf(asker, node, []),
  };
}

/** The connections of a filter, in the driver's order. */
export function connectionsOf(root: DeviceObject): NonNullable<FilterDescription['connections']> {
  const connections = attributeValue(root, 'connections');
  return Array.isArray(connections) ? connections.map(connectionOf) : [];
}

/** KSFILTER_NODE: the end is a pin of the filter. */
const filterNode = 0xffff_ffff;

function connectionOf(connection: unknown): { from: string; to: string } {
  const { FromNode, FromNodePin, ToNode, ToNodePin } = connection as Readonly<Record<string, number>>;
  const end = (node = 0, pin = 0): string => (node === filterNode ? `pin${pin}` : `node${node}.${pin}`);
  return { from: end(FromNode, FromNodePin), to: end(ToNode, ToNodePin) };
}
