/**
 * A target that notes on a tape everything that is asked of another one, before it is asked. Handles and addresses inside of
 * bytes become links where they are recognised: event data that names a notification object, and pointers to memory that
 * was allocated here.
 */
import type { NtStatus } from '../abi/ntstatus.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { layoutOf } from '../abi/layout.ts';
import type { Content, Link, Memory, Slot } from '../traffic/actions.ts';
import type {
  Answer, Buffer, Capability, Census, FilterInterface, Handle, Hns, Liveness, MemoryKind, Opened, PlugAndPlay, PowerState,
  Observations, Region, RequestId, SignalKind, Target, TargetIdentity, Verifier,
} from '../target/target.ts';
import { Tape } from './tape.ts';

interface HeldRegion {
  readonly region: Region;
  readonly slot: Slot;
  /** What the tape says that it holds. */
  noted: Uint8Array;
}

export class TapedTarget implements Target {
  readonly name: string;
  readonly arch: Target['arch'];
  readonly capabilities: ReadonlySet<Capability>;
  readonly identity: TargetIdentity;
  readonly plugAndPlay?: PlugAndPlay;
  readonly tape: Tape;
  readonly #target: Target;
  readonly #handles = new Map<Handle, Slot>();
  readonly #signals = new Map<Handle, Slot>();
  readonly #regions = new Map<Region, HeldRegion>();
  readonly #requests = new Map<RequestId, Slot>();
  #nextSlot = 1;

  constructor(target: Target, tape = new Tape()) {
    this.#target = target;
    this.tape = tape;
    this.name = target.name;
    this.arch = target.arch;
    this.identity = target.identity;
    // A tape is one list: threads that interrupt each other have no place on it.
    this.capabilities = new Set([...target.capabilities].filter((name) => name !== 'scheduling'));
    const { plugAndPlay } = target;
    if (plugAndPlay) this.plugAndPlay = this.#noting(plugAndPlay);
  }

  /** Begins a new tape. Everything must have been closed and released. */
  rewind(): void {
    this.tape.rewind();
    this.#handles.clear();
    this.#signals.clear();
    this.#regions.clear();
    this.#requests.clear();
    this.#nextSlot = 1;
  }

  /** The slot of an open handle, for requests that go round {@link ioctl}. */
  slotOf(handle: Handle): Slot {
    return this.#handles.get(handle) ?? this.#signals.get(handle) ?? (0 as Slot);
  }

  get observations(): Observations | undefined {
    return this.#target.observations;
  }

  get verifier(): Verifier | undefined {
    return this.#target.verifier;
  }

  discover(): readonly FilterInterface[] {
    return this.#target.discover();
  }

  open(path: string, access: number): Opened {
    const makes = this.#slot();
    this.tape.note({ do: 'open', path, access, makes });
    return this.#opened(this.#target.open(path, access), makes);
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    const makes = this.#slot();
    this.tape.note({ do: 'open-child', parent: this.slotOf(parent), name: this.#content(name), access, makes });
    return this.#opened(this.#target.openChild(parent, name, access), makes);
  }

  close(handle: Handle): NtStatus {
    this.tape.note({ do: 'close', handle: this.slotOf(handle) });
    const status = this.#target.close(handle);
    this.#handles.delete(handle);
    this.#signals.delete(handle);
    return status;
  }

  ioctl(handle: Handle, code: number, input: Buffer, output: Buffer, limit?: Hns): Answer {
    const slot = this.slotOf(handle);
    const buffers = this.#buffers(code, input, output);
    this.tape.note({ do: 'ioctl', handle: slot, code, ...buffers, ...(limit !== undefined && { limit }) });
    return this.#target.ioctl(handle, code, input, output, limit);
  }

  /** As {@link ioctl}, for bytes in which nothing is recognised: what most of a campaign sends. `slot` is that of the handle. */
  plainIoctl(handle: Handle, slot: Slot, code: number, input: Uint8Array | null, output: Uint8Array | null): Answer {
    this.tape.ioctl(slot, code, input, output);
    return this.#target.ioctl(handle, code, input, output);
  }

  submit(handle: Handle, code: number, input: Buffer, output: Buffer): RequestId {
    const makes = this.#slot();
    this.tape.note({ do: 'submit', handle: this.slotOf(handle), code, ...this.#buffers(code, input, output), makes });
    const request = this.#target.submit(handle, code, input, output);
    this.#requests.set(request, makes);
    return request;
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    this.tape.note({ do: 'wait', request: this.#requests.get(request) ?? (0 as Slot), limit });
    return this.#target.wait(request, limit);
  }

  cancel(request: RequestId): void {
    this.tape.note({ do: 'cancel', request: this.#requests.get(request) ?? (0 as Slot) });
    this.#target.cancel(request);
  }

  allocate(length: number, kind: MemoryKind = 'normal', misalign = 0): Region {
    const slot = this.#slot();
    this.tape.note({ do: 'allocate', length, kind, misalign, makes: slot });
    const region = this.#target.allocate(length, kind, misalign);
    this.#regions.set(region, { region, slot, noted: new Uint8Array(region.bytes.length) });
    return region;
  }

  release(region: Region): void {
    this.tape.note({ do: 'release', region: this.#regions.get(region)?.slot ?? (0 as Slot) });
    this.#regions.delete(region);
    this.#target.release(region);
  }

  createSignal(kind: SignalKind, limit = 0x7fff_ffff): Handle {
    const makes = this.#slot();
    this.tape.note({ do: 'create-signal', kind, limit, makes });
    const signal = this.#target.createSignal(kind, limit);
    this.#signals.set(signal, makes);
    return signal;
  }

  takeSignals(signal: Handle, limit: Hns): number {
    this.tape.note({ do: 'take-signals', signal: this.slotOf(signal), limit });
    return this.#target.takeSignals(signal, limit);
  }

  now(): Hns {
    return this.#target.now();
  }

  sleep(duration: Hns): void {
    this.tape.note({ do: 'sleep', duration });
    this.#target.sleep(duration);
  }

  probe(): Liveness {
    return this.#target.probe();
  }

  reset(): void {
    this.#target.reset();
    this.rewind();
  }

  census(): Census {
    return this.#target.census();
  }

  dispose(): void {
    this.#target.dispose();
  }

  #noting(plugAndPlay: PlugAndPlay): PlugAndPlay {
    return {
      setPower: (state: PowerState) => {
        this.tape.note({ do: 'power', state });
        plugAndPlay.setPower(state);
      },
      unplug: () => {
        this.tape.note({ do: 'unplug' });
        plugAndPlay.unplug();
      },
      plug: () => {
        this.tape.note({ do: 'plug' });
        plugAndPlay.plug();
      },
    };
  }

  #slot(): Slot {
    return this.#nextSlot++ as Slot;
  }

  #opened(opened: Opened, slot: Slot): Opened {
    if (opened.handle !== 0) this.#handles.set(opened.handle, slot);
    return opened;
  }

  #buffers(code: number, input: Buffer, output: Buffer): { input: Memory; output: Memory } {
    // Pointers inside of what is sent may lead to any of the regions, so all of them are what the tape says.
    for (const held of this.#regions.values()) this.#noteContent(held, code);
    return { input: this.#memory(input, code), output: this.#memory(output, code) };
  }

  #memory(buffer: Buffer, code: number): Memory {
    if (buffer === null) return null;
    if (buffer instanceof Uint8Array) return this.#content(buffer, code);
    if ('region' in buffer) {
      return { region: this.#regions.get(buffer.region)?.slot ?? (0 as Slot), offset: buffer.offset, length: buffer.length };
    }
    return { address: buffer.address, length: buffer.length };
  }

  /** Notes what the caller, or the driver, wrote to a region since it was noted last. */
  #noteContent(held: HeldRegion, code: number): void {
    const { bytes } = held.region;
    if (bytes.length !== held.noted.length || equal(bytes, held.noted)) return;
    let from = 0;
    while (bytes[from] === held.noted[from]) from++;
    let to = bytes.length;
    while (bytes[to - 1] === held.noted[to - 1]) to--;
    // From the start of a word on, so that no pointer is cut.
    from -= from % 8;
    const content = this.#content(bytes.subarray(from, to), from === 0 ? code : 0);
    this.tape.note({ do: 'write', region: held.slot, offset: from, content });
    held.noted = bytes.slice();
  }

  #content(bytes: Uint8Array, code = 0): Content {
    return { bytes: bytes.slice(), links: [...this.#pointersIn(bytes), ...this.#signalIn(bytes, code)] };
  }

  *#pointersIn(bytes: Uint8Array): Generator<Link> {
    if (this.#regions.size === 0) return;
    const size = this.arch === 'x64' ? 8 : 4;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + size <= bytes.length; at += size) {
      // No region lies at 0; most words of most buffers are.
      if (view.getUint32(at, true) === 0 && (size === 4 || view.getUint32(at + 4, true) === 0)) continue;
      const address = size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
      for (const { region, slot } of this.#regions.values()) {
        const offset = address - region.address;
        if (offset >= 0n && offset <= BigInt(region.length)) {
          yield { at, size, to: slot, offset: Number(offset) };
          break;
        }
      }
    }
  }

  /** Event data names a notification object by its handle, and only there is a small number known to be one. */
  *#signalIn(bytes: Uint8Array, code: number): Generator<Link> {
    const at = eventHandleAt[this.arch];
    const size = this.arch === 'x64' ? 8 : 4;
    if (code !== IOCTL.IOCTL_KS_ENABLE_EVENT || bytes.length < at + size) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const to = this.#signals.get(view.getUint32(at, true) as Handle);
    if (to !== undefined) yield { at, size, to };
  }
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function handleOffset(arch: Target['arch']): number {
  return layoutOf(arch, 'KSEVENTDATA')?.fields.find(({ name }) => name === 'EventHandle.Event')?.offset ?? 0;
}
const eventHandleAt = { x64: handleOffset('x64'), x86: handleOffset('x86') };
