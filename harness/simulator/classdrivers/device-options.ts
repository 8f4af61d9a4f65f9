import type { Arch } from '../../target/target.ts';

/** What a device is made from. */
export interface DeviceOptions {
  /** Of the caller; handlers see its layouts. */
  readonly arch: Arch;
  /** A file with the descriptors of a real device, for the devices that are made from one. */
  readonly descriptors?: string;
}
