/** The small structures of one call at a time, in memory that the system sees: attributes, names, results, time-outs. */
import { writeGuid } from '../../abi/guid.ts';
import type { Hns } from '../target.ts';
import type { NativeMemory, NativeRegion } from '../native/memory.ts';
import type { NtLayouts, PropertyKeyName } from './nt-layouts.ts';
import { nt, ntLayouts, propertyKeys } from './nt-layouts.ts';
import type { NtSystem, Word } from './nt-system.ts';

/** Where in the block each structure lies; all are 16-aligned. */
const at = { result: 0, second: 16, iosb: 32, timeout: 48, name: 64, attributes: 80, key: 128, version: 160 } as const;

/** See above. Valid for the next call only. */
export class CallerBlock {
  readonly layouts: NtLayouts;
  readonly #memory: NativeMemory;
  readonly #region: NativeRegion;
  readonly #view: DataView;
  readonly #wide: boolean;

  constructor(system: NtSystem, memory: NativeMemory) {
    this.layouts = ntLayouts[system.arch];
    this.#memory = memory;
    this.#wide = system.arch === 'x64';
    this.#region = memory.allocate(512);
    const { bytes } = this.#region;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Address of a zeroed result: a HANDLE, a ULONG or a size. */
  result(initial = 0): number {
    this.#setWord(at.result, initial);
    return this.#region.base + at.result;
  }

  /** Address of a second result. */
  secondResult(initial = 0): number {
    this.#setWord(at.second, initial);
    return this.#region.base + at.second;
  }

  /** What the call wrote to the result, as wide as a pointer. */
  get resultWord(): number {
    return this.#wide ? Number(this.#view.getBigUint64(at.result, true)) : this.#view.getUint32(at.result, true);
  }

  get resultLong(): number {
    return this.#view.getUint32(at.result, true);
  }

  get secondLong(): number {
    return this.#view.getUint32(at.second, true);
  }

  /** Address of an IO_STATUS_BLOCK that nobody reads. */
  statusBlock(): number {
    return this.#region.base + at.iosb;
  }

  /** Address of a time-out: negative, that is relative to now. */
  timeout(limit: Hns): number {
    this.#view.setBigInt64(at.timeout, limit > 0n ? -limit : 0n, true);
    return this.#region.base + at.timeout;
  }

  /**
   * Address of OBJECT_ATTRIBUTES with their UNICODE_STRING.
   * @param root a handle, 0 for none
   * @param length of the name in bytes: at most 65535
   */
  attributes(root: number, name: number, length: number): number {
    const { UNICODE_STRING: text, OBJECT_ATTRIBUTES: object } = this.layouts;
    this.#view.setUint16(at.name + text.Length, length, true);
    this.#view.setUint16(at.name + text.MaximumLength, length, true);
    this.#setWord(at.name + text.Buffer, name);
    this.#view.setUint32(at.attributes + object.Length, object.size, true);
    this.#setWord(at.attributes + object.RootDirectory, root);
    this.#setWord(at.attributes + object.ObjectName, this.#region.base + at.name);
    this.#view.setUint32(at.attributes + object.Attributes, nt.OBJ_CASE_INSENSITIVE, true);
    this.#setWord(at.attributes + object.SecurityDescriptor, 0);
    this.#setWord(at.attributes + object.SecurityQualityOfService, 0);
    return this.#region.base + at.attributes;
  }

  /** Address of a GUID. */
  guid(guid: string): number {
    writeGuid(this.#region.bytes, at.key, guid);
    return this.#region.base + at.key;
  }

  /** Address of a DEVPROPKEY. */
  propertyKey(name: PropertyKeyName): number {
    const { fmtid, pid } = this.layouts.DEVPROPKEY;
    const [guid, id] = propertyKeys[name];
    writeGuid(this.#region.bytes, at.key + fmtid, guid);
    this.#view.setUint32(at.key + pid, id, true);
    return this.#region.base + at.key;
  }

  /** The version of Windows, e.g. `10.0.22631`; empty if it does not tell. */
  windowsVersion(system: NtSystem): string {
    const { size, dwOSVersionInfoSize, dwMajorVersion, dwMinorVersion, dwBuildNumber } = this.layouts.OSVERSIONINFOW;
    this.#view.setUint32(at.version + dwOSVersionInfoSize, size, true);
    if (system.RtlGetVersion(this.#region.base + at.version) !== 0) return '';
    return [dwMajorVersion, dwMinorVersion, dwBuildNumber].map((offset) => this.#view.getUint32(at.version + offset, true)).join('.');
  }

  /** Lends a text, NUL-terminated in UTF-16, for as long as `use` runs. */
  withText<T>(text: string, use: (address: number) => T): T {
    return this.withBytes(Buffer.from(`${text}\0`, 'utf16le'), use);
  }

  /** Lends bytes for as long as `use` runs. */
  withBytes<T>(bytes: Uint8Array, use: (address: number, region: NativeRegion) => T): T {
    const region = this.#memory.allocate(bytes.length);
    region.bytes.set(bytes);
    try {
      return use(region.base, region);
    } finally {
      this.#memory.release(region);
    }
  }

  #setWord(offset: number, value: Word): void {
    if (this.#wide) this.#view.setBigUint64(offset, BigInt(value), true);
    else this.#view.setUint32(offset, Number(value), true);
  }
}
