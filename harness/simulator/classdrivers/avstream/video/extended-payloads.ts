/** What stands behind the header of extended camera controls. */
import { guidByName } from '../../../../abi/names.ts';
import { bitsOf, type Payload } from './extended-control.ts';
import type { ControlRange } from './control-ranges.ts';
import { member, structBytes, structSize } from './structs.ts';

const VALUE = 'KSCAMERA_EXTENDEDPROP_VALUE';
const PROCESSING = 'KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING';
const MODE_AT = member(PROCESSING, 'Mode').offset;
const VALUE_AT = member(PROCESSING, 'VideoProc').offset;
const PROFILE = 'KSCAMERA_EXTENDEDPROP_PROFILE';
const INDEX_AT = member(PROFILE, 'Index').offset;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** The ULONG at an offset. */
export const u32At = (bytes: Uint8Array, at: number): number => view(bytes).getUint32(at, true);
/** The LONG at an offset. */
export const i32At = (bytes: Uint8Array, at: number): number => view(bytes).getInt32(at, true);

/** Something that can only be read. */
export const constant = (bytes: Uint8Array): Payload => ({ first: bytes, store: () => undefined });

/** KSCAMERA_EXTENDEDPROP_VALUE of a number. */
export function valueBytes(number: bigint): Uint8Array {
  const bytes = new Uint8Array(structSize(VALUE));
  view(bytes).setBigUint64(0, number, true);
  return bytes;
}

/**
 * KSCAMERA_EXTENDEDPROP_VALUE, used with some settings of Flags only; with the others what is sent is ignored.
 * @param legal whether the value of a SET can be stored
 * @param idle the value that is shown while it is not used; the last one unless told
 */
export function value(
  first = 0n,
  used: (flags: bigint) => boolean = () => false,
  legal: (value: bigint) => boolean = () => true,
  idle?: bigint,
): Payload {
  return {
    first: valueBytes(first),
    store: (sent, flags, current) => {
      if (!used(flags)) return idle === undefined ? current : valueBytes(idle);
      const wanted = view(sent).getBigUint64(0, true);
      return legal(wanted) ? valueBytes(wanted) : undefined;
    },
  };
}

/** Whether a number lies on a step of a range. */
export const inRange = ({ min, max, step }: ControlRange, number: number): boolean =>
  number >= min && number <= max && (number - min) % step === 0;

/** How a KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING is used. */
export interface Processing {
  readonly range: ControlRange;
  /** Mode before any SET, and the Modes of a SET that uses the value; 0 unless told. */
  readonly mode?: number;
  /** Whether a SET with these Flags says the value; with others what is sent is ignored. Always unless told. */
  readonly used?: (flags: bigint) => boolean;
  /** The value that the camera comes to by itself with Flags that do not say one; the last one unless told. */
  readonly otherwise?: number;
}

/** KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING: a range that GET reports, and a value within it (CAMX-011). */
export function processing({ range, mode = 0, used = () => true, otherwise }: Processing): Payload {
  const bytes = (number: number): Uint8Array => {
    const { min, max, step } = range;
    const setting = structBytes(PROCESSING, { Mode: mode, Min: min, Max: max, Step: step });
    view(setting).setUint32(VALUE_AT, number, true);
    return setting;
  };
  return {
    first: bytes(range.default),
    store: (sent, flags, current) => {
      if (!used(flags)) return bytes(otherwise ?? u32At(current, VALUE_AT));
      const number = u32At(sent, VALUE_AT);
      return u32At(sent, MODE_AT) === mode && inRange(range, number) ? bytes(number) : undefined;
    },
  };
}

/** KSCAMERA_EXTENDEDPROP_PROFILE: one of the profiles KSCAMERAPROFILE_* of a camera, each with the index 0; the first at first. */
export function profiles(...names: readonly [string, ...string[]]): Payload {
  const [first, ...others] = names.map((name) => structBytes(PROFILE, { ProfileId: guidByName(`KSCAMERAPROFILE_${name}`) ?? '' }));
  if (first === undefined) throw new RangeError('a camera has one profile at least');
  const named = (sent: Uint8Array): Uint8Array | undefined =>
    [first, ...others].find((profile) => profile.subarray(0, INDEX_AT).every((byte, i) => byte === sent[i]));
  return { first, store: (sent) => (u32At(sent, INDEX_AT) === 0 ? named(sent) : undefined) };
}

const AUTO = bitsOf('VIDEOPROCFLAG_AUTO');
const MANUAL = bitsOf('VIDEOPROCFLAG_MANUAL');
const LOCK = bitsOf('VIDEOPROCFLAG_LOCK');
/** All of VIDEOPROCFLAG_*. */
export const PROCESSING_MODES = AUTO | MANUAL | LOCK;
/** Whether Flags say that the caller chooses the value. */
export const isManual = (flags: bigint): boolean => (flags & MANUAL) !== 0n;
/** AUTO, AUTO with LOCK, LOCK or MANUAL (CAMX-007). */
export const isProcessingMode = (flags: bigint): boolean =>
  flags === AUTO || flags === (AUTO | LOCK) || flags === LOCK || flags === MANUAL;
