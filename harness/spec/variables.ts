/** The names that expressions can use besides those of the ABI: what is there by itself, and what a claim binds. */

/** Variables of every claim. */
export const claimVariables = {
  arch: "ABI of the caller: 'x64' or 'x86'",
  object: 'The subject: its attributes and those of its ancestors (`objects:` in the specs), and `objectMembers`',
} as const;

/** Variables of laws about items, of item constraints and of `with` of an item. */
export const itemVariables = {
  item: 'The item that the law is applied to',
  size: 'Size in bytes of its value: by its type, by `sizeOf`, else as the device tells when it is asked',
} as const;

/** Variables of conditions on an answer. */
export const answerVariables = {
  status: 'NTSTATUS of the answer, an unsigned number',
  information: 'IoStatus.Information',
  value: 'The decoded output; null where there is none or it does not decode',
  bytes: 'The output bytes up to Information',
} as const;

/** Members of `object` besides the attributes that the specs declare. */
export const objectMembers = {
  path: 'camera/pin0',
  kind: 'filter, pinFactory, pin, pinNode, node, clock or allocator',
  classDriver: 'avstream, portcls, stream, ks, or empty where the target does not know',
  filterName: 'Short name of the filter',
} as const;

/** Members of `item`. */
export const itemMembers = {
  name: 'KSPROPERTY_CLOCK_TIME',
  id: 'Its number',
  setName: 'Name of its set',
  setGuid: 'GUID of its set',
  setPresence: 'required, optional or forbidden',
  kind: 'property, event or method',
  type: 'Type of its value',
  request: 'Type of its input buffer',
  sized: 'fixed, variable, list, string or none',
  get: 'Of a property: required, optional or forbidden',
  set: 'Of a property: required, optional or forbidden',
  presence: 'Of an event or method: required, optional or forbidden',
  flags: 'Of a method: its KSMETHOD_TYPE_* flags',
  oneShot: 'Of an event: whether ONESHOT is offered',
  volatile: 'Two gets may differ without a set',
  clamps: 'An out-of-range set may succeed and store a legal value',
  constrained: 'Whether legal values can be told from illegal ones',
  raises: 'Names of the events that a change raises',
  states: 'Pin states in which it can be used; empty means all',
  kernelOnly: 'Only kernel clients may ask',
  unsure: 'Whether the sources are silent or disagree',
  requiredOn: 'What must have it',
  offered: 'Whether the device has it',
  gettable: 'Whether the device says that it can be read',
  settable: 'Whether the device says that it can be written',
  access: 'AccessFlags of the device’s basic support answer',
} as const;

/** Members of what `as` names on a step that opens an object. */
export const openedMembers = {
  status: 'NTSTATUS of the open',
  handle: 'The handle, as a number to put into a structure',
} as const;

/** Members of what `as` names on a step that gets an answer. */
export const answerMembers = { ...answerVariables, time: 'The caller’s clock when the answer was there, in units of 100 ns' } as const;

/** Members of what `buffer` names. */
export const bufferMembers = {
  address: 'Where it lies, as a number to put into a structure',
  length: 'Its length in bytes',
  bytes: 'What it holds now; empty where the caller cannot look',
} as const;

/** Members of what `notification` names. */
export const notificationMembers = {
  signal: 'Handle of the event or semaphore, as a number to put into a structure',
} as const;

/** Members of what `as` names on a step that enables an event. */
export const enabledMembers = {
  ...answerMembers,
  address: 'Where the event data lies: what names the enable to the driver',
  ...notificationMembers,
} as const;
