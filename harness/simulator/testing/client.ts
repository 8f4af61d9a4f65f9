/** How the simulator's own tests speak KS: a thin client over the target boundary, without any codec. */
import { byteLength } from '../../abi/byte-length.ts';
import { createName, KSSTRING } from '../../abi/create-strings.ts';
import { writeGuid } from '../../abi/guid.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { statusName } from '../../abi/ntstatus.ts';
import { Access, type Answer, type Arch, type Buffer, type Handle, type Region, type Target } from '../../target/target.ts';
import { KSPROPERTY_TYPE } from '../classdrivers/ks/automation.ts';
import { callerLayout } from '../classdrivers/ks/caller-layout.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { createSimulator, type SimulatorOptions } from '../simulator.ts';

export const { GET, SET, BASICSUPPORT, SETSUPPORT, RELATIONS, DEFAULTVALUES, TOPOLOGY } = KSPROPERTY_TYPE;

/** An answer with its status spelled out and the bytes of Out. */
export interface Reply {
  readonly status: string;
  readonly information: number;
  readonly out: Uint8Array;
}

const spell = (answer: Answer, out: Uint8Array): Reply => ({
  status: statusName(answer.status),
  information: answer.information,
  out,
});

/** KSPROPERTY, KSMETHOD or KSEVENT with instance data behind it. `set` is a GUID or a symbol. */
export function header(set: string, id: number, flags: number, instance: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(24 + instance.length);
  writeGuid(bytes, 0, set.startsWith('{') ? set : ksGuid(set));
  const view = new DataView(bytes.buffer);
  view.setUint32(16, id, true);
  view.setUint32(20, flags, true);
  bytes.set(instance, 24);
  return bytes;
}

/** Little-endian ULONGs. */
export function ulongs(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setUint32(i * 4, value, true);
  });
  return bytes;
}

export const u32 = (bytes: Uint8Array, offset = 0): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
export const i64 = (bytes: Uint8Array, offset = 0): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(offset, true);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Instance data of KSP_PIN and KSP_NODE. */
const idAndReserved = (id: number): Uint8Array => ulongs(id, 0);
export const pinId = (pin: number): Uint8Array => idAndReserved(pin);
export const nodeId = (node: number): Uint8Array => idAndReserved(node);

/** A byte that no answer of these tests contains where it should not have been written. */
export const canary = 0xcc;

/** One client with the handles and memory that it uses. */
export class Client {
  readonly target: Target;
  readonly arch: Arch;

  constructor(device: string | Target = 'testcap', options: SimulatorOptions = {}) {
    this.target = typeof device === 'string' ? createSimulator(device, options) : device;
    this.arch = this.target.arch;
  }

  get pointerSize(): number {
    return callerLayout(this.arch).pointerSize;
  }

  openFilter(access: number = Access.readWrite): Handle {
    const [first] = this.target.discover();
    if (first === undefined) throw new Error('no filter');
    return this.opened(this.target.open(first.path, access));
  }

  opened({ status, handle }: { status: number; handle: Handle }): Handle {
    if (status !== 0) throw new Error(`open failed: ${statusName(status)}`);
    return handle;
  }

  /** KSPIN_CONNECT and a format, with standard interface and medium unless told. */
  connect(pin: number, format: Uint8Array, change: ConnectChange = {}): Uint8Array {
    const at = callerLayout(this.arch).pinConnect;
    const bytes = new Uint8Array(at.size + format.length);
    const view = new DataView(bytes.buffer);
    const { interface: face = {}, medium = {} } = change;
    writeGuid(bytes, 0, face.set ?? ksGuid('KSINTERFACESETID_Standard'));
    view.setUint32(16, face.id ?? 0, true);
    view.setUint32(20, face.flags ?? 0, true);
    writeGuid(bytes, at.medium, medium.set ?? ksGuid('KSMEDIUMSETID_Standard'));
    view.setUint32(at.medium + 16, medium.id ?? 0, true);
    view.setUint32(at.medium + 20, medium.flags ?? 0, true);
    view.setUint32(at.pinId, pin, true);
    view.setUint32(at.pinToHandle, change.pinTo ?? 0, true);
    view.setUint32(at.priority, 0x4000_0000, true);
    view.setUint32(at.priority + 4, 1, true);
    bytes.set(format, at.size);
    return bytes;
  }

  openChild(parent: Handle, className: keyof typeof KSSTRING, parameters: Uint8Array, access: number = Access.readWrite) {
    const { status, handle } = this.target.openChild(parent, createName(KSSTRING[className], parameters), access);
    return { status: statusName(status), handle };
  }

  openPin(filter: Handle, pin: number, format = this.format(filter, pin), access: number = Access.readWrite): Handle {
    const { status, handle } = this.openChild(filter, 'KSSTRING_Pin', this.connect(pin, format), access);
    if (status !== 'STATUS_SUCCESS') throw new Error(`pin ${pin}: ${status}`);
    return handle;
  }

  openClock(pin: Handle): Handle {
    const { status, handle } = this.openChild(pin, 'KSSTRING_Clock', ulongs(0), Access.read);
    if (status !== 'STATUS_SUCCESS') throw new Error(status);
    return handle;
  }

  /** A request with Out of `length` canary bytes, or the given bytes. */
  ioctl(handle: Handle, code: number, input: Buffer, out: Uint8Array | number): Reply {
    const bytes = typeof out === 'number' ? new Uint8Array(out).fill(canary) : out;
    return spell(this.target.ioctl(handle, code, input, bytes), bytes);
  }

  property(
    handle: Handle,
    set: string,
    id: number,
    flags: number,
    out: Uint8Array | number,
    instance: Uint8Array = new Uint8Array(0),
  ): Reply {
    return this.ioctl(handle, IOCTL.IOCTL_KS_PROPERTY, header(set, id, flags, instance), out);
  }

  method(handle: Handle, set: string, id: number, flags: number, out: Uint8Array | number, instance?: Uint8Array): Reply {
    return this.ioctl(handle, IOCTL.IOCTL_KS_METHOD, header(set, id, flags, instance), out);
  }

  pinProperty(filter: Handle, id: number, pin: number, out: Uint8Array | number, flags: number = GET): Reply {
    return this.property(filter, 'KSPROPSETID_Pin', id, flags, out, pinId(pin));
  }

  /** The first format that a factory can be opened with: the intersection with its own first range. */
  format(filter: Handle, pin: number): Uint8Array {
    const size = this.pinProperty(filter, 3, pin, 0).information;
    const { out } = this.pinProperty(filter, 3, pin, size);
    const range = out.slice(8, 8 + u32(out, 8));
    return this.intersect(filter, pin, [range]);
  }

  intersection(filter: Handle, pin: number, ranges: readonly Uint8Array[], out: Uint8Array | number): Reply {
    const padded = ranges.map((range) => concat(range, new Uint8Array((8 - (range.length % 8)) % 8)));
    const size = padded.reduce((sum, range) => sum + range.length, 8);
    const instance = concat(pinId(pin), ulongs(size, ranges.length), ...padded);
    return this.property(filter, 'KSPROPSETID_Pin', 4, GET, out, instance);
  }

  intersect(filter: Handle, pin: number, ranges: readonly Uint8Array[]): Uint8Array {
    const { information } = this.intersection(filter, pin, ranges, 0);
    return this.intersection(filter, pin, ranges, information).out;
  }

  setState(pin: Handle, state: number): string {
    return this.property(pin, 'KSPROPSETID_Connection', 0, SET, ulongs(state)).status;
  }

  state(pin: Handle): number {
    return u32(this.property(pin, 'KSPROPSETID_Connection', 0, GET, 4).out);
  }

  /** KSEVENTDATA in memory of its own. */
  eventData(type: number, handle: number, options: { adjustment?: number; extra?: Uint8Array } = {}): Region {
    const { eventData } = callerLayout(this.arch);
    const { extra = new Uint8Array(0) } = options;
    const region = this.target.allocate(eventData.size + extra.length);
    const view = new DataView(region.bytes.buffer, region.bytes.byteOffset);
    view.setUint32(0, type, true);
    view.setUint32(eventData.handle, handle, true);
    if (type === 2) view.setInt32(eventData.adjustment, options.adjustment ?? 1, true);
    region.bytes.set(extra, eventData.size);
    return region;
  }

  enable(handle: Handle, set: string, id: number, flags: number, data: Region, instance?: Uint8Array): string {
    const span = { region: data, offset: 0, length: data.length };
    const answer = this.target.ioctl(handle, IOCTL.IOCTL_KS_ENABLE_EVENT, header(set, id, flags, instance), span);
    return statusName(answer.status);
  }

  disable(handle: Handle, data: Region | null): string {
    const { size } = callerLayout(this.arch).eventData;
    const buffer = data === null ? null : { address: data.address, length: byteLength(size) };
    return statusName(this.target.ioctl(handle, IOCTL.IOCTL_KS_DISABLE_EVENT, buffer, null).status);
  }

  /** KSSTREAM_HEADERs in memory of their own, each with a frame. */
  stream(frames: readonly FrameSpec[]): { headers: Region; frames: Region[] } {
    const { streamHeader: at, pointerSize } = callerLayout(this.arch);
    const headers = this.target.allocate(at.size * frames.length);
    const view = new DataView(headers.bytes.buffer, headers.bytes.byteOffset);
    const regions = frames.map((frame, i) => {
      const base = i * at.size;
      const region = this.target.allocate(Math.max(1, frame.extent), frame.kind ?? 'normal');
      view.setUint32(base, frame.size ?? at.size, true);
      view.setBigInt64(base + at.presentationTime, BigInt(frame.time ?? 0), true);
      view.setUint32(base + at.presentationTime + 8, frame.numerator ?? 1, true);
      view.setUint32(base + at.presentationTime + 12, 1, true);
      view.setUint32(base + at.frameExtent, frame.extent, true);
      view.setUint32(base + at.dataUsed, frame.used ?? 0, true);
      if (pointerSize === 8) view.setBigUint64(base + at.data, region.address, true);
      else view.setUint32(base + at.data, Number(region.address), true);
      view.setUint32(base + at.optionsFlags, frame.flags ?? 0, true);
      if (frame.bytes !== undefined) region.bytes.set(frame.bytes);
      return region;
    });
    return { headers, frames: regions };
  }

  submitStream(pin: Handle, write: boolean, headers: Region) {
    const code = write ? IOCTL.IOCTL_KS_WRITE_STREAM : IOCTL.IOCTL_KS_READ_STREAM;
    return this.target.submit(pin, code, null, { region: headers, offset: 0, length: headers.length });
  }

  /** A stream request that completes at once or within a second. */
  streamNow(pin: Handle, write: boolean, headers: Region): { status: string; information: number } | null {
    const answer = this.target.wait(this.submitStream(pin, write, headers), 10_000_000n);
    return answer === null ? null : { status: statusName(answer.status), information: answer.information };
  }

  /** A member of a header after a read. */
  headerField(headers: Region, member: 'dataUsed' | 'optionsFlags' | 'frameExtent', index = 0): number {
    const at = callerLayout(this.arch).streamHeader;
    return u32(headers.bytes, index * at.size + at[member]);
  }

  reset(pin: Handle, value: number): string {
    return this.ioctl(pin, IOCTL.IOCTL_KS_RESET_STATE, ulongs(value), 0).status;
  }
}

export interface ConnectChange {
  readonly interface?: { set?: string; id?: number; flags?: number };
  readonly medium?: { set?: string; id?: number; flags?: number };
  readonly pinTo?: number;
}

export interface FrameSpec {
  readonly extent: number;
  readonly used?: number;
  readonly flags?: number;
  readonly time?: number;
  readonly numerator?: number;
  /** KSSTREAM_HEADER.Size if it is to be wrong. */
  readonly size?: number;
  readonly kind?: 'normal' | 'read-only' | 'no-access' | 'freed';
  readonly bytes?: Uint8Array;
}
