/**
 * A target behind which is no device: it answers what it was given. Steps that run on it say what they would ask, and
 * whether they take an answer that came at some other time.
 */
import { byteLength } from '../abi/byte-length.ts';
import { STATUS, type NtStatus } from '../abi/ntstatus.ts';
import type {
  Answer, Arch, Buffer as Memory, Capability, Census, FilterInterface, Handle, Liveness, Opened, Region, RequestId, Target, TargetIdentity,
} from '../target/target.ts';
import { TargetMisuse } from '../target/target.ts';

/** A request as it was sent. */
export interface Sent {
  readonly handle: Handle;
  readonly code: number;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

/** What is answered; `output` counts as far as Information says. */
export interface Given {
  readonly status: NtStatus;
  readonly information: number;
  readonly output: Uint8Array;
}

const none = new Uint8Array(0);
const refused: Answer = { status: STATUS.STATUS_UNSUCCESSFUL, information: 0 };
/** What a get whose size the device tells is told. */
const toldSize = 4096;

export class AnsweringTarget implements Target {
  readonly name = 'answers';
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability> = new Set();
  readonly identity: TargetIdentity = { driver: '', version: '', provider: '', hardwareId: '', os: '' };
  /** What was sent last. */
  sent: Sent | undefined;
  /** The answer to requests with these code and input; all others are refused. */
  given: (Given & { readonly code: number; readonly input: Uint8Array }) | undefined;
  /** Whether a request without output asks for the size of what there is. */
  tellsSize = false;
  #last = 0;

  constructor(arch: Arch) {
    this.arch = arch;
  }

  discover(): readonly FilterInterface[] {
    return [];
  }

  open(): Opened {
    return { status: STATUS.STATUS_SUCCESS, handle: ++this.#last as Handle };
  }

  openChild(): Opened {
    return this.open();
  }

  close() {
    return STATUS.STATUS_SUCCESS;
  }

  ioctl(handle: Handle, code: number, input: Memory, output: Memory): Answer {
    const room = viewOf(output);
    if (this.tellsSize && room.length === 0) return { status: STATUS.STATUS_BUFFER_OVERFLOW, information: toldSize };
    this.sent = { handle, code, input: viewOf(input).slice(), output: room.slice() };
    const { given } = this;
    if (!given || given.code !== code || Buffer.compare(given.input, this.sent.input) !== 0) return refused;
    const { status, information } = given;
    room.set(given.output.subarray(0, Math.min(information, room.length)));
    return { status, information };
  }

  submit(handle: Handle, code: number, input: Memory, output: Memory): RequestId {
    this.sent = { handle, code, input: viewOf(input).slice(), output: viewOf(output).slice() };
    return ++this.#last as RequestId;
  }

  wait(): Answer {
    return this.given ? { status: this.given.status, information: this.given.information } : refused;
  }

  cancel(): void {
    // What is answered is given already.
  }

  allocate(length: number, kind: Region['kind'] = 'normal'): Region {
    return { address: BigInt(++this.#last) << 16n, length: byteLength(length), kind, bytes: new Uint8Array(length) };
  }

  release(): void {
    // It was the caller's own.
  }

  createSignal(): Handle {
    return ++this.#last as Handle;
  }

  takeSignals(): number {
    return 0;
  }

  now(): bigint {
    return 0n;
  }

  sleep(): void {
    // There is no time here.
  }

  probe(): Liveness {
    return { alive: true };
  }

  reset(): void {
    this.given = undefined;
  }

  census(): Census {
    throw new TargetMisuse('nothing is counted where there is no device');
  }

  dispose(): void {
    this.reset();
  }
}

function viewOf(buffer: Memory): Uint8Array {
  if (buffer instanceof Uint8Array) return buffer;
  return buffer && 'region' in buffer ? buffer.region.bytes.subarray(buffer.offset, buffer.offset + buffer.length) : none;
}
