/**
 * A request that is right, as bytes, for one object, item and verb: what everything else is made from. It is built once;
 * a campaign only copies and changes bytes.
 */
import type { DeviceObject } from '../../plan/device.ts';
import type { Item } from '../../spec/model.ts';

/** What a request does. `raw` is about no item. */
export type Verb = 'get' | 'set' | 'support' | 'serialize' | 'unserialize' | 'call' | 'enable' | 'raw';

/** What an item of an object answered last: a value that is known to be good. Shared by the verbs of the item. */
export interface Learned {
  value: Uint8Array | undefined;
}

export interface Template {
  /** Index in the list of templates: small, so that it can be part of a key. */
  readonly number: number;
  /** `camera/pin0 set KSPROPERTY_CONNECTION_STATE` */
  readonly title: string;
  readonly object: DeviceObject;
  /** The object whose handle it is sent to. */
  readonly carrier: DeviceObject;
  readonly item: Item | undefined;
  readonly offered: boolean;
  /** Whether the device says that the item has this verb. */
  readonly able: boolean;
  readonly verb: Verb;
  readonly code: number;
  readonly input: Uint8Array;
  /** Least bytes of the request that the item needs; 0 where that is not known. */
  readonly structSize: number;
  /** Bytes of the output buffer where nothing is sent in it: of the value, or a guess. */
  readonly outputLength: number;
  /** Whether the value has that size and no other. */
  readonly fixed: boolean;
  /** Values that are legal, and values that are not; only where something is sent in the output buffer. */
  readonly legal: readonly Uint8Array[];
  readonly illegal: readonly Uint8Array[];
  readonly learned: Learned;
  /** An id that the set of the item does not have. */
  readonly unknownId: number;
  /** Whether the device says that the item can be set. */
  readonly settable: boolean;
}
