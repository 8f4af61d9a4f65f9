/**
 * The spec language: the shape of a spec file, as one valibot schema from which the types, the validation and the JSON
 * Schema for editors are all derived. What the words mean is explained in `docs/spec-language.md`.
 *
 * Scalars in value positions are CEL expressions or plain numbers; names of the ABI (`KSSTATE_RUN`, a GUID's name,
 * a status) are constants in them.
 *
 * Long because one schema is the whole language: the words that refer to each other stand together.
 */
import * as v from 'valibot';
import { oracleIds } from './oracle-ids.ts';

/** Object kinds that a request can be addressed to or that an item can live on. */
export const objectKinds = ['filter', 'pinFactory', 'pin', 'pinNode', 'node', 'clock', 'allocator'] as const;
export type ObjectKind = (typeof objectKinds)[number];

const described = <const S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));

const name = v.pipe(v.string(), v.regex(/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/, 'a name: letters, digits and _'));
/** Dotted lower-case id of a law, behaviour or model: `property.get.size-query`. */
const claimId = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$/, 'a dotted lower-case id such as property.get.size-query'),
);
export const expression = described(
  v.union([v.string(), v.number(), v.boolean()]),
  'A CEL expression, a number or a name of the ABI',
);
const oneOrMore = <const S extends v.GenericSchema>(schema: S) => v.union([schema, v.array(schema)]);
const ruleIds = described(
  v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[A-Z]+-[0-9]{3}(\/[DHSRCI])?$/, 'a rule id such as PROP-021, or PROP-021/I'))),
    v.minLength(1),
  ),
  'Rules of docs/ks-semantics.md. The first one governs how hard is asserted. PROP-021/I cites the clause tagged [I].',
);
const text = v.pipe(v.string(), v.minLength(1));
const ruleId = v.pipe(v.string(), v.regex(/^[A-Z]+-[0-9]{3}$/, 'a rule id such as ACME-001'));
const typeExpression = described(
  text,
  'A type of the wire: ULONG, GUID, KSSTATE, a struct, X[], X[4], A + B, KSMULTIPLE_ITEM + X[], WCHAR[], none',
);
const objects = described(oneOrMore(v.picklist(objectKinds)), 'Objects it lives on');
const typeByKind = v.strictObject(Object.fromEntries(objectKinds.map((kind) => [kind, v.optional(typeExpression)])) as {
  [K in ObjectKind]: v.OptionalSchema<typeof typeExpression, undefined>;
});
/** A type, or the types by kind of object where they differ. */
const typeOfItem = v.union([typeExpression, typeByKind]);
export type TypeByKind = v.InferOutput<typeof typeByKind>;
const bindings = v.record(name, expression);
const presence = v.picklist(['required', 'optional', 'forbidden']);

// ---- items -------------------------------------------------------------------------------------------------------

/** What may be said of any item. */
const itemCommon = {
  cites: v.optional(ruleIds),
  about: described(v.optional(text), 'Only where the documentation is odd'),
  on: described(v.optional(objects), 'Objects it lives on; those of its set unless told'),
  via: described(
    v.optional(oneOrMore(v.picklist(['filter', 'pin']))),
    'Handles that take requests about a node; that of the filter unless told. What `pin` takes lives on pinNodes too',
  ),
  request: described(
    v.optional(typeOfItem),
    'Struct of the input buffer, by kind of object where it differs; its further fields come from the subject',
  ),
  with: described(v.optional(bindings), 'Values of the fields of the request struct beyond set, id and flags'),
  unsure: described(v.optional(text), 'Why the sources are silent or disagree: mismatches are warnings'),
  since: described(v.optional(text), 'First Windows that has it'),
  sources: described(v.optional(v.array(text)), 'Documentation pages and headers'),
  kernelOnly: described(v.optional(v.boolean()), 'Only kernel clients may ask: a user-mode request is refused'),
  requiredOn: described(v.optional(v.array(text)), 'Class drivers, and KSNODETYPE_* of the nodes, that must have it'),
  nodeTypes: described(v.optional(v.array(name)), 'KSNODETYPE_* of the nodes it lives on'),
} as const;

/** Constraints on a value; names and numbers. */
const constraints = {
  range: described(
    v.optional(v.union([v.strictObject({ min: expression, max: expression, step: v.optional(expression) }), v.literal('device')])),
    'Least and greatest value, and the step between values; `device`: those that it tells in its basic support answer',
  ),
  oneOf: described(v.optional(v.array(expression)), 'All legal values'),
  flags: described(v.optional(v.array(expression)), 'Bits that may be set'),
  where: described(v.optional(v.array(text)), 'CEL conditions on `value` that every legal value meets'),
} as const;

/** `get`, `set`, `value`, `presence` and `flags` must be said, by the item or by the defaults of its set. */
const property = v.strictObject({
  get: described(v.optional(presence), 'Whether it can be read: required, optional or forbidden'),
  set: described(v.optional(presence), 'Whether it can be written'),
  value: described(
    v.optional(typeOfItem),
    'Type of the value, by kind of object where it differs; `none` if there is none, `request` if the request’s goes both ways',
  ),
  valueField: described(v.optional(text), 'Field of the value that range, oneOf and flags are about, such as `Value`'),
  ...itemCommon,
  ...constraints,
  volatile: described(v.optional(v.boolean()), 'Two gets may differ without a set (times, positions, counters)'),
  clamps: described(v.optional(v.boolean()), 'An out-of-range set succeeds and stores a legal value'),
  minData: described(v.optional(v.number()), 'Least output length where the header tells it from the value size'),
  sizeOf: described(v.optional(text), 'CEL size in bytes of the value, where the type does not tell'),
  raises: described(v.optional(oneOrMore(name)), 'Event raised when the value changes'),
  states: described(v.optional(v.array(name)), 'Pin states in which get and set are allowed; all unless told'),
  destructive: described(v.optional(v.boolean()), 'A set may lose the device’s settings or data'),
  restore: described(v.optional(v.boolean()), 'Whether a run that changed it gives it back at its end; true unless told'),
});

const event = v.strictObject({
  presence: described(v.optional(presence), 'Whether it must be offered: required, optional or forbidden'),
  data: described(v.optional(typeExpression), 'Struct passed in the output buffer when enabling; KSEVENTDATA unless told'),
  ...itemCommon,
  defaults: described(v.optional(bindings), 'Event-specific fields of an enable that a step leaves out'),
  oneShot: described(v.optional(v.boolean()), 'Whether ONESHOT is offered; true unless told'),
});

const method = v.strictObject({
  presence: described(v.optional(presence), 'Whether it must be offered: required, optional or forbidden'),
  flags: described(
    v.optional(v.picklist(['NONE', 'READ', 'WRITE', 'MODIFY', 'SOURCE'])),
    'What it does with the output buffer: KSMETHOD_TYPE_*',
  ),
  value: described(v.optional(typeExpression), 'Type of what is in the output buffer'),
  ...itemCommon,
});

const itemSet = <const K extends string, const S extends v.GenericSchema>(key: K, item: S) =>
  v.strictObject({
    on: objects,
    presence: described(v.optional(presence), 'Whether an object of that kind must offer the set; optional unless told'),
    guid: described(v.optional(text), 'GUID of a vendor’s own set'),
    ids: described(v.optional(v.record(name, v.number())), 'Ids of a vendor’s own set'),
    cites: described(v.optional(ruleIds), 'Rules of every item of the set that cites none'),
    sources: described(v.optional(v.array(text)), 'Documentation pages and headers'),
    about: described(v.optional(text), 'Only where the documentation is odd'),
    defaults: described(v.optional(item), 'What holds of every item of the set that does not say otherwise'),
    [key]: described(v.record(name, item), 'The items by name, in the order of the header'),
  } as {
    on: typeof objects;
    presence: v.OptionalSchema<typeof presence, undefined>;
    guid: v.OptionalSchema<typeof text, undefined>;
    ids: v.OptionalSchema<v.RecordSchema<typeof name, v.NumberSchema<undefined>, undefined>, undefined>;
    cites: v.OptionalSchema<typeof ruleIds, undefined>;
    sources: v.OptionalSchema<v.ArraySchema<typeof text, undefined>, undefined>;
    about: v.OptionalSchema<typeof text, undefined>;
    defaults: v.OptionalSchema<S, undefined>;
  } & Record<K, v.RecordSchema<typeof name, S, undefined>>);

// ---- requests and expectations -----------------------------------------------------------------------------------

/** What an answer must show. All that is given must hold. */
export const expectation = v.strictObject({
  status: described(
    v.optional(oneOrMore(v.union([text, v.number()]))),
    'STATUS_* names or numbers, or `success`, `warning`, `error` (0xC…), `failure` (not a success), `any`',
  ),
  information: described(v.optional(expression), 'Exact IoStatus.Information'),
  value: described(v.optional(expression), 'What the decoded output equals'),
  valid: described(v.optional(v.boolean()), 'The decoded output obeys the constraints of the item'),
  written: described(v.optional(expression), 'At most this many leading output bytes changed'),
  where: described(v.optional(oneOrMore(text)), 'CEL conditions on status, information, value, bytes'),
  cites: described(v.optional(ruleIds), 'Rules that govern this expectation instead of the claim’s'),
});
export type Expectation = v.InferOutput<typeof expectation>;

const verb = described(
  oneOrMore(v.union([text, v.number()])),
  'Flags of the request: GET, SET, BASICSUPPORT, SETSUPPORT, RELATIONS, DEFAULTVALUES, ENABLE, ONESHOT, … or a number',
);

/** A request in full. In a law, set, id, `with` and value type default to those of the item. */
export const request = v.strictObject({
  ioctl: described(v.optional(expression), 'IOCTL_KS_*; told by the kind of the item unless given'),
  to: described(v.optional(name), 'Handle it is sent to; the subject unless given'),
  item: described(v.optional(name), 'Property, event or method asked for'),
  set: described(v.optional(expression), 'GUID put into the Set field instead'),
  id: described(v.optional(expression), 'Number put into the Id field instead'),
  verb: v.optional(verb),
  with: described(v.optional(bindings), 'Fields of the request struct, by their own names however deep they lie'),
  input: described(v.optional(expression), 'Length of the input buffer, cut or zero-extended; 0 is a NULL pointer'),
  inputBytes: described(v.optional(expression), 'The input buffer itself: bytes'),
  inputAt: described(v.optional(name), 'Buffer or enable whose address is the input pointer'),
  outputAt: described(v.optional(name), 'Buffer that is the output buffer; all of it unless `output` tells'),
  output: described(v.optional(expression), 'Length of the output buffer; 0 is a NULL pointer'),
  value: described(v.optional(expression), 'Value encoded into the output buffer (set, method input)'),
  valueBytes: described(v.optional(expression), 'Raw bytes of the output buffer'),
  memory: described(
    v.optional(v.strictObject({
      input: v.optional(v.picklist(['normal', 'read-only', 'no-access', 'freed', 'kernel', 'null', 'misaligned', 'cut-off'])),
      output: v.optional(v.picklist(['normal', 'read-only', 'no-access', 'freed', 'kernel', 'null', 'misaligned', 'cut-off'])),
    })),
    'How the memory of the buffers behaves',
  ),
  headers: described(
    v.optional(v.array(v.record(name, expression))),
    'KSSTREAM_HEADERs of a read or write: fields, and `data` = length of the data buffer to allocate',
  ),
});
export type Request = v.InferOutput<typeof request>;

// ---- quantified variables ----------------------------------------------------------------------------------------

const bounds = v.strictObject({
  from: v.optional(expression),
  to: v.optional(expression),
  below: v.optional(expression),
});
/** A universally quantified variable: exactly one key says over what it ranges. */
export const quantifier = v.union([
  v.strictObject({ length: described(bounds, 'A buffer length; boundaries first, then between') }),
  v.strictObject({ integer: described(bounds, 'An integer') }),
  v.strictObject({ oneOf: described(v.array(expression), 'One of these') }),
  v.strictObject({ in: described(text, 'One of the elements of a CEL list') }),
  v.strictObject({ value: described(v.picklist(['valid', 'invalid']), 'A value of the item inside or outside its constraints') }),
  v.strictObject({ id: described(v.literal('unknown'), 'An id that the set does not have') }),
  v.strictObject({ guid: described(v.picklist(['unknown', 'near']), 'A GUID that is no set: random, or one bit off a real one') }),
  v.strictObject({ bytes: described(v.strictObject({ length: expression }), 'Arbitrary bytes') }),
  v.strictObject({ bits: described(v.strictObject({ of: expression }), 'Any non-empty combination of the bits of a mask') }),
]);
export type Quantifier = v.InferOutput<typeof quantifier>;
const quantifiers = described(v.record(name, quantifier), 'Universally quantified variables: shrunk and replayed');

// ---- steps -------------------------------------------------------------------------------------------------------

const answered = {
  as: described(v.optional(name), 'Name under which later expressions see the answer'),
  expect: described(v.optional(expectation), 'What the answer must show; it must be a success unless told'),
} as const;
const toHandle = described(v.optional(name), 'Handle it is sent to; the subject’s unless told');
const withFields = described(v.optional(bindings), 'Fields of the request struct');
const ask = {
  to: toHandle,
  with: withFields,
  output: described(v.optional(expression), 'Length of the output buffer; what the value needs unless told'),
  ...answered,
} as const;

/** The steps that nest no others, by the key that names each. */
const plainSteps = {
  send: v.strictObject({ send: described(request, 'A request in full, waited for'), ...answered }),
  get: v.strictObject({ get: described(name, 'Property to get'), ...ask }),
  set: v.strictObject({ set: described(name, 'Property to set'), value: expression, ...ask }),
  support: v.strictObject({ support: described(name, 'Item whose basic support is asked'), ...ask }),
  call: v.strictObject({ call: described(name, 'Method to call'), value: v.optional(expression), ...ask }),
  enable: v.strictObject({
    enable: described(name, 'Event to enable; `as` names the enable'),
    to: toHandle,
    with: withFields,
    data: described(v.optional(bindings), 'Event-specific fields after KSEVENTDATA'),
    signal: v.optional(v.picklist(['auto-reset', 'manual-reset', 'semaphore'])),
    verb: v.optional(verb),
    ...answered,
  }),
  disable: v.strictObject({ disable: described(name, 'The enable to disable, or `all`'), to: toHandle, ...answered }),
  notification: v.strictObject({
    notification: described(name, 'Name of a new event object, for a property or method that is given one to signal'),
    signal: v.optional(v.picklist(['auto-reset', 'manual-reset', 'semaphore'])),
  }),
  buffer: v.strictObject({
    buffer: described(name, 'Name of new memory of the caller, for a request that names it by its address'),
    holds: described(v.optional(expression), 'Its bytes, or its length; this or one of the following is needed'),
    input: described(v.optional(request), 'Request whose input buffer it holds'),
    output: described(v.optional(request), 'Request whose output buffer it holds, with the value that is sent'),
    copyOf: described(v.optional(name), 'Buffer or enable that it is a copy of'),
    at: described(v.optional(expression), 'Address of memory that a driver gave, instead of new memory; `holds` is its length. A claim that looks at its bytes needs a target that shows them'),
    kind: described(v.optional(v.picklist(['normal', 'read-only', 'no-access', 'freed', 'kernel'])), 'How it behaves'),
  }),
  signals: v.strictObject({
    signals: described(name, 'The enable or event object whose notifications are taken'),
    count: described(v.optional(expression), 'How many must have come; any number unless told'),
    as: described(v.optional(name), 'Name under which later expressions see how many came'),
    within: described(v.optional(expression), 'Time allowed, in 100 ns; 0 unless told'),
    cites: v.optional(ruleIds),
  }),
  open: v.strictObject({
    open: described(v.picklist(['filter', 'pin', 'clock', 'allocator', 'node', 'child']), 'Kind of object to open'),
    from: described(v.optional(name), 'Parent handle; the natural one of the subject unless told'),
    with: described(v.optional(bindings), 'Fields of the create blob (KSPIN_CONNECT, KSCLOCK_CREATE, …)'),
    class: described(v.optional(expression), 'Class string instead of the kind’s own'),
    parameters: described(v.optional(expression), 'Raw parameter bytes instead of the blob'),
    format: described(v.optional(expression), 'KSDATAFORMAT bytes for a pin instead of the factory’s own'),
    link: described(v.optional(expression), 'Symbolic link of the filter to open, instead of the subject’s own filter'),
    access: v.optional(v.picklist(['none', 'read', 'write', 'readWrite'])),
    ...answered,
  }),
  close: v.strictObject({ close: described(name, 'Handle to close'), expect: v.optional(expectation) }),
  submit: v.strictObject({ submit: described(request, 'A request in full, not waited for'), as: name }),
  wait: v.strictObject({
    wait: described(name, 'Submitted request to wait for; its answer is bound to the same name'),
    within: described(v.optional(expression), 'Time allowed, in 100 ns'),
    pending: described(v.optional(v.boolean()), 'It must still be pending'),
    orSkip: described(v.optional(text), 'Why it may not complete in time: then the case is skipped as `precondition`, not hung'),
    expect: v.optional(expectation),
  }),
  cancel: v.strictObject({ cancel: described(name, 'Submitted request to cancel') }),
  sleep: v.strictObject({ sleep: described(expression, 'In 100 ns; ms(20) and us(5) convert') }),
  let: v.strictObject({ let: described(bindings, 'Names and their values') }),
  check: v.strictObject({ check: described(text, 'A CEL condition'), message: v.optional(text), cites: v.optional(ruleIds) }),
  measure: v.strictObject({
    measure: described(text, 'A CEL list of what was measured, all in 100 ns: points {\'t\': time, \'v\': value} for `line`, numbers for `values`; a report plots it'),
    title: described(text, 'What it is, for the plot'),
    line: described(
      v.optional(v.strictObject({
        rate: described(v.optional(expression), 'How far the slope may be from 1'),
        sigma: described(v.optional(expression), 'Below this the standard deviation of the residuals stays'),
        residual: described(v.optional(expression), 'Below this every residual stays'),
      })),
      'How near the points must be to a line of slope 1',
    ),
    values: described(
      v.optional(v.strictObject({ least: v.optional(expression), most: v.optional(expression) })),
      'Between what every number must be',
    ),
    cites: v.optional(ruleIds),
  }),
  require: v.strictObject({ require: described(text, 'Else the case is skipped as `precondition`'), reason: text }),
  poke: v.strictObject({
    poke: described(name, 'Buffer or enable that the caller writes to'),
    at: described(v.optional(expression), 'Offset of the first byte; 0 unless told'),
    bytes: described(expression, 'What is written'),
  }),
  power: v.strictObject({ power: described(v.picklist(['D0', 'D1', 'D2', 'D3']), 'Power state that the device is brought to') }),
  unplug: v.strictObject({ unplug: described(v.literal('surprise'), 'The device is taken away, without a warning (`surprise`)') }),
  duplicate: v.strictObject({
    duplicate: described(name, 'Handle that another process of the same user is given, too'),
    as: described(name, 'What it is called there: requests `to` it come from that process'),
  }),
  exit: v.strictObject({ exit: described(v.literal('other'), 'The other process ends (`other`); its handles are closed for it') }),
  plug: v.strictObject({ plug: described(v.literal('again'), 'The device is plugged in again, as a new instance (`again`)') }),
} as const;
type PlainStep = { [K in keyof typeof plainSteps]: v.InferOutput<(typeof plainSteps)[K]> }[keyof typeof plainSteps];

/** One thing to do and what it must show. */
export type Step =
  | PlainStep
  | { repeat: string | number | boolean; as?: string | undefined; steps: Step[] }
  | { each: string; as: string; steps: Step[] }
  | { if: string; steps: Step[]; else?: Step[] | undefined }
  | { interleave: Step[][] };

const nested: v.GenericSchema<Step[]> = v.array(v.lazy(() => step));
/** Every step schema, by the key that names it: a step has exactly one of these keys. */
export const stepSchemas = {
  ...plainSteps,
  repeat: v.strictObject({ repeat: described(expression, 'How often; `as` counts from 0'), as: v.optional(name), steps: nested }),
  each: v.strictObject({ each: described(text, 'A CEL list; `as` is each of its elements'), as: name, steps: nested }),
  if: v.strictObject({ if: described(text, 'A CEL condition'), steps: nested, else: v.optional(nested) }),
  interleave: v.strictObject({
    interleave: described(
      v.pipe(v.array(nested), v.minLength(2, 'a list of two or more lists of steps')),
      'Lists of steps that run at the same time, in every order that the runs allow',
    ),
  }),
} as const;
export type StepKind = keyof typeof stepSchemas;
export const step: v.GenericSchema<Step> = v.union(Object.values(stepSchemas));

// ---- laws, behaviours, models ------------------------------------------------------------------------------------

/** Which subjects a law quantifies over. */
export const selector = v.strictObject({
  kind: described(v.picklist(['property', 'event', 'method', 'object']), 'Kind of item, or the bare object'),
  access: described(v.optional(v.picklist(['get', 'set', 'both', 'none', 'any'])), 'Verbs that the device offers for it'),
  size: described(v.optional(v.picklist(['fixed', 'variable', 'list', 'string', 'none'])), 'How its value is sized'),
  on: v.optional(objects),
  item: described(v.optional(oneOrMore(name)), 'Only these items'),
  set: described(v.optional(oneOrMore(name)), 'Only items of these sets'),
  offered: described(
    v.optional(v.union([v.boolean(), v.literal('either')])),
    'Items that the object offers (true, unless told), lacks (false), or either',
  ),
  where: described(v.optional(text), 'CEL condition on `item` and `object`'),
});
export type Selector = v.InferOutput<typeof selector>;

const claimTitle = described(text, 'What must hold, in one sentence');
const claimAbout = described(v.optional(text), 'What a reader should know besides');
const claimOracle = described(
  v.optional(v.picklist(oracleIds)),
  'How a breach of it is known (docs/oracles.md), where its steps do not tell',
);
const needs = described(v.optional(v.array(name)), 'Items that the object must offer; else skipped');
const where = described(v.optional(text), 'CEL condition on `object`; there is no case where it does not hold');
const claim = {
  title: claimTitle,
  cites: ruleIds,
  about: claimAbout,
  oracle: claimOracle,
  any: v.optional(quantifiers),
  let: described(v.optional(bindings), 'Values computed before the first step'),
  runs: described(v.optional(v.number()), 'Most sets of values tried for `any`; 64 unless told'),
  destructive: described(v.optional(v.boolean()), 'May lose the device’s settings or data: only with --destructive'),
  tags: described(v.optional(v.array(text)), 'Words to choose cases by'),
} as const;
export const law = v.strictObject({
  law: described(claimId, 'Its id: dotted, unique over all files'),
  for: described(selector, 'What it is applied to'),
  ...claim,
  send: described(v.optional(request), 'The first step: a request'),
  expect: described(v.optional(expectation), 'What `send` must show'),
  steps: described(v.optional(nested), 'Further steps'),
});
export type Law = v.InferOutput<typeof law>;

export const behaviour = v.strictObject({
  behaviour: described(claimId, 'Its id: dotted, unique over all files'),
  on: described(v.picklist(objectKinds), 'Kind of object that is the subject'),
  needs,
  where,
  ...claim,
  steps: described(nested, 'What is done and must be seen'),
});
export type Behaviour = v.InferOutput<typeof behaviour>;

export const model = v.strictObject({
  model: described(claimId, 'Its id: dotted, unique over all files'),
  on: described(v.picklist(objectKinds), 'Kind of object that is the subject'),
  needs,
  where,
  title: claimTitle,
  cites: ruleIds,
  about: claimAbout,
  oracle: claimOracle,
  state: described(bindings, 'Variables of the model and their initial values'),
  setup: described(v.optional(nested), 'Steps before the first command'),
  commands: v.pipe(
    v.array(
      v.strictObject({
        command: name,
        any: v.optional(quantifiers),
        when: described(v.optional(text), 'CEL precondition on the variables'),
        steps: nested,
        next: described(v.optional(bindings), 'New values of the variables'),
      }),
    ),
    v.minLength(1),
    v.description('What can be done, in which states, and what it changes'),
  ),
});
export type Model = v.InferOutput<typeof model>;

// ---- profiles: what a device of a kind must offer ---------------------------------------------------------------------

/** What some of a filter's objects must be and offer. Judged from what discovery found, without a request. */
const requirement = v.strictObject({
  require: described(claimId, 'Its name within the profile'),
  title: claimTitle,
  cites: ruleIds,
  about: claimAbout,
  on: described(v.picklist(objectKinds), 'Kind of the objects that it is about'),
  where: described(v.optional(text), 'CEL condition on `object`: which of them it is about; all unless told'),
  least: described(v.optional(v.number()), 'How many of them there must be; 1 unless told, 0 where they may be absent'),
  most: described(v.optional(v.number()), 'How many of them there may be'),
  items: described(v.optional(v.array(name)), 'Items that each of them offers'),
  oneOf: described(v.optional(v.array(name)), 'Items of which each of them offers at least one'),
  holds: described(v.optional(text), 'CEL condition on `object` that each of them meets'),
});
export type Requirement = v.InferOutput<typeof requirement>;

export const profile = v.strictObject({
  profile: described(claimId, 'Its name, as `--profile` takes it'),
  title: described(text, 'The kind of device, in a few words'),
  about: claimAbout,
  sources: described(v.array(text), 'Documentation pages that it is derived from'),
  applies: described(
    v.strictObject({
      on: described(v.picklist(objectKinds), 'Kind of object'),
      where: described(v.optional(text), 'CEL condition on `object`'),
      offers: described(v.optional(v.array(name)), 'Items of which it offers at least one'),
      lacks: described(v.optional(v.array(name)), 'Items of which it offers none'),
    }),
    'A filter is of this kind if it is, or has, an object of that kind of which all of this is true',
  ),
  includes: described(v.optional(v.array(claimId)), 'Profiles whose requirements it takes over'),
  requires: described(v.optional(v.array(requirement)), 'What a filter of this kind must be and offer'),
});
export type Profile = v.InferOutput<typeof profile>;

// ---- objects: how a device is discovered and its objects opened ------------------------------------------------------

/** A fact about an object, found once: asked of the device, or computed. In scope: the parent's and earlier attributes. */
const attribute = v.union([
  v.strictObject({
    get: described(name, 'Property to get'),
    with: v.optional(bindings),
    value: described(v.optional(expression), 'What of the decoded `value` is kept; all of it unless told'),
    default: described(expression, 'If the get does not succeed'),
  }),
  v.strictObject({ let: expression }),
]);

/** A kind of object: where it hangs, how requests address it, how an instance is opened. Declared once, in specs/core. */
export const objectDeclaration = v.strictObject({
  about: described(v.optional(text), 'What a reader should know besides'),
  parent: described(v.optional(v.picklist(objectKinds)), 'Kind it is found under; none for the filter'),
  count: described(v.optional(expression), 'How many there are under one parent; 1 unless told'),
  index: described(v.optional(name), 'Attribute that holds the number of the object under its parent'),
  via: described(v.optional(v.picklist(objectKinds)), 'Requests go to the handle of this ancestor instead of an own one'),
  fields: described(v.optional(bindings), 'Fields of request structs that name the object'),
  verb: described(v.optional(verb), 'Modifier flags added to every request'),
  open: described(
    v.optional(
      v.strictObject({
        class: described(expression, 'Class string (KSSTRING_*)'),
        struct: described(typeExpression, 'Struct of the create blob'),
        fields: described(v.optional(bindings), 'Fields of the blob; a step overrides them in `with`'),
        append: described(v.optional(expression), 'Bytes after the struct: a pin’s KSDATAFORMAT; a step overrides it in `format`'),
        access: described(v.optional(expression), 'CEL text: `none`, `read`, `write` or `readWrite`'),
      }),
    ),
    'How an instance is created relative to its parent’s handle',
  ),
  state: described(v.optional(name), 'Property that holds its state, 0 in a new instance: a report counts requests to it and to what is below it by state'),
  when: described(v.optional(text), 'CEL condition: whether an instance can be had; else the case is skipped as no-instance. It sees the attributes only with `via`'),
  attributes: described(v.optional(v.record(name, attribute)), 'Facts found once, in this order'),
});
export type ObjectDeclaration = v.InferOutput<typeof objectDeclaration>;

/** A rule of a vendor's own, beside those of docs/ks-semantics.md. */
const ownRule = v.strictObject({
  says: described(text, 'What must hold, in a sentence'),
  sources: described(v.optional(text), 'Where that is written: a data sheet, an interface document'),
  strength: described(
    v.optional(v.picklist(['must', 'should', 'may'])),
    'What a breach is: a failure (`must`, unless told), a warning (`should`) or a note (`may`)',
  ),
});
export type OwnRule = v.InferOutput<typeof ownRule>;

// ---- the file ----------------------------------------------------------------------------------------------------

export const specFile = v.strictObject({
  title: described(text, 'What the file is about'),
  about: described(v.optional(text), 'What a reader should know besides'),
  rules: described(v.optional(v.record(ruleId, ownRule)), 'Rules of a vendor’s own, to be cited like those of docs/ks-semantics.md'),
  types: described(
    v.optional(v.record(name, v.array(v.strictObject({ field: name, type: typeExpression })))),
    'A vendor’s own structs, laid out as a C compiler would',
  ),
  objects: described(
    v.optional(v.strictObject(Object.fromEntries(objectKinds.map((kind) => [kind, v.optional(objectDeclaration)])) as {
      [K in ObjectKind]: v.OptionalSchema<typeof objectDeclaration, undefined>;
    })),
    'Kinds of object; declared once over all files',
  ),
  propertySets: described(v.optional(v.record(name, itemSet('properties', property))), 'Property sets, by name'),
  eventSets: described(v.optional(v.record(name, itemSet('events', event))), 'Event sets, by name'),
  methodSets: described(v.optional(v.record(name, itemSet('methods', method))), 'Method sets, by name'),
  laws: described(v.optional(v.array(law)), 'What every item of a kind must show'),
  behaviours: described(v.optional(v.array(behaviour)), 'Stories about one object'),
  models: described(v.optional(v.array(model)), 'State machines of one object'),
  profiles: described(v.optional(v.array(profile)), 'What devices of a kind must offer'),
});
export type SpecFile = v.InferOutput<typeof specFile>;
export type PropertySpec = v.InferOutput<typeof property>;
export type EventSpec = v.InferOutput<typeof event>;
export type MethodSpec = v.InferOutput<typeof method>;
