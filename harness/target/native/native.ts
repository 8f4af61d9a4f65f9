/**
 * The native target: a shared library that implements `include/kscts.h`, called in this process. A library that faults
 * takes the process with it; whoever runs cases starts them in a process that it can lose.
 *
 * This side plays user mode and the I/O manager: handles and their access rights (OBJ-111), and what of an answer is
 * visible (IOC-020…023). Buffers are handed over as the raw addresses that METHOD_NEITHER shows a driver.
 *
 * Long because it is one object that implements the whole boundary; its parts are in files of their own.
 */
import { release, type } from 'node:os';
import { basename } from 'node:path';
import { isError, ntStatus, type NtStatus, STATUS, statusName } from '../../abi/ntstatus.ts';
import { UserError } from '../../base/errors.ts';
import type {
  Answer,
  Arch,
  Buffer,
  Capability,
  Census,
  FilterInterface,
  Handle,
  Hns,
  Liveness,
  MemoryKind,
  Opened,
  Region,
  RequestId,
  SignalKind,
  Target,
  TargetIdentity,
} from '../target.ts';
import { TargetMisuse } from '../target.ts';
import { layouts, probeDetailSize, readText, signalKinds, statusPending } from './abi.ts';
import { openAddressSpace } from './address-space.ts';
import { readFilter, readIdentity } from './describe.ts';
import { HandleTable } from './handles.ts';
import type { CopyBack, InFlight } from './in-flight.ts';
import { InFlightTable } from './in-flight.ts';
import type { Library } from './library.ts';
import { loadLibrary } from './library.ts';
import type { NativeRegion } from './memory.ts';
import { NativeMemory } from './memory.ts';
import { RequestBlock } from './request-block.ts';
import { scratchSize } from './scratch.ts';

/** Options of a native target. */
export interface NativeOptions {
  /** The ABI of the caller; the process' own unless told. `x86` in a 64-bit process needs a library that serves it. */
  readonly arch?: Arch;
  /** Buffers end exactly at an inaccessible page, whatever alignment their addresses then have. Off unless told. */
  readonly guard?: boolean;
}

/** How long a request may take unless told, and how long a cancelled one is waited for: 5 s. */
const usualLimit: Hns = 50_000_000n;

/** Where in the results page other results go. */
const resultOffset = 64;

/**
 * Loads a library and makes its device.
 * @param path relative to the current folder
 * @throws UserError KS401…KS410 that says what to do
 */
export function createNativeTarget(path: string, options: NativeOptions = {}): Target {
  return new NativeTarget(path, options);
}

class NativeTarget implements Target {
  readonly name: string;
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability>;
  readonly identity: TargetIdentity;

  readonly #library: Library;
  readonly #memory: NativeMemory;
  readonly #handles = new HandleTable();
  readonly #inFlight = new InFlightTable();
  /** One page: the request structure, then results of other calls. */
  readonly #page: NativeRegion;
  readonly #request: RequestBlock;
  readonly #results: DataView;
  /** 0 once the target is disposed of. */
  #device: number;

  constructor(path: string, options: NativeOptions) {
    this.name = `native:${path}`;
    this.arch = options.arch ?? (process.arch === 'ia32' ? 'x86' : 'x64');
    const guard = options.guard ?? false;
    this.#library = loadLibrary(path);
    this.#memory = new NativeMemory(openAddressSpace(), { arch: this.arch, guard });
    this.#page = this.#memory.allocate(4096);
    const { buffer, byteOffset, length } = this.#page.bytes;
    this.#results = new DataView(buffer, byteOffset + resultOffset, length - resultOffset);
    this.#request = new RequestBlock(this.#memory, this.#page, guard);
    this.#device = this.#create();
    const { census, time } = this.#library.groups;
    this.capabilities = new Set<Capability>([
      'hostile-memory',
      'reset',
      ...(census ? (['census'] as const) : []),
      ...(time ? (['virtual-time'] as const) : []),
    ]);
    this.identity = this.#identify();
  }

  // ---- device ------------------------------------------------------------------------------------------------------

  #create(): number {
    const host = layouts.kscts_host;
    const at = this.#results;
    const base = 256;
    at.setUint32(base + host.offsets.pointer_size, this.arch === 'x86' ? 4 : 8, true);
    at.setUint32(base + host.offsets.reserved, 0, true);
    for (const [index, scratch] of [this.#request.input, this.#request.output].entries()) {
      const range = base + host.offsets.plain + index * layouts.kscts_range.size;
      at.setBigUint64(range + layouts.kscts_range.offsets.base, scratch.region.address, true);
      at.setBigUint64(range + layouts.kscts_range.offsets.length, BigInt(scratch.region.length), true);
    }
    const status = this.#library.functions.kscts_create(this.#resultAddress + base, this.#resultAddress);
    if (!isError(status)) return Number(at.getBigUint64(0, true));
    this.#device = 0;
    this.#memory.dispose();
    const reason =
      status === STATUS.STATUS_NOT_SUPPORTED
        ? `does not serve callers with pointers of ${this.arch === 'x86' ? 4 : 8} bytes`
        : `could not create its device: ${statusName(status)}`;
    throw new UserError({ code: 'KS408', message: `${this.#library.path} ${reason}` });
  }

  #identify(): TargetIdentity {
    const known = { driver: basename(this.#library.path), version: '', provider: '', hardwareId: '', os: `${type()} ${release()}` };
    const { identify } = this.#library.groups;
    if (!identify) return known;
    const bytes = this.#clearedResult(layouts.kscts_identity.size);
    identify.kscts_identify(this.#device, this.#resultAddress);
    return readIdentity(bytes, known);
  }

  discover(): readonly FilterInterface[] {
    const filters: FilterInterface[] = [];
    for (;;) {
      const bytes = this.#clearedResult(layouts.kscts_filter.size);
      if (this.#library.functions.kscts_get_filter(this.#alive(), filters.length, this.#resultAddress) === 0) return filters;
      filters.push(readFilter(bytes, filters));
    }
  }

  probe(): Liveness {
    const { probe } = this.#library.groups;
    if (!probe) return { alive: true };
    const bytes = this.#clearedResult(probeDetailSize);
    if (probe.kscts_probe(this.#alive(), this.#resultAddress, probeDetailSize) !== 0) return { alive: true };
    return { alive: false, detail: readText(bytes, 0, probeDetailSize) };
  }

  reset(): void {
    this.#library.functions.kscts_destroy(this.#alive());
    this.#handles.clear();
    this.#inFlight.clear();
    this.#device = this.#create();
  }

  census(): Census {
    const { census } = this.#library.groups;
    if (!census) throw new TargetMisuse('the library counts nothing (kscts_get_census)');
    const { size, offsets } = layouts.kscts_census;
    this.#clearedResult(size);
    census.kscts_get_census(this.#alive(), this.#resultAddress);
    const count = (member: keyof typeof offsets) => this.#results.getUint32(offsets[member], true);
    return {
      handles: count('handles'),
      pendingRequests: count('pending_requests'),
      eventEnables: count('event_enables'),
      allocations: count('allocations'),
      references: count('references'),
    };
  }

  dispose(): void {
    if (this.#device === 0) return;
    this.#library.functions.kscts_destroy(this.#device);
    this.#device = 0;
    this.#handles.clear();
    this.#inFlight.clear();
    this.#memory.dispose();
  }

  // ---- file objects ------------------------------------------------------------------------------------------------

  open(path: string, access: number): Opened {
    const status = this.#library.functions.kscts_open(this.#alive(), path, access, this.#resultAddress);
    return this.#opened(status, access);
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    if (!this.#handles.isOpen(parent)) return { status: STATUS.STATUS_INVALID_HANDLE, handle: 0 as Handle };
    const lent = name.length > scratchSize ? this.#memory.allocate(name.length) : null;
    const bytes = lent?.bytes ?? this.#request.input.viewFor(name.length);
    bytes.set(name);
    const address = lent?.base ?? this.#request.input.addressFor(name.length);
    const { kscts_open_child } = this.#library.functions;
    const status = kscts_open_child(this.#device, parent, address, name.length, access, this.#resultAddress);
    if (lent) this.#memory.release(lent);
    return this.#opened(status, access);
  }

  close(handle: Handle): NtStatus {
    if (!this.#handles.isOpen(handle)) return STATUS.STATUS_INVALID_HANDLE;
    this.#handles.remove(handle);
    if (this.#handles.isLocal(handle)) return STATUS.STATUS_SUCCESS;
    return ntStatus(this.#library.functions.kscts_close(this.#device, handle));
  }

  #opened(status: number, access: number): Opened {
    if (isError(status)) return { status: ntStatus(status), handle: 0 as Handle };
    const handle = this.#results.getUint32(0, true) as Handle;
    this.#handles.add(handle, access);
    return { status: ntStatus(status), handle };
  }

  // ---- requests ----------------------------------------------------------------------------------------------------

  ioctl(handle: Handle, code: number, input: Buffer, output: Buffer, limit: Hns = usualLimit): Answer {
    const refusal = this.#handles.refusal(handle, code);
    if (refusal !== STATUS.STATUS_SUCCESS) return { status: refusal, information: 0 };
    if (isLarge(input) || isLarge(output)) {
      const submitted = this.submit(handle, code, input, output);
      return this.wait(submitted, limit) ?? this.#giveUp(submitted);
    }
    const request = this.#request;
    request.write(handle, code, input, output);
    const status = ntStatus(this.#library.functions.kscts_ioctl(this.#device, request.address));
    if (status === statusPending) return this.#outwait(limit, output);
    if (output instanceof Uint8Array) output.set(request.output.viewFor(output.length));
    return { status, information: isError(status) ? 0 : request.information };
  }

  submit(handle: Handle, code: number, input: Buffer, output: Buffer): RequestId {
    const refusal = this.#handles.refusal(handle, code);
    if (refusal !== STATUS.STATUS_SUCCESS) return this.#inFlight.add(finished({ status: refusal, information: 0 }));
    const request = this.#request;
    const lent = request.writeLending(handle, code, input, output);
    const copyBack: CopyBack | null = lent.output && output instanceof Uint8Array ? { from: lent.output, to: output } : null;
    const status = ntStatus(this.#library.functions.kscts_ioctl(this.#device, request.address));
    const pending = status === statusPending;
    return this.#inFlight.add({
      id: pending ? request.id : 0n,
      answer: pending ? null : { status, information: isError(status) ? 0 : request.information },
      lent: [lent.input, lent.output].filter((region) => region !== null),
      copyBack,
    });
  }

  wait(submitted: RequestId, limit: Hns): Answer | null {
    const flight = this.#inFlight.get(submitted);
    const answer = flight.answer ?? this.#await(flight.id, limit);
    if (!answer) return null;
    flight.copyBack?.to.set(flight.copyBack.from.bytes);
    for (const region of flight.lent) this.#memory.release(region);
    this.#inFlight.remove(submitted);
    return answer;
  }

  cancel(submitted: RequestId): void {
    const { id, answer } = this.#inFlight.get(submitted);
    if (!answer) this.#pending().kscts_cancel(this.#device, id);
  }

  /** Cancels a request that took too long; its memory stays lent if even that does not end it. */
  #giveUp(submitted: RequestId): Answer {
    this.cancel(submitted);
    const answer = this.wait(submitted, usualLimit) ?? { status: statusPending, information: 0 };
    return { ...answer, timedOut: true };
  }

  /** Waits for the request that was issued from the scratch buffers. */
  #outwait(limit: Hns, output: Buffer): Answer {
    const { id, output: written } = this.#request;
    let answer = this.#await(id, limit);
    if (!answer) {
      this.#pending().kscts_cancel(this.#device, id);
      answer = { ...(this.#await(id, usualLimit) ?? this.#abandon()), timedOut: true };
    }
    if (output instanceof Uint8Array) output.set(written.viewFor(output.length));
    return answer;
  }

  /** Lets a request that does not end keep its buffers. */
  #abandon(): Answer {
    this.#request.abandonScratch();
    return { status: statusPending, information: 0 };
  }

  #await(id: bigint, limit: Hns): Answer | null {
    const status = ntStatus(this.#pending().kscts_wait(this.#device, id, limit, this.#resultAddress));
    if (status === statusPending) return null;
    return { status, information: isError(status) ? 0 : Number(this.#results.getBigUint64(0, true)) };
  }

  #pending() {
    const { pending } = this.#library.groups;
    if (pending) return pending;
    throw new UserError({
      code: 'KS409',
      message: `${this.#library.path} returned KSCTS_PENDING from kscts_ioctl, but exports no kscts_wait and kscts_cancel`,
    });
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  allocate(length: number, kind?: MemoryKind, misalign?: number): Region {
    this.#alive();
    return this.#memory.allocate(length, kind, misalign);
  }

  release(region: Region): void {
    this.#memory.release(region);
  }

  // ---- signals and time --------------------------------------------------------------------------------------------

  createSignal(kind: SignalKind, limit = 1): Handle {
    const { signals } = this.#library.groups;
    if (!signals) return this.#handles.addLocal();
    const status = signals.kscts_create_signal(this.#alive(), signalKinds[kind], limit, this.#resultAddress);
    if (isError(status)) {
      throw new UserError({ code: 'KS410', message: `${this.#library.path} could not create a ${kind}: ${statusName(status)}` });
    }
    return this.#opened(status, 0).handle;
  }

  takeSignals(signal: Handle, limit: Hns): number {
    if (!this.#handles.isOpen(signal)) throw new TargetMisuse(`signal ${signal} is closed`);
    const { signals } = this.#library.groups;
    if (signals) return signals.kscts_take_signals(this.#device, signal, limit);
    this.sleep(limit);
    return 0;
  }

  now(): Hns {
    const { time } = this.#library.groups;
    return time ? BigInt(time.kscts_now(this.#alive())) : process.hrtime.bigint() / 100n;
  }

  sleep(duration: Hns): void {
    const { time } = this.#library.groups;
    if (time) time.kscts_sleep(this.#alive(), duration);
    else if (duration > 0n) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(duration) / 10_000);
  }

  // ---- results -----------------------------------------------------------------------------------------------------

  get #resultAddress(): number {
    return this.#page.base + resultOffset;
  }

  /** The first bytes of the results, zeroed. */
  #clearedResult(size: number): Uint8Array {
    return this.#page.bytes.subarray(resultOffset, resultOffset + size).fill(0);
  }

  #alive(): number {
    if (this.#device === 0) throw new TargetMisuse('the target was disposed of');
    return this.#device;
  }
}

function isLarge(buffer: Buffer): boolean {
  return buffer instanceof Uint8Array && buffer.length > scratchSize;
}

function finished(answer: Answer): InFlight {
  return { id: 0n, answer, lent: [], copyBack: null };
}
