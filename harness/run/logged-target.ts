/** A target whose requests are in the log before they are issued. What it cannot die of is passed on. */
import type { NtStatus } from '../abi/ntstatus.ts';
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
  Observations,
  Opened,
  Pipeline,
  PlugAndPlay,
  Region,
  RequestId,
  Scheduling,
  SignalKind,
  Target,
  TargetIdentity,
  Verifier,
} from '../target/target.ts';
import { mostBytes, type LoggedRequest, type RequestLog } from './request-log.ts';

export class LoggedTarget implements Target {
  readonly #target: Target;
  readonly #log: RequestLog;
  readonly plugAndPlay?: PlugAndPlay;
  readonly pipeline?: Pipeline;
  readonly scheduling?: Scheduling;
  readonly peek?: (address: bigint, length: number) => Uint8Array | null;

  constructor(target: Target, log: RequestLog) {
    this.#target = target;
    this.#log = log;
    const { plugAndPlay, pipeline, scheduling } = target;
    if (plugAndPlay) this.plugAndPlay = this.#logged(plugAndPlay);
    if (pipeline) this.pipeline = pipeline;
    if (scheduling) this.scheduling = scheduling;
    if (target.peek) this.peek = target.peek.bind(target);
  }

  get name(): string {
    return this.#target.name;
  }
  get arch(): Arch {
    return this.#target.arch;
  }
  get capabilities(): ReadonlySet<Capability> {
    return this.#target.capabilities;
  }
  get identity(): TargetIdentity {
    return this.#target.identity;
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
    this.#log.write({ do: 'open', path });
    return this.#target.open(path, access);
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    this.#log.write({ do: 'open-child', input: hex(name), inputLength: name.length });
    return this.#target.openChild(parent, name, access);
  }

  close(handle: Handle): NtStatus {
    this.#log.write({ do: 'close' });
    return this.#target.close(handle);
  }

  ioctl(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer, limit?: Hns): Answer {
    this.#log.write(requestOf('ioctl', code, input, output));
    return this.#target.ioctl(handle, code, input, output, limit);
  }

  submit(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer): RequestId {
    this.#log.write(requestOf('submit', code, input, output));
    return this.#target.submit(handle, code, input, output);
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    return this.#target.wait(request, limit);
  }

  cancel(request: RequestId): void {
    this.#log.write({ do: 'cancel' });
    this.#target.cancel(request);
  }

  allocate(length: number, kind?: MemoryKind, misalign?: number): Region {
    return this.#target.allocate(length, kind, misalign);
  }

  release(region: Region): void {
    this.#target.release(region);
  }

  createSignal(kind: SignalKind, limit?: number): Handle {
    return this.#target.createSignal(kind, limit);
  }

  takeSignals(signal: Handle, limit: Hns): number {
    return this.#target.takeSignals(signal, limit);
  }

  now(): Hns {
    return this.#target.now();
  }

  sleep(duration: Hns): void {
    this.#target.sleep(duration);
  }

  probe(): Liveness {
    return this.#target.probe();
  }

  reset(): void {
    this.#target.reset();
  }

  census(): Census {
    return this.#target.census();
  }

  dispose(): void {
    this.#target.dispose();
    this.#log.close();
  }

  #logged(plugAndPlay: PlugAndPlay): PlugAndPlay {
    return {
      setPower: (state) => {
        this.#log.write({ do: 'power', state });
        plugAndPlay.setPower(state);
      },
      unplug: () => {
        this.#log.write({ do: 'unplug' });
        plugAndPlay.unplug();
      },
      plug: () => {
        this.#log.write({ do: 'plug' });
        plugAndPlay.plug();
      },
    };
  }
}

function requestOf(what: 'ioctl' | 'submit', code: number, input: CallerBuffer, output: CallerBuffer): Omit<LoggedRequest, 'number' | 'case'> {
  const bytes = bytesOf(input);
  return { do: what, code, input: hex(bytes), inputLength: input?.length ?? 0, outputLength: output?.length ?? 0 };
}

/** What a request says, where the harness can look at it. */
function bytesOf(buffer: CallerBuffer): Uint8Array {
  if (buffer === null || 'address' in buffer) return new Uint8Array(0);
  if (buffer instanceof Uint8Array) return buffer;
  return buffer.region.bytes.subarray(buffer.offset, buffer.offset + buffer.length);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, mostBytes)).toString('hex');
}
