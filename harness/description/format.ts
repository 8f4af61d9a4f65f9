/**
 * The shape of a device description: filters, pins, nodes, connections, and what each of them offers. One valibot schema
 * from which the types, the checks and the JSON Schema for editors are derived. `docs/device-descriptions.md` explains it.
 */
import * as v from 'valibot';
import { guidOf } from './values.ts';
import type { Json } from './values.ts';

/** The value of `format`: changes when old descriptions can no longer be read. */
export const formatName = 'kscts-device/1';

const described = <const S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text));
const optional = <const S extends v.GenericSchema>(schema: S, text: string) => described(v.optional(schema), text);

const text = v.string();
const guid = v.pipe(text, v.check((value) => guidOf(value) !== undefined, 'a GUID, or the name of one'));
const whole = 'a whole number from 0 to 4294967295';
const number = v.pipe(v.number(), v.integer(whole), v.minValue(0, whole), v.maxValue(0xffff_ffff, whole));
const count = v.union([number, v.literal('unlimited')]);
/** A value of KS, as `values.ts` writes it. */
const value = v.unknown();

/** Structs and values; `unknown` in the schema is JSON, for it was parsed from it. */
export type { Json } from './values.ts';

const answer = {
  value: optional(value, 'What a get gives: a value of `type`, or { "hex": bytes }'),
  status: optional(text, 'The status in which a get ends instead, e.g. STATUS_INVALID_DEVICE_REQUEST'),
};

export const propertyItem = v.strictObject({
  id: described(v.union([text, number]), 'Name in the headers, or number'),
  access: optional(v.array(v.picklist(['get', 'set'])), 'Verbs that basic support reports; none unless told'),
  request: optional(text, 'Struct of the input; KSPROPERTY, KSP_PIN or KSP_NODE unless told'),
  type: optional(text, 'Type of the value, as in specs: ULONG, a struct, KSMULTIPLE_ITEM + X[]'),
  description: optional(value, 'The rest of the basic support answer, a KSPROPERTY_DESCRIPTION: PropTypeSet, MembersLists'),
  clamps: optional(v.boolean(), 'Whether a set out of bounds stores the nearest legal value; it fails unless told'),
  raises: optional(v.array(text), 'Events that a change raises on the same object, by name'),
  legal: optional(v.array(value), 'The values that a set takes, where the device does not tell them itself'),
  ...answer,
  answers: optional(
    v.array(
      v.strictObject({
        pin: optional(number, 'PinId in the request'),
        channel: optional(number, 'Channel in the request'),
        ...answer,
      }),
    ),
    'Instead of `value`, where the answer depends on the request',
  ),
});

export const eventItem = v.strictObject({ id: described(v.union([text, number]), 'Name in the headers, or number') });

export const methodItem = v.strictObject({
  id: described(v.union([text, number]), 'Name in the headers, or number'),
  flags: optional(v.array(v.picklist(['read', 'write', 'source'])), 'What basic support reports of its buffer'),
});

const setsOf = <const S extends v.GenericSchema>(item: S) =>
  v.array(v.strictObject({ set: described(guid, 'The set'), items: described(v.array(item), 'Items that are offered') }));

/** What an object offers. */
const offers = {
  properties: optional(setsOf(propertyItem), 'Property sets'),
  events: optional(setsOf(eventItem), 'Event sets'),
  methods: optional(setsOf(methodItem), 'Method sets'),
};

const identifier = v.strictObject({
  set: described(guid, 'Set of the interface or medium'),
  id: described(number, 'Number in it'),
  flags: optional(number, '0 unless told'),
});

const format = described(
  v.record(text, value),
  'A KSDATARANGE or KSDATAFORMAT with the fields of its block; what is left out is 0, sizes are computed',
);

export const pin = v.strictObject({
  dataflow: described(v.picklist(['in', 'out']), 'KSPIN_DATAFLOW'),
  communication: described(v.picklist(['none', 'sink', 'source', 'both', 'bridge']), 'KSPIN_COMMUNICATION'),
  category: optional(guid, 'Category'),
  name: optional(text, 'What PIN_NAME answers; no name is registered unless told'),
  instances: described(
    v.strictObject({
      possible: described(count, 'For each filter instance'),
      necessary: optional(number, '0 unless told'),
      global: optional(count, 'Over all filter instances; the same as `possible` unless told'),
    }),
    'How many pins can be open',
  ),
  interfaces: optional(v.array(identifier), 'Standard streaming unless told'),
  mediums: optional(v.array(identifier), 'Standard DEVIO unless told'),
  dataRanges: described(v.array(format), 'Data ranges in order'),
  constrainedDataRanges: optional(v.array(format), 'The ranges that are supported now; all unless told'),
  intersection: optional(format, 'The format that a data intersection with the pin’s own ranges gives'),
  preferredFormat: optional(format, 'What the pin proposes by itself'),
  physicalConnection: optional(
    v.strictObject({
      filter: optional(text, 'Name of the other filter, if it is in this description'),
      link: optional(text, 'Else its symbolic link'),
      pin: described(number, 'PinId there'),
    }),
    'Where the pin is wired to',
  ),
  open: optional(
    v.strictObject({
      clock: optional(v.boolean(), 'Whether a clock can be opened on it'),
      allocator: optional(v.boolean(), 'Whether an allocator can be opened on it'),
      ...offers,
      nodes: optional(
        v.array(v.strictObject({ node: described(number, 'NodeId'), ...offers })),
        'What nodes offer when they are asked through the pin',
      ),
    }),
    'An instance of the pin; absent if none could be had',
  ),
});

export const node = v.strictObject({
  type: described(guid, 'Node type'),
  name: optional(text, 'What TOPOLOGY_NAME answers; no name is registered unless told'),
  ...offers,
});

const end = v.pipe(
  text,
  v.regex(/^(pin\d{1,4}|node\d{1,4}\.\d{1,4})$/, 'an end of a connection, such as pin0 or node2.1 (input 1 of node 2)'),
);
const connection = v.strictObject({
  from: described(end, 'Pin of the filter, or output of a node: pin0, node2.0'),
  to: described(end, 'Pin of the filter, or input of a node: pin1, node2.1'),
});

export const filter = v.strictObject({
  name: described(
    v.pipe(text, v.regex(/^[^\s/@:]{1,64}$/, 'a name without space, /, @ or :')),
    'Short name for case ids, unique in the device',
  ),
  friendlyName: described(text, 'Name for people'),
  referenceString: optional(text, 'End of the interface path; the name unless told'),
  categories: described(v.array(guid), 'Interface classes'),
  classDriver: optional(text, 'avstream or portcls; worked out from what the pins offer unless told'),
  port: optional(
    v.picklist(['Topology', 'WaveRT', 'WaveCyclic', 'WavePci', 'Midi', 'DMus']),
    'Port of the port class; worked out from what the pins offer unless told',
  ),
  pins: described(v.array(pin), 'Pin factories: the position is the PinId'),
  nodes: optional(v.array(node), 'Nodes: the position is the NodeId'),
  connections: optional(v.array(connection), 'Connections, in the driver’s order'),
  ...offers,
});

export const deviceDescription = v.strictObject({
  $schema: optional(text, 'For editors'),
  format: described(v.literal(formatName), 'The version of this format'),
  about: optional(text, 'What the device is'),
  sources: optional(v.array(text), 'Where the facts come from'),
  notes: optional(v.array(text), 'What is worth knowing, and what was filled in'),
  identity: described(
    v.strictObject({
      driver: described(text, 'Name of the driver'),
      version: optional(text, 'Its version'),
      provider: optional(text, 'Who made it'),
      hardwareId: optional(text, 'Hardware id of the device'),
    }),
    'The driver behind the filters',
  ),
  filters: described(v.pipe(v.array(filter), v.minLength(1)), 'The filters of the device'),
});

export type DeviceDescription = v.InferOutput<typeof deviceDescription>;
export type FilterDescription = v.InferOutput<typeof filter>;
export type PinDescription = v.InferOutput<typeof pin>;
export type NodeDescription = v.InferOutput<typeof node>;
export type PropertyDescription = v.InferOutput<typeof propertyItem>;
export type MethodDescription = v.InferOutput<typeof methodItem>;
/** What an object offers. */
export type Offers = Pick<NodeDescription, keyof typeof offers>;
/** A range or format as it is written. */
export type FormatDescription = v.InferOutput<typeof format> & { readonly [field: string]: unknown };

/** One answer of a get and the requests that it is for. */
export interface Answer {
  readonly pin?: number | undefined;
  readonly channel?: number | undefined;
  readonly value?: Json;
  readonly status?: string | undefined;
}

/** The answers of a property: those listed, or the one that holds for all requests. */
export function answersOf(item: PropertyDescription): readonly Answer[] {
  if (item.answers) return item.answers as readonly Answer[];
  return item.value === undefined && item.status === undefined ? [] : [{ value: item.value as Json, status: item.status }];
}
