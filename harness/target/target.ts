/**
 * The one boundary between kscts and a device: it carries bytes, knows no property, and is synchronous.
 *
 * It is synchronous by design: a simulated or native device answers in well under a microsecond, where awaiting would
 * cost more than the request. A target that lives elsewhere (a child process, another machine) blocks its caller with
 * `Atomics.wait` while another thread does the I/O.
 *
 * What a driver does comes back as an {@link Answer}; only the death of the target is an exception
 * ({@link TargetDied}). Misuse by the harness (a handle that was never opened, a released region) throws
 * `TargetMisuse`: a bug of kscts, never of the device.
 *
 * Long because it is the whole boundary: whoever writes a target reads this file and no other.
 */
import type { ByteLength } from '../abi/byte-length.ts';
import type { NtStatus } from '../abi/ntstatus.ts';

/** The ABI of the *caller*: layouts of structures with pointers differ. */
export type Arch = 'x64' | 'x86';

/** A HANDLE as it would be stored in a structure: of a file object, an event or a semaphore. */
export type Handle = number & { readonly __handle: never };

/** Time in units of 100 ns, as KS counts it. */
export type Hns = bigint;

/** Access rights asked for on open, as a mask of GENERIC_* values. */
export const Access = { none: 0, read: 0x8000_0000, write: 0x4000_0000, readWrite: 0xc000_0000 } as const;

/** How a piece of caller memory behaves. Kinds other than `normal` are for hostile requests. */
export type MemoryKind =
  | 'normal'
  /** Writes by the driver fault. */
  | 'read-only'
  /** Any touch faults. */
  | 'no-access'
  /** Was normal memory, and is gone: any touch faults. */
  | 'freed'
  /** Addresses in the kernel half. The harness cannot look at it. */
  | 'kernel';

/** A piece of the caller's memory, owned by the target. Its address may be stored in structures. */
export interface Region {
  readonly address: bigint;
  readonly length: ByteLength;
  readonly kind: MemoryKind;
  /** A live view; empty where the harness cannot look (`no-access`, `freed`, `kernel`). */
  readonly bytes: Uint8Array;
}

/** A part of a region, named by position: the driver sees exactly this address. */
export interface Span {
  readonly region: Region;
  readonly offset: number;
  readonly length: ByteLength;
}

/** A raw address with a length, for pointers that name nothing of ours (NULL, kernel, wild). Touching it may fault. */
export interface WildPointer {
  readonly address: bigint;
  readonly length: ByteLength;
}

/**
 * An input or output buffer. A `Uint8Array` is the simple case: the target gives it an address of its own choosing for
 * the time of the request, and output bytes are written back into it. `null` is a NULL pointer with length 0.
 */
export type Buffer = Uint8Array | Span | WildPointer | null;

/** The outcome of an open. `handle` is valid only if `status` is a success. */
export interface Opened {
  readonly status: NtStatus;
  readonly handle: Handle;
}

/**
 * The outcome of a request as user mode sees it: NTSTATUS (unsigned 32 bits) and IoStatus.Information. With an error
 * status (0xC…) Information is not visible and is 0, and no output byte is copied back (IOC-020…023).
 */
export interface Answer {
  readonly status: NtStatus;
  /** Bytes of the answer, if the driver is right: whatever it put there, which need be no {@link ByteLength}. */
  readonly information: number;
  /** The request did not complete within the target's time limit and was cancelled: `status` is what the cancel gave. */
  readonly timedOut?: true;
  /** How long it took at the device, in milliseconds, where the caller cannot tell: known when {@link Pipeline.ahead} ends. */
  readonly took?: () => number;
}

/** A request in flight. Opaque to the harness. */
export type RequestId = number & { readonly __request: never };

/** A filter that can be opened. */
export interface FilterInterface {
  /** What `open` takes: a device interface path with its reference string. */
  readonly path: string;
  /** Short stable name for case ids, e.g. `camera`; unique within the target; no `/`, `@` or `:`. */
  readonly name: string;
  /** Human-readable name, for reports. */
  readonly friendlyName: string;
  /** Device interface classes (KSCATEGORY_*) under which it is registered, as canonical GUID strings. */
  readonly categories: readonly string[];
  /** The class driver, where the target knows it: `avstream`, `portcls`, `stream`, `ks`. */
  readonly classDriver?: string;
}

/** What is known about the driver behind the target; empty strings where nothing is. */
export interface TargetIdentity {
  readonly driver: string;
  readonly version: string;
  readonly provider: string;
  readonly hardwareId: string;
  readonly os: string;
  /** The INF that installed it. */
  readonly inf?: string;
  /** Whether Driver Verifier watches it. */
  readonly verifier?: 'on' | 'off';
}

/** Counts of what the driver side holds. After everything is closed they must be what they were before (O-balance). */
export interface Census {
  readonly handles: number;
  readonly pendingRequests: number;
  readonly eventEnables: number;
  readonly allocations: number;
  readonly references: number;
  /** Bytes of the allocations, where the target counts them. */
  readonly poolBytes?: number;
}

/** Whether requests can still be answered. */
export type Liveness = { readonly alive: true } | { readonly alive: false; readonly detail: string };

/** Kinds of notification objects that an event enable can name. */
export type SignalKind = 'auto-reset' | 'manual-reset' | 'semaphore';

/** Optional abilities. A check that needs an absent one is skipped with the reason `target-cannot`. */
export type Capability =
  /** `census()` counts. */
  | 'census'
  /** `sleep()` advances a simulated clock; positions and time-outs are exact and instant. */
  | 'virtual-time'
  /** `allocate()` can give every {@link MemoryKind}. */
  | 'hostile-memory'
  /** `reset()` brings a dead target back. */
  | 'reset'
  /** `scheduling` is there. */
  | 'scheduling'
  /** `plugAndPlay` is there. */
  | 'plug-and-play'
  /** `observations` is there. */
  | 'observations'
  /** `verifier` is there. */
  | 'verifier'
  /** `processes` is there. */
  | 'processes'
  /** `peek` is there. */
  | 'mapped-memory';

/** DEVICE_POWER_STATE: D0 works, the others sleep. */
export type PowerState = 'D0' | 'D1' | 'D2' | 'D3';

/** What happens to the device as a whole. */
export interface PlugAndPlay {
  /** Brings the device into a power state, as when the system goes to sleep and wakes. Returns when it is there. */
  setPower(state: PowerState): void;
  /** Takes the device away without warning. Its handles stay until they are closed; `discover` finds nothing. */
  unplug(): void;
  /** Brings the device back as a new instance at the same paths. */
  plug(): void;
}

/**
 * A place inside a request, or inside a timer’s callback, where another thread may run:
 * before and after the driver is called, after it has read caller memory, before a request completes, where a cancel,
 * a signal or a change of state takes effect, and around callbacks.
 */
export type SwitchPoint = 'dispatch' | 'return' | 'probe' | 'complete' | 'cancel' | 'signal' | 'state' | 'callback';

/**
 * Concurrency under the control of the harness. While a switcher is set, the target calls it at every
 * {@link SwitchPoint}, in the same order each time that the same is asked of it. Inside the call the harness may ask the
 * target anything and write to caller memory: that is another thread running at this point. A request that would have
 * to wait there, for a lock that the interrupted one holds or for time to pass, throws {@link MustWait}.
 */
export interface Scheduling {
  /** Sets the switcher, or takes it away with `null`. Without one nothing is scheduled, and nothing costs anything. */
  setSwitcher(switcher: ((at: SwitchPoint) => void) | null): void;
}

/** Who asks, as a handler is told it (RequestorMode). */
export type AccessMode = 'user' | 'kernel';

/** A range of caller memory, every byte of which the driver read equally often. */
export interface FetchedRange {
  /** `other` is memory that the request names by a pointer inside of its buffers. */
  readonly of: 'input' | 'output' | 'other';
  /** From the beginning of the buffer; an address for `other`. */
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

/** What can be seen of the last request from inside of the machine. */
export interface Observations {
  /** Whether requests are watched; turning it on or off forgets what was seen. Off at first: it costs a little. */
  active: boolean;
  /** Control information that the driver read from caller memory; frames do not count. */
  readonly fetches: readonly FetchedRange[];
  /** The access modes with which handlers were called, in that order. */
  readonly handlerModes: readonly AccessMode[];
}

/** A rule that Driver Verifier checks, and that the driver broke. */
export interface Violation {
  /** As the verifier names it: `KsMarkPendingIrp`. */
  readonly rule: string;
  /** What it did, in one clause. */
  readonly detail: string;
}

/** The rules of Driver Verifier, as far as the target checks them. Some of them stop the machine. */
export interface Verifier {
  /** Names of the rules that are checked. */
  readonly rules: readonly string[];
  /** What was broken since this was last asked; also of a target that died of it. */
  take(): readonly Violation[];
}

/** A request whose answer does not decide whether the next one is sent. */
export interface PlainRequest {
  readonly handle: Handle;
  readonly code: number;
  readonly input: Uint8Array;
  readonly output: Uint8Array | null;
}

/** Asks without waiting: for a target whose answers have a long way. */
export interface Pipeline {
  /** Sends requests one after the other, as `Target.ioctl` with the usual limit, and waits for the last one. */
  ask(requests: readonly PlainRequest[]): readonly Answer[];
  /** As `Target.close`, where nobody wants to know the status. */
  close(handle: Handle): void;
  /**
   * Calls `body`, whose answers may be guesses while it runs, and again until all of them were true; gives what it gave then.
   * The device is asked only what it would have been asked without guesses. So the body may do nothing but ask and judge:
   * the same answers must make it ask the same, and what it did with guesses must leave nothing behind.
   */
  ahead?<R>(body: () => R): R;
  /** Waits until all that was asked without waiting is done. What died or was misused in it is thrown here at the latest. */
  settle(): void;
}

/** A process beside that of the harness. Opaque to it. */
export type ProcessId = number & { readonly __process: never };

/** Further processes of the same user. The harness begins in one that is none of these. */
export interface Processes {
  start(): ProcessId;
  /** Calls inside of `body` come from that process: it sees its own handles and memory only. */
  within<R>(process: ProcessId, body: () => R): R;
  /** Gives a process a handle to what a handle of the present one stands for, with the same access. */
  duplicate(handle: Handle, into: ProcessId): Handle;
  /** Ends a process: the system closes its handles and takes its memory back. */
  end(process: ProcessId): void;
}

/** A device, or a set of them, that can be asked. */
export interface Target {
  /** As given on the command line, e.g. `simulator:usbvideo`. */
  readonly name: string;
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability>;
  readonly identity: TargetIdentity;
  /** Only with capability `scheduling`. */
  readonly scheduling?: Scheduling;
  /** Only with capability `plug-and-play`. */
  readonly plugAndPlay?: PlugAndPlay;
  /** Only with capability `observations`; another one after a reset. */
  readonly observations?: Observations | undefined;
  /** Only with capability `verifier`; another one after a reset. */
  readonly verifier?: Verifier | undefined;
  /** Only where waiting for every answer would cost. */
  readonly pipeline?: Pipeline;
  /** Only with capability `processes`; another one after a reset. */
  readonly processes?: Processes | undefined;

  /** The filters there are now, in a stable order. */
  discover(): readonly FilterInterface[];

  /** Opens a filter by interface path (OBJ-002). */
  open(path: string, access: number): Opened;
  /**
   * Opens a pin, clock, allocator or node relative to `parent` (OBJ-021). `name` is the object name as raw bytes:
   * class string in UTF-16LE, one backslash, the binary parameters.
   */
  openChild(parent: Handle, name: Uint8Array, access: number): Opened;
  /** Closes any handle of this target: file objects, events, semaphores. */
  close(handle: Handle): NtStatus;

  /** Sends a request and waits for it, at most `limit` (default: the target's own limit, 5 s). */
  ioctl(handle: Handle, code: number, input: Buffer, output: Buffer, limit?: Hns): Answer;
  /** Sends a request without waiting. Memory named by spans must stay allocated until it completes. */
  submit(handle: Handle, code: number, input: Buffer, output: Buffer): RequestId;
  /** The answer, once; `null` if the request is still pending after `limit`. */
  wait(request: RequestId, limit: Hns): Answer | null;
  /** Asks for cancellation (NtCancelIoFileEx). The request still completes through `wait`. */
  cancel(request: RequestId): void;

  /** Gives caller memory, zeroed. Alignment is 16 unless `misalign` adds that many bytes to the address. */
  allocate(length: number, kind?: MemoryKind, misalign?: number): Region;
  /** Gives it back. Addresses inside are from then on `freed`. */
  release(region: Region): void;
  /**
   * What the present process reads at an address that a driver told it, such as a register that was mapped for it; `null`
   * where it can read less than `length` bytes. Only with capability `mapped-memory`.
   */
  peek?(address: bigint, length: number): Uint8Array | null;

  /** Creates a notification object for event enables. `limit` is a semaphore's maximum count. */
  createSignal(kind: SignalKind, limit?: number): Handle;
  /**
   * Waits up to `limit` for the object to be signalled and takes what is there: the count for a semaphore, 1 for an
   * event; 0 if nothing came.
   */
  takeSignals(signal: Handle, limit: Hns): number;

  /** The caller's clock. Monotonic. */
  now(): Hns;
  /** Lets time pass: really, or on the simulated clock. */
  sleep(duration: Hns): void;

  /** Whether the target still answers. Cheap on a healthy target. */
  probe(): Liveness;
  /** Brings a dead target back to its first state; all handles are gone. Only with capability `reset`. */
  reset(): void;
  /** Only with capability `census`. */
  census(): Census;
  /** Ends the use of the target; frees everything. */
  dispose(): void;
}

/**
 * The target died while it was asked: a bug check, a dead process, a lost connection. The verdict is `crash`, or `hang`
 * if it is there but does not answer any more.
 */
export class TargetDied extends Error {
  /** What is known about the death: bug-check code and object, signal, sanitizer report. */
  readonly detail: string;
  /** What the verdict is. */
  readonly how: 'crash' | 'hang';
  constructor(detail: string, how: 'crash' | 'hang' = 'crash') {
    super(how === 'hang' ? `the target hangs: ${detail}` : `the target died: ${detail}`);
    this.name = 'TargetDied';
    this.detail = detail;
    this.how = how;
  }
}

/** What was asked inside another request must wait until that one goes on. Nothing has happened; ask again later. */
export class MustWait extends Error {
  constructor(what: string) {
    super(`must wait for ${what}`);
    this.name = 'MustWait';
  }
}

/** The harness used the boundary wrongly. Never the device's fault. */
export class TargetMisuse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TargetMisuse';
  }
}
