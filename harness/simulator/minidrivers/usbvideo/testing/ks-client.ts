/** A small KS client for tests: requests as bytes through the target boundary. */
import { byteLength } from '../../../../abi/byte-length.ts';
import { createName, KSSTRING } from '../../../../abi/create-strings.ts';
import { IOCTL } from '../../../../abi/ioctl.ts';
import { statusName } from '../../../../abi/ntstatus.ts';
import { writeGuid } from '../../../../abi/guid.ts';
import { Access, type Arch, type Handle, type Region, type RequestId, type Target } from '../../../../target/target.ts';
import { KSPROPERTY_TYPE } from '../../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../../classdrivers/ks/guids.ts';
import { propertyId } from '../../../classdrivers/avstream/video/control-items.ts';
import { member, structSize } from '../../../classdrivers/avstream/video/structs.ts';

export interface PropertyAnswer {
  /** Name of the status. */
  readonly status: string;
  readonly information: number;
  /** All of Out. */
  readonly out: Uint8Array;
  readonly view: DataView;
}

/** A frame that was read. */
export interface Frame {
  readonly status: string;
  readonly data: Uint8Array;
  readonly dataUsed: number;
  readonly optionsFlags: number;
  readonly presentationTime: number;
  readonly duration: number;
  /** KS_FRAME_INFO.PictureNumber and DropCount. */
  readonly pictureNumber: number;
  readonly dropCount: number;
}

const GET = KSPROPERTY_TYPE.GET;

export class KsClient {
  readonly target: Target;
  readonly #arch: Arch;

  constructor(target: Target) {
    this.target = target;
    this.#arch = target.arch;
  }

  /** Opens a filter by its short name. */
  openFilter(name: string): Handle {
    const found = this.target.discover().find((each) => each.name === name);
    if (found === undefined) throw new Error(`no filter ${name}`);
    const { status, handle } = this.target.open(found.path, Access.readWrite);
    if (status !== 0) throw new Error(statusName(status));
    return handle;
  }

  /**
   * A property request. `instance` follows KSPROPERTY (a node id as its first ULONG makes it KSP_NODE); `out` is the
   * content of Out, or its length.
   */
  property(
    handle: Handle,
    set: string,
    id: number,
    flags: number,
    instance: Uint8Array,
    out: Uint8Array | number,
  ): PropertyAnswer {
    const input = new Uint8Array(24 + instance.length);
    writeGuid(input, 0, set);
    const view = new DataView(input.buffer);
    view.setUint32(16, id, true);
    view.setUint32(20, flags, true);
    input.set(instance, 24);
    const output = typeof out === 'number' ? new Uint8Array(out) : out.slice();
    const answer = this.target.ioctl(handle, IOCTL.IOCTL_KS_PROPERTY, input, output.length === 0 ? null : output);
    return {
      status: statusName(answer.status),
      information: answer.information,
      out: output,
      view: new DataView(output.buffer),
    };
  }

  /** GET of a property by name, with the size that the driver asks for. */
  get(
    handle: Handle,
    set: string,
    property: string,
    instance: Uint8Array = new Uint8Array(0),
    flags: number = GET,
  ): PropertyAnswer {
    const guid = ksGuid(set);
    const id = propertyId(property);
    const size = this.property(handle, guid, id, flags, instance, 0);
    if (size.status !== 'STATUS_BUFFER_OVERFLOW') return size;
    return this.property(handle, guid, id, flags, instance, size.information);
  }

  /** Opens a pin with a whole KSDATAFORMAT; `null` and the status if it is refused. */
  openPin(filter: Handle, pinId: number, format: Uint8Array): { readonly status: string; readonly pin: Handle } {
    const size = structSize('KSPIN_CONNECT', this.#arch);
    const at = (name: string): number => member('KSPIN_CONNECT', name, this.#arch).offset;
    const blob = new Uint8Array(size + format.length);
    const view = new DataView(blob.buffer);
    writeGuid(blob, at('Interface'), ksGuid('KSINTERFACESETID_Standard'));
    writeGuid(blob, at('Medium'), ksGuid('KSMEDIUMSETID_Standard'));
    view.setUint32(at('PinId'), pinId, true);
    view.setUint32(at('Priority'), 0x4000_0000, true);
    view.setUint32(at('Priority') + 4, 1, true);
    blob.set(format, size);
    const { status, handle } = this.target.openChild(filter, createName(KSSTRING.KSSTRING_Pin, blob), Access.readWrite);
    return { status: statusName(status), pin: handle };
  }

  /** The data ranges of a pin factory, each exactly FormatSize bytes. */
  dataRanges(filter: Handle, pinId: number): Uint8Array[] {
    const { out, view } = this.get(filter, 'KSPROPSETID_Pin', 'KSPROPERTY_PIN_DATARANGES', u32s(pinId, 0));
    const ranges: Uint8Array[] = [];
    let at = 8;
    for (let n = view.getUint32(4, true); n > 0; n -= 1) {
      const size = view.getUint32(at, true);
      ranges.push(out.slice(at, at + size));
      at += Math.ceil(size / 8) * 8;
    }
    return ranges;
  }

  /** DATAINTERSECTION with one range. */
  intersect(filter: Handle, pinId: number, range: Uint8Array): PropertyAnswer {
    const padded = new Uint8Array(16 + Math.ceil(range.length / 8) * 8);
    padded.set(u32s(pinId, 0, padded.length - 8, 1));
    padded.set(range, 16);
    return this.get(filter, 'KSPROPSETID_Pin', 'KSPROPERTY_PIN_DATAINTERSECTION', padded);
  }

  setState(pin: Handle, state: number): string {
    return this.property(
      pin,
      ksGuid('KSPROPSETID_Connection'),
      propertyId('KSPROPERTY_CONNECTION_STATE'),
      KSPROPERTY_TYPE.SET,
      new Uint8Array(0),
      u32s(state),
    ).status;
  }

  /** Enables an event so that it releases `semaphore` once each time. The answer disables it. */
  enableEvent(handle: Handle, set: string, id: number, semaphore: Handle): () => void {
    const size = structSize('KSEVENTDATA', this.#arch);
    const handleAt = this.#arch === 'x64' ? 8 : 4;
    const region = this.target.allocate(size);
    const view = new DataView(region.bytes.buffer, region.bytes.byteOffset, region.bytes.byteLength);
    view.setUint32(0, 2, true);
    view.setUint32(handleAt, semaphore, true);
    view.setInt32(2 * handleAt + 4, 1, true);
    const input = new Uint8Array(24);
    writeGuid(input, 0, ksGuid(set));
    input.set(u32s(id, 1), 16);
    const span = { region, offset: 0, length: region.length };
    const { status } = this.target.ioctl(handle, IOCTL.IOCTL_KS_ENABLE_EVENT, input, span);
    if (status !== 0) throw new Error(statusName(status));
    return () => {
      this.target.ioctl(handle, IOCTL.IOCTL_KS_DISABLE_EVENT, span, null);
      this.target.release(region);
    };
  }

  /** Queues a read of one frame. */
  submitRead(pin: Handle, bytes: number): PendingRead {
    return new PendingRead(this.target, pin, bytes);
  }
}

/** A read of one frame that was sent. */
export class PendingRead {
  readonly #target: Target;
  readonly #data: Region;
  readonly #headers: Region;
  readonly #request: RequestId;

  constructor(target: Target, pin: Handle, bytes: number) {
    const size = structSize('KSSTREAM_HEADER', target.arch) + structSize('KS_FRAME_INFO', target.arch);
    this.#target = target;
    this.#data = target.allocate(bytes);
    this.#headers = target.allocate(size);
    const view = this.#view();
    view.setUint32(0, size, true);
    view.setUint32(16, 1, true);
    view.setUint32(20, 1, true);
    view.setUint32(32, bytes, true);
    if (target.arch === 'x64') view.setBigUint64(40, this.#data.address, true);
    else view.setUint32(40, Number(this.#data.address), true);
    this.#request = target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, {
      region: this.#headers,
      offset: 0,
      length: byteLength(size),
    });
  }

  /** The frame, or `null` if it does not come within `limit` (100 ns). Frees the memory once it came. */
  wait(limit: bigint): Frame | null {
    const answer = this.#target.wait(this.#request, limit);
    if (answer === null) return null;
    const view = this.#view();
    const x64 = this.#target.arch === 'x64';
    const info = x64 ? 56 : 48;
    const frame: Frame = {
      status: statusName(answer.status),
      data: this.#data.bytes.slice(),
      dataUsed: view.getUint32(36, true),
      optionsFlags: view.getUint32(x64 ? 48 : 44, true),
      presentationTime: Number(view.getBigInt64(8, true)),
      duration: Number(view.getBigInt64(24, true)),
      pictureNumber: Number(view.getBigInt64(info + 8, true)),
      dropCount: Number(view.getBigInt64(info + 16, true)),
    };
    this.#target.release(this.#data);
    this.#target.release(this.#headers);
    return frame;
  }

  #view(): DataView {
    const { bytes } = this.#headers;
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** ULONGs in a row. */
export function u32s(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, true);
  });
  return bytes;
}
