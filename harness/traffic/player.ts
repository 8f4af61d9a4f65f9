/**
 * A target that knows one recording by heart. It is asked through a {@link RecordingTarget}, which says of each call what
 * it is; every call must be the recorded one, down to the bytes, and then gives what was given then.
 */
import { byteLength, type ByteLength } from '../abi/byte-length.ts';
import { type NtStatus, STATUS } from '../abi/ntstatus.ts';
import { isDeepStrictEqual } from 'node:util';
import {
  MustWait,
  TargetDied,
  TargetMisuse,
  type Answer,
  type Arch,
  type Buffer,
  type Capability,
  type Census,
  type FetchedRange,
  type AccessMode,
  type FilterInterface,
  type Handle,
  type Hns,
  type Liveness,
  type MemoryKind,
  type Observations,
  type Opened,
  type PlugAndPlay,
  type Region,
  type RequestId,
  type Scheduling,
  type SwitchPoint,
  type Target,
  type TargetIdentity,
  type Verifier,
  type Violation,
} from '../target/target.ts';
import { titleOf } from './about.ts';
import type { Action, Content, Memory, Slot } from './actions.ts';
import type { Change } from './answered.ts';
import { isAction, type Question, type Recorded } from './recorded.ts';
import type { TrafficHead } from './traffic-head.ts';
import { TrafficDiffers } from './traffic-differs.ts';

const empty = new Uint8Array(0);

class PlayedRegion implements Region {
  readonly address: bigint;
  readonly length: ByteLength;
  readonly kind: MemoryKind;
  bytes: Uint8Array;

  constructor(address: bigint, length: number, kind: MemoryKind, visible: number) {
    this.address = address;
    this.length = byteLength(length);
    this.kind = kind;
    this.bytes = new Uint8Array(visible);
  }
}

export class Player implements Target {
  readonly name: string;
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability>;
  readonly identity: TargetIdentity;
  readonly scheduling?: Scheduling;
  readonly plugAndPlay?: PlugAndPlay;
  readonly observations?: Observations;
  readonly verifier?: Verifier;
  readonly peek?: () => Uint8Array | null;

  /** The first difference between what was asked and what was recorded. */
  difference: string | undefined;
  #calls: readonly Recorded[] = [];
  #at = 0;
  #done = 0;
  #now: Recorded | undefined;
  #switcher: ((at: SwitchPoint) => void) | null = null;
  readonly #regions = new Map<Slot, PlayedRegion>();
  readonly #outputs = new Map<RequestId, Buffer>();

  constructor(head: TrafficHead) {
    this.name = head.target;
    this.arch = head.arch;
    this.capabilities = new Set(head.capabilities);
    this.identity = head.identity;
    if (head.has.scheduling) this.scheduling = { setSwitcher: (switcher) => { this.#switcher = switcher; } };
    if (head.has.plugAndPlay) {
      const act = () => { this.#perform(); };
      this.plugAndPlay = { setPower: act, unplug: act, plug: act };
    }
    if (head.has.observations) this.observations = this.#observations();
    if (head.has.verifier) this.verifier = { rules: head.has.verifier, take: () => this.#told<readonly Violation[]>() };
    if (this.capabilities.has('mapped-memory')) {
      this.peek = () => {
        const bytes = this.#told<readonly number[] | null>();
        return bytes && Uint8Array.from(bytes);
      };
    }
  }

  /** Begins another recording. */
  play(calls: readonly Recorded[]): void {
    this.#calls = calls;
    this.#at = 0;
    this.#done = 0;
    this.#now = undefined;
    this.difference = undefined;
    this.#regions.clear();
    this.#outputs.clear();
  }

  /** Says that nothing more will be asked: what is left of the recording is a difference, too. */
  end(): void {
    const next = this.#calls[this.#at];
    if (next) this.difference ??= `after ${this.#done} calls nothing more was asked, where ${this.#say(next.call)} was recorded`;
  }

  /** Holds the next call against the recorded one. @throws TrafficDiffers */
  expect(call: Action | Question): void {
    if (this.difference !== undefined) throw new TrafficDiffers(this.difference);
    const recorded = this.#calls[this.#at];
    if (!recorded || !sameCall(call, recorded.call)) {
      const instead = recorded ? `, where ${this.#say(recorded.call)} was recorded${detail(call, recorded.call)}` : ', where nothing more was recorded';
      this.difference = `call ${this.#done + 1} is ${this.#say(call)}${instead}`;
      throw new TrafficDiffers(this.difference);
    }
    this.#at++;
    this.#done++;
    this.#now = recorded;
  }

  // ---- answers -----------------------------------------------------------------------------------------------------

  discover(): readonly FilterInterface[] {
    return this.#told();
  }
  open(): Opened {
    return this.#opened();
  }
  openChild(): Opened {
    return this.#opened();
  }
  close(): NtStatus {
    return this.#perform().answered.status ?? STATUS.STATUS_SUCCESS;
  }
  ioctl(_handle: Handle, _code: number, _input: Buffer, output: Buffer): Answer {
    return this.#answer(this.#perform(), output);
  }
  submit(_handle: Handle, _code: number, _input: Buffer, output: Buffer): RequestId {
    const request = this.#given(this.#perform()) as RequestId;
    this.#outputs.set(request, output);
    return request;
  }
  wait(request: RequestId): Answer | null {
    const recorded = this.#perform();
    return recorded.answered.pending ? null : this.#answer(recorded, this.#outputs.get(request) ?? null);
  }
  cancel(): void {
    this.#perform();
  }
  allocate(length: number, kind: MemoryKind = 'normal'): Region {
    const recorded = this.#perform();
    const visible = typeof recorded.told === 'number' && recorded.told > 0 ? length : 0;
    const region = new PlayedRegion(recorded.gave ?? 0n, length, kind, visible);
    if ('makes' in recorded.call) this.#regions.set(recorded.call.makes, region);
    return region;
  }
  release(region: Region): void {
    this.#perform();
    if (region instanceof PlayedRegion) region.bytes = empty;
  }
  createSignal(): Handle {
    return this.#given(this.#perform()) as Handle;
  }
  takeSignals(): number {
    return this.#perform().answered.signals ?? 0;
  }
  now(): Hns {
    return this.#perform().gave ?? 0n;
  }
  sleep(): void {
    this.#perform();
  }
  probe(): Liveness {
    return this.#told();
  }
  reset(): void {
    this.#perform();
  }
  census(): Census {
    return this.#told();
  }
  dispose(): void {}

  #observations(): Observations {
    const told = <T>(): T => this.#told<T>();
    return {
      active: false,
      get fetches() {
        return told<readonly FetchedRange[]>();
      },
      get handlerModes() {
        return told<readonly AccessMode[]>();
      },
    };
  }

  #told<T>(): T {
    return this.#perform().told as T;
  }

  #given({ gave }: Recorded): number {
    return Number(gave ?? 0n);
  }

  #opened(): Opened {
    const recorded = this.#perform();
    return { status: recorded.answered.status ?? STATUS.STATUS_SUCCESS, handle: this.#given(recorded) as Handle };
  }

  #answer({ answered }: Recorded, buffer: Buffer): Answer {
    const { status = STATUS.STATUS_SUCCESS, information = 0, timedOut, output } = answered;
    if (buffer instanceof Uint8Array && output) buffer.set(output.subarray(0, buffer.length));
    return { status, information, ...(timedOut && { timedOut }) };
  }

  /** Does what was recorded of the call that was expected: lets the caller in, changes its memory, fails. */
  #perform(): Recorded {
    const recorded = this.#now;
    if (!recorded) throw new TrafficDiffers(this.difference ?? 'a call was made that nobody announced');
    this.#now = undefined;
    for (const { at, changes, calls } of recorded.points ?? []) {
      this.#change(changes);
      this.#inside(at, calls);
    }
    this.#change(recorded.changes);
    const { failure } = recorded;
    if (!failure) return recorded;
    if (failure.kind === 'died') throw new TargetDied(failure.message);
    if (failure.kind === 'must-wait') throw new MustWait(failure.message.replace(/^must wait for /, ''));
    if (failure.kind === 'misuse') throw new TargetMisuse(failure.message);
    throw new Error(failure.message);
  }

  #inside(at: SwitchPoint, calls: readonly Recorded[]): void {
    const [outer, back] = [this.#calls, this.#at];
    this.#calls = calls;
    this.#at = 0;
    try {
      this.#switcher?.(at);
      this.end();
    } finally {
      this.#calls = outer;
      this.#at = back;
    }
  }

  #change(changes: readonly Change[]): void {
    for (const { region, offset, bytes } of changes) {
      const known = this.#regions.get(region);
      if (known && offset + bytes.length <= known.bytes.length) known.bytes.set(bytes, offset);
    }
  }

  #say(call: Action | Question): string {
    return `"${isAction(call) ? titleOf(call, this.arch) : call.do}"`;
  }
}

/** Whether two calls are the same in all that is sent. */
function sameCall(a: Action | Question, b: Action | Question): boolean {
  if (a.do !== b.do) return false;
  const [x, y] = [a as unknown as Record<string, unknown>, b as unknown as Record<string, unknown>];
  const names = new Set([...Object.keys(x), ...Object.keys(y)]);
  for (const name of names) {
    if (x[name] === y[name]) continue;
    if (!sameSent(x[name] as Memory | Content, y[name] as Memory | Content)) return false;
  }
  return true;
}

function sameSent(a: Memory | undefined, b: Memory | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if ('bytes' in a && 'bytes' in b) return sameBytes(a.bytes, b.bytes);
  return isDeepStrictEqual(a, b);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** In which part two calls of one kind differ. */
function detail(a: Action | Question, b: Action | Question): string {
  if (a.do !== b.do) return '';
  const [x, y] = [a as unknown as Record<string, Memory>, b as unknown as Record<string, Memory>];
  const name = Object.keys(x).find((key) => x[key] !== y[key] && !sameSent(x[key], y[key]));
  return name === undefined ? '' : ` with another ${name}`;
}
