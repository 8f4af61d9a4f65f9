/**
 * The windows target: installed drivers, asked through ntdll, whose calls give the exact NTSTATUS where the Win32 ones
 * fold several into one error. Windows itself checks handles, access and names; nothing of that is repeated here.
 *
 * A driver that faults takes the machine down: whoever runs cases writes down each request before it is sent.
 *
 * Long because it is one object that implements the whole boundary; its parts are in files of their own.
 */
import { isError, type NtStatus, ntStatus, STATUS, statusName } from '../../abi/ntstatus.ts';
import { UserError } from '../../base/errors.ts';
import type {
  Answer,
  Arch,
  Buffer as CallerBuffer,
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
  Span,
  Target,
  TargetIdentity,
} from '../target.ts';
import { TargetMisuse } from '../target.ts';
import { openAddressSpace } from '../native/address-space.ts';
import { InFlightTable } from '../native/in-flight.ts';
import { NativeMemory } from '../native/memory.ts';
import { CallerBlock } from './caller-block.ts';
import { findFilters, identify, ntPath, selectFilters } from './filters.ts';
import { eventTypes, nt } from './nt-layouts.ts';
import type { NtSystem } from './nt-system.ts';
import { loadNtSystem } from './nt-system.ts';
import { OpenHandles } from './open-handles.ts';
import { PlugAndPlay } from './plug-and-play.ts';
import type { Flight, Passed } from './requests.ts';
import { Slots } from './requests.ts';

/** Options of a windows target. */
export interface WindowsOptions {
  /** The ABI of the caller: that of this process, or an error. 32-bit callers (WOW64) need a 32-bit Node. */
  readonly arch?: Arch;
  /** The system to ask; Windows itself unless told. */
  readonly system?: NtSystem;
}

/** How long a request may take unless told, and how long a cancelled one is waited for: 5 s. */
const usualLimit: Hns = 50_000_000n;
/** Bytes that the Length of a UNICODE_STRING can count. */
const longestName = 0xffff;
const noHandle = 0 as Handle;
/** NtCurrentProcess. */
const currentProcess = { x64: 0xffff_ffff_ffff_ffffn, x86: 0xffff_ffff } as const;

/**
 * A target of the filters that a selector means (`selectFilters` tells how it is read).
 * @throws UserError KS401 without koffi, KS411 away from Windows, KS412 if no filter is meant, KS413 for another `arch`
 *   than that of the process
 */
export function createWindowsTarget(selector: string, options: WindowsOptions = {}): Target {
  const system = options.system ?? loadNtSystem();
  if (options.arch !== undefined && options.arch !== system.arch) {
    throw new UserError({
      code: 'KS413',
      message: `this Node is ${system.arch}: its requests cannot be those of an ${options.arch} caller`,
      hint: `run kscts with a Node for ${options.arch === 'x86' ? 'win-x86' : 'win-x64'}`,
    });
  }
  return new WindowsTarget(selector, system);
}

class WindowsTarget implements Target {
  readonly name: string;
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>(['hostile-memory', 'mapped-memory']);
  readonly identity: TargetIdentity;

  readonly #selector: string;
  readonly #system: NtSystem;
  readonly #memory: NativeMemory;
  readonly #block: CallerBlock;
  readonly #pnp: PlugAndPlay;
  readonly #slots: Slots;
  readonly #handles = new OpenHandles();
  readonly #inFlight = new InFlightTable<Flight>();
  #disposed = false;

  constructor(selector: string, system: NtSystem) {
    this.name = selector === '' ? 'windows' : `windows:${selector}`;
    this.arch = system.arch;
    this.#selector = selector;
    this.#system = system;
    this.#memory = new NativeMemory(openAddressSpace(), { arch: this.arch, guard: false });
    this.#block = new CallerBlock(system, this.#memory);
    this.#pnp = new PlugAndPlay(system, this.#memory, this.#block);
    this.#slots = new Slots(system, this.#memory, this.#block.layouts, () => this.#createEvent('manual-reset'));
    try {
      this.identity = this.#identify();
    } catch (error) {
      this.#memory.dispose();
      throw error;
    }
  }

  // ---- devices -----------------------------------------------------------------------------------------------------

  #identify(): TargetIdentity {
    const windows = this.#block.windowsVersion(this.#system);
    const identities = this.#filters().map((filter) => identify(filter, this.#pnp, windows));
    const [first] = identities;
    if (!first) throw new Error('a selection of nothing');
    return first;
  }

  #filters() {
    return selectFilters(this.#selector, findFilters(this.#pnp));
  }

  discover(): readonly FilterInterface[] {
    this.#check();
    return this.#filters().map(({ path, name, friendlyName, categories }) => ({ path, name, friendlyName, categories }));
  }

  /** A kernel that died does not answer anybody. */
  probe(): Liveness {
    this.#check();
    return { alive: true };
  }

  reset(): void {
    throw new TargetMisuse('the windows target cannot restart drivers');
  }

  census(): Census {
    throw new TargetMisuse('the windows target cannot see what drivers hold');
  }

  /** Cancels what is in flight, closes what is open. Memory that the kernel may still write to stays. */
  dispose(): void {
    if (this.#disposed) return;
    for (const { handle, slot } of this.#inFlight.all()) if (slot) this.#cancelIn(handle, slot.block.base);
    for (const handle of this.#handles.newestFirst()) this.close(handle);
    const ended = [...this.#inFlight.all()].every(({ slot }) => !slot || this.#waitFor(slot.event, usualLimit));
    for (const { slot } of this.#inFlight.all()) if (slot) this.#slots.giveBack(slot);
    this.#inFlight.clear();
    this.#disposed = true;
    if (!ended) return;
    this.#slots.dispose();
    this.#memory.dispose();
  }

  // ---- file objects ------------------------------------------------------------------------------------------------

  open(path: string, access: number): Opened {
    this.#check();
    return this.#create(noHandle, Buffer.from(ntPath(path), 'utf16le'), access);
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    if (!this.#handles.kindOf(parent)) return { status: STATUS.STATUS_INVALID_HANDLE, handle: noHandle };
    return this.#create(parent, name, access);
  }

  /** What CreateFile adds to the access is added here: without SYNCHRONIZE nobody can wait. */
  #create(root: Handle, name: Uint8Array, access: number): Opened {
    if (name.length > longestName) return { status: ntStatus(nt.STATUS_NAME_TOO_LONG), handle: noHandle };
    const status = this.#block.withBytes(name, (address) =>
      this.#system.NtCreateFile(
        this.#block.result(),
        (access | nt.SYNCHRONIZE | nt.FILE_READ_ATTRIBUTES) >>> 0,
        this.#block.attributes(root, address, name.length),
        this.#block.statusBlock(),
        0,
        0,
        nt.FILE_SHARE_READ | nt.FILE_SHARE_WRITE,
        nt.FILE_OPEN,
        0,
        0,
        0,
      ),
    );
    if (isError(status)) return { status, handle: noHandle };
    const handle = this.#block.resultWord as Handle;
    this.#handles.add(handle, 'file');
    return { status, handle };
  }

  close(handle: Handle): NtStatus {
    if (!this.#handles.kindOf(handle)) return STATUS.STATUS_INVALID_HANDLE;
    this.#handles.remove(handle);
    return this.#system.NtClose(handle);
  }

  // ---- requests ----------------------------------------------------------------------------------------------------

  ioctl(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer, limit: Hns = usualLimit): Answer {
    const request = this.submit(handle, code, input, output);
    return this.wait(request, limit) ?? this.#giveUp(request);
  }

  submit(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer): RequestId {
    this.#check();
    if (!this.#handles.kindOf(handle)) return this.#answered(handle, STATUS.STATUS_INVALID_HANDLE);
    checkSpan(input, this.#memory);
    checkSpan(output, this.#memory);
    const slot = this.#slots.take();
    const from = this.#pass(input);
    const to = this.#pass(output);
    const status = this.#system.NtDeviceIoControlFile(
      handle, slot.event, 0, 0, slot.block.base, code, from.address, from.length, to.address, to.length,
    );
    const pending = status === nt.STATUS_PENDING;
    const answer = pending ? null : this.#slots.answer(slot, status);
    if (!pending) this.#slots.giveBack(slot);
    return this.#inFlight.add({
      handle,
      slot: pending ? slot : null,
      answer,
      lent: [from.lent, to.lent].filter((region) => region !== null),
      copyBack: to.lent && output instanceof Uint8Array ? { from: to.lent, to: output } : null,
    });
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    const { slot, answer, lent, copyBack } = this.#inFlight.get(request);
    if (slot && !this.#waitFor(slot.event, limit)) return null;
    const ended = answer ?? (slot && this.#slots.answer(slot));
    copyBack?.to.set(copyBack.from.bytes);
    for (const region of lent) this.#memory.release(region);
    if (slot) this.#slots.giveBack(slot);
    this.#inFlight.remove(request);
    return ended;
  }

  cancel(request: RequestId): void {
    const { handle, slot } = this.#inFlight.get(request);
    if (slot) this.#cancelIn(handle, slot.block.base);
  }

  #cancelIn(handle: Handle, block: number): void {
    if (this.#handles.kindOf(handle)) this.#system.NtCancelIoFileEx(handle, block, this.#block.statusBlock());
  }

  /** Cancels a request that took too long; its memory stays lent if even that does not end it. */
  #giveUp(request: RequestId): Answer {
    this.cancel(request);
    return { ...(this.wait(request, usualLimit) ?? { status: STATUS.STATUS_PENDING, information: 0 }), timedOut: true };
  }

  #answered(handle: Handle, status: NtStatus): RequestId {
    return this.#inFlight.add({ handle, slot: null, answer: { status, information: 0 }, lent: [], copyBack: null });
  }

  #waitFor(handle: number, limit: Hns): boolean {
    return this.#system.NtWaitForSingleObject(handle, 0, this.#block.timeout(limit)) === 0;
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  #pass(buffer: CallerBuffer): Passed {
    if (buffer === null) return { address: 0, length: 0, lent: null };
    if (buffer instanceof Uint8Array) {
      const lent = this.#memory.allocate(buffer.length);
      lent.bytes.set(buffer);
      return { address: lent.base, length: buffer.length, lent };
    }
    const address = 'region' in buffer ? buffer.region.address + BigInt(buffer.offset) : buffer.address;
    return { address, length: buffer.length, lent: null };
  }

  allocate(length: number, kind?: MemoryKind, misalign?: number): Region {
    this.#check();
    return this.#memory.allocate(length, kind, misalign);
  }

  release(region: Region): void {
    this.#memory.release(region);
  }

  /** Through the system, which tells of an address where nothing is; here it would end the process. */
  peek(address: bigint, length: number): Uint8Array | null {
    this.#check();
    const copy = this.#memory.allocate(length);
    const status = this.#system.NtReadVirtualMemory(currentProcess[this.arch], address, copy.base, length, 0);
    const bytes = status === STATUS.STATUS_SUCCESS ? copy.bytes.slice() : null;
    this.#memory.release(copy);
    return bytes;
  }

  // ---- signals and time --------------------------------------------------------------------------------------------

  createSignal(kind: SignalKind, limit = 1): Handle {
    this.#check();
    const handle = (kind === 'semaphore' ? this.#createSemaphore(limit) : this.#createEvent(kind)) as Handle;
    this.#handles.add(handle, kind);
    return handle;
  }

  #createEvent(kind: 'auto-reset' | 'manual-reset'): number {
    const type = kind === 'auto-reset' ? eventTypes.SynchronizationEvent : eventTypes.NotificationEvent;
    return this.#created(this.#system.NtCreateEvent(this.#block.result(), nt.EVENT_ALL_ACCESS, 0, type, 0), 'an event');
  }

  #createSemaphore(limit: number): number {
    return this.#created(this.#system.NtCreateSemaphore(this.#block.result(), nt.SEMAPHORE_ALL_ACCESS, 0, 0, limit), 'a semaphore');
  }

  #created(status: NtStatus, what: string): number {
    if (isError(status)) throw new Error(`Windows did not create ${what}: ${statusName(status)}`);
    return this.#block.resultWord;
  }

  takeSignals(signal: Handle, limit: Hns): number {
    const kind = this.#handles.kindOf(signal);
    if (kind === undefined || kind === 'file') throw new TargetMisuse(`handle ${signal} is no open event or semaphore`);
    if (!this.#waitFor(signal, limit)) return 0;
    if (kind === 'manual-reset') this.#system.NtResetEvent(signal, 0);
    if (kind !== 'semaphore') return 1;
    let count = 1;
    while (this.#waitFor(signal, 0n)) count += 1;
    return count;
  }

  now(): Hns {
    return process.hrtime.bigint() / 100n;
  }

  sleep(duration: Hns): void {
    if (duration > 0n) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(duration) / 10_000);
  }

  #check(): void {
    if (this.#disposed) throw new TargetMisuse('the target was disposed of');
  }
}

/** Before anything is lent: what throws here must leave nothing behind. */
function checkSpan(buffer: CallerBuffer, memory: NativeMemory): void {
  if (buffer === null || !('region' in buffer)) return;
  const { region, offset, length } = buffer satisfies Span;
  const own = memory.own(region);
  if (offset < 0 || length < 0 || offset + length > own.length) {
    throw new TargetMisuse(`a request names bytes ${offset}…${offset + length} of a region of ${own.length}`);
  }
}
