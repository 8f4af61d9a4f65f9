/** Describes pin factories, and an instance of each that can be had. */
import { isStruct, type StructValue, type Value } from '../../abi/codec.ts';
import type { FormatDescription, PinDescription } from '../../description/format.ts';
import { guidText, jsonOf } from '../../description/values.ts';
import type { FilterInterface } from '../../target/target.ts';
import type { DeviceObject } from '../device.ts';
import { Fixture, OpenFailed } from '../fixture.ts';
import { attributeValue, type Asker } from './asker.ts';
import { offersOf } from './offers.ts';

const dataflows = new Map([
  [1, 'in'],
  [2, 'out'],
] as const);
const communications = ['none', 'sink', 'source', 'both', 'bridge'] as const;
const unlimited = 0xffff_ffff;

export const dataflowOf = (n: number): 'in' | 'out' => dataflows.get(n as 1 | 2) ?? 'in';
export const communicationOf = (n: number): PinDescription['communication'] => communications[n] ?? 'none';
export const instanceCount = (n: number): number | 'unlimited' => (n === unlimited ? 'unlimited' : n);

/** @param below the objects under the factory: its pin, the clock and the allocator of that */
export function describePin(
  asker: Asker,
  factory: DeviceObject,
  below: readonly DeviceObject[],
  filters: readonly FilterInterface[],
): PinDescription {
  const number = (name: string): number => Number(attributeValue(factory, name) ?? 0);
  const category = asker.text(factory, 'category');
  const name = asker.text(factory, 'name');
  const [possible, necessary, global] = [number('possible'), number('necessary'), number('globallyPossible')];
  const ranges = asker.list(factory, 'ranges', 'KSDATARANGE') as FormatDescription[];
  const constrained = asker.list(factory, 'constrainedRanges', 'KSDATARANGE') as FormatDescription[];
  const differs = constrained.length > 0 && JSON.stringify(constrained) !== JSON.stringify(ranges);
  const intersection = formatOf(asker, factory, 'format');
  const preferredFormat = formatOf(asker, factory, 'preferredFormat');
  const wire = wireOf(asker.value(factory, 'wiredTo'), filters);
  const pin = below.find(({ kind }) => kind === 'pin');
  const open = pin && pin.absent === undefined ? describeOpen(asker, pin, below) : undefined;
  return {
    dataflow: dataflowOf(number('dataflow')),
    communication: communicationOf(number('communication')),
    ...(category !== undefined && { category: guidText(category, 'KSNODETYPE_') }),
    ...(name !== undefined && { name }),
    instances: {
      possible: instanceCount(possible),
      ...(necessary !== 0 && { necessary }),
      ...(global !== possible && { global: instanceCount(global) }),
    },
    interfaces: identifiers(attributeValue(factory, 'interfaces')),
    mediums: identifiers(attributeValue(factory, 'mediums')),
    dataRanges: ranges,
    ...(differs && { constrainedDataRanges: constrained }),
    ...(intersection && { intersection }),
    ...(preferredFormat && { preferredFormat }),
    ...(wire && { physicalConnection: wire }),
    ...(open && { open }),
  };
}

/** A KSDATAFORMAT that a property of the factory answers. */
function formatOf(asker: Asker, factory: DeviceObject, name: string): FormatDescription | undefined {
  const got = asker.attribute(factory, name);
  return got && got.bytes.length > 0 ? (jsonOf('KSDATAFORMAT', got.bytes) as FormatDescription) : undefined;
}

function identifiers(list: Value | undefined): NonNullable<PinDescription['interfaces']> {
  if (!Array.isArray(list)) return [];
  return (list as readonly StructValue[]).map(({ Set: set, Id, Flags }) => ({
    set: guidText(String(set)),
    id: Number(Id),
    ...(Number(Flags ?? 0) !== 0 && { flags: Number(Flags) }),
  }));
}

/** Where a pin is wired to, of the answer to that question; the other filter by its name where it is one of these. */
export function wireOf(value: Value | undefined, filters: readonly FilterInterface[]): PinDescription['physicalConnection'] {
  if (!isStruct(value)) return undefined;
  const link = String(value['SymbolicLinkName'] ?? '');
  if (link === '') return undefined;
  const pin = Number(value['Pin']);
  const other = filters.find(({ path }) => path.toLowerCase() === link.toLowerCase());
  return other ? { filter: other.name, pin } : { link, pin };
}

/** An open pin, with handles of its own so that the next pin finds the device at rest. */
function describeOpen(asker: Asker, pin: DeviceObject, below: readonly DeviceObject[]): PinDescription['open'] {
  const fixture = new Fixture(asker.fixture.target, asker.book);
  const inner = asker.with(fixture);
  const has = (kind: DeviceObject['kind']): boolean =>
    below.some((object) => object.kind === kind && object.absent === undefined);
  try {
    const nodes = below
      .filter(({ kind, absent }) => kind === 'pinNode' && absent === undefined)
      .map((node) => ({ node: Number(attributeValue(node, 'nodeId')), ...offersOf(inner, node, []) }))
      .filter((node) => Object.keys(node).length > 1);
    return {
      ...(has('clock') && { clock: true }),
      ...(has('allocator') && { allocator: true }),
      ...offersOf(inner, pin, []),
      ...(nodes.length > 0 && { nodes }),
    };
  } catch (error) {
    // It was there at discovery, and is not now: somebody else took the last instance.
    if (error instanceof OpenFailed) return undefined;
    throw error;
  } finally {
    fixture.closeAll();
  }
}
