/**
 * A target at the other end of a connection. It behaves as any other, but that threads are not under the control of the
 * harness, and that a lost connection is a death of the target after which it can be reset: that waits for the agent to
 * come back.
 */
import type { NtStatus } from '../../abi/ntstatus.ts';
import { UserError } from '../../base/errors.ts';
import {
  TargetDied,
  type Answer,
  type Arch,
  type Buffer as CallerBuffer,
  type Capability,
  type Census,
  type FilterInterface,
  type Handle,
  type Hns,
  type Liveness,
  type MemoryKind,
  type Observations,
  type Opened,
  type Pipeline,
  type PlugAndPlay,
  type Processes,
  type Region,
  type RequestId,
  type SignalKind,
  type Target,
  type TargetIdentity,
  type Verifier,
  type Violation,
} from '../target.ts';
import { observationsOf, plugAndPlayOf, processesOf } from './abilities.ts';
import { Asking } from './asking.ts';
import { ProtocolError } from './bytes.ts';
import { CallerMemory } from './caller-memory.ts';
import { pause } from './clock.ts';
import { connect, Refused } from './connect.ts';
import type { Connection } from './connect.ts';
import type { Counts } from './conversation.ts';
import { DeviceTime } from './device-time.ts';
import { LinkLost } from './link.ts';
import { Presence } from './presence.ts';
import type { RemoteOptions } from './presence.ts';
import { Requests } from './requests.ts';
import { showWhere } from './where.ts';

const noSession = new Uint8Array(0);

/**
 * Connects to an agent.
 * @throws UserError KS421 if there is none, KS422 if it refuses, KS423 if it is none or of another version
 */
export function connectRemote(options: RemoteOptions): RemoteTarget {
  try {
    return new RemoteTarget(options, connect(options, noSession));
  } catch (error) {
    const where = showWhere(options.where);
    if (error instanceof LinkLost) {
      throw new UserError({ code: 'KS421', message: `no agent at ${where}: ${error.message}`, hint: `start one there: kscts agent --target … --listen ${where}` });
    }
    if (error instanceof Refused) throw new UserError({ code: 'KS422', message: `the agent at ${where} refuses: ${error.message}` });
    if (error instanceof ProtocolError) throw new UserError({ code: 'KS423', message: `what listens at ${where} does not speak as an agent: ${error.message}` });
    throw error;
  }
}

export class RemoteTarget implements Target {
  readonly name: string;
  readonly arch: Arch;
  readonly capabilities: ReadonlySet<Capability>;
  readonly identity: TargetIdentity;
  readonly plugAndPlay?: PlugAndPlay;
  readonly observations?: Observations;
  readonly verifier?: Verifier;
  readonly processes?: Processes;
  readonly peek?: (address: bigint, length: number) => Uint8Array | null;

  readonly #presence: Presence;
  readonly #memory = new CallerMemory({ settle: () => { this.#asking.settle(); }, refresh: () => { this.#refresh(); } });
  readonly #time: DeviceTime;
  readonly #asking: Asking;
  readonly #requests: Requests;
  /** Counts that hold until something is asked of the device. */
  #census: Census | null = null;

  constructor(options: RemoteOptions, connection: Connection) {
    const { agent } = connection;
    this.name = `remote://${showWhere(options.where)}`;
    this.arch = agent.arch;
    this.identity = agent.identity;
    this.capabilities = new Set<Capability>([...agent.capabilities, 'reset']);
    this.#time = new DeviceTime(this.capabilities.has('virtual-time'));
    this.#presence = new Presence(options, connection, {
      wrote: (region, changes) => { this.#memory.receive([{ region, changes }]); },
      time: (now) => { this.#time.tell(now); },
    });
    this.#asking = new Asking({ asks: () => { this.#census = null; }, mark: () => this.#mark() }, this.#presence, this.#memory, this.#time);
    this.#requests = new Requests(this.#asking, this.#memory);
    if (this.capabilities.has('plug-and-play')) this.plugAndPlay = plugAndPlayOf(this.#asking);
    if (this.capabilities.has('observations')) this.observations = observationsOf(this.#asking);
    if (this.capabilities.has('verifier')) this.verifier = { rules: agent.rules, take: () => this.#violations() };
    if (this.capabilities.has('processes')) this.processes = processesOf(this.#asking);
    if (this.capabilities.has('mapped-memory')) this.peek = (address, length) => this.#asking.request('peek', { address, length }).bytes;
  }

  /** How much travelled on the present connection. */
  get counts(): Readonly<Counts> {
    return this.#presence.conversation.counts;
  }

  // ---- devices -----------------------------------------------------------------------------------------------------

  discover(): readonly FilterInterface[] {
    const { filters } = this.#asking.request('discover', {});
    return filters.map(({ classDriver, ...filter }) => ({ ...filter, ...(classDriver !== null && { classDriver }) }));
  }

  probe(): Liveness {
    if (this.#presence.death) return { alive: false, detail: this.#presence.death.detail };
    try {
      const { alive, detail } = this.#asking.request('probe', {});
      return alive ? { alive } : { alive, detail };
    } catch (error) {
      if (error instanceof TargetDied) return { alive: false, detail: error.detail };
      throw error;
    }
  }

  census(): Census {
    if (this.#census) return this.#census;
    const { poolBytes, ...counts } = this.#asking.request('census', {});
    const census = { ...counts, ...(poolBytes !== null && { poolBytes }) };
    // Where time is simulated nothing happens that was not asked for.
    if (this.#time.virtual) this.#census = census;
    return census;
  }

  /**
   * Gives the agent a fresh target, on a new connection. If the agent went away it is waited for: then `probe` tells
   * whether it came back.
   */
  reset(): void {
    this.#presence.checkInUse();
    this.#forget();
    this.#presence.renew();
  }

  dispose(): void {
    if (this.#presence.dispose()) this.#forget();
  }

  /** Also those of a target that died of them, as long as its agent is there. */
  #violations(): readonly Violation[] {
    const { death, conversation } = this.#presence;
    if (death) return death.connected ? conversation.ask('violations', {}).violations : [];
    return this.#asking.request('violations', {}).violations;
  }

  // ---- file objects ------------------------------------------------------------------------------------------------

  open(path: string, access: number): Opened {
    return this.#asking.request('open', { path, access });
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    return this.#asking.request('openChild', { parent, name: name.slice(), access });
  }

  close(handle: Handle): NtStatus {
    return this.#asking.request('close', { handle }).status;
  }

  readonly pipeline: Pipeline = {
    ask: (requests) => this.#requests.askAll(requests),
    close: (handle) => {
      this.#asking.tell('close', { handle });
    },
    ahead: (body) => this.#asking.runAhead(body),
    settle: () => { this.#asking.settle(); },
  };

  // ---- requests ----------------------------------------------------------------------------------------------------

  ioctl(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer, limit?: Hns): Answer {
    return this.#requests.ioctl(handle, code, input, output, limit);
  }

  submit(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer): RequestId {
    return this.#requests.submit(handle, code, input, output);
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    return this.#requests.wait(request, limit);
  }

  cancel(request: RequestId): void {
    this.#requests.cancel(request);
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  allocate(length: number, kind: MemoryKind = 'normal', misalign = 0): Region {
    this.#asking.check();
    const region = this.#memory.add(length, kind);
    this.#asking.later('allocate', { makes: region.slot, length, kind, misalign }, ({ address }) => { region.setAddress(address); });
    return region;
  }

  release(region: Region): void {
    this.#asking.check();
    const own = this.#memory.take(region);
    this.#asking.later('release', { region: own.slot });
    own.kind = 'freed';
  }

  /** A device in real time writes to memory while a request is in flight. */
  #refresh(): void {
    if (!this.#time.virtual && this.#requests.inFlight && this.#asking.alive) this.#asking.settle(true);
  }

  // ---- signals and time --------------------------------------------------------------------------------------------

  createSignal(kind: SignalKind, limit = 0x7fff_ffff): Handle {
    return this.#asking.request('createSignal', { kind, limit }).handle;
  }

  takeSignals(signal: Handle, limit: Hns): number {
    return this.#asking.request('takeSignals', { signal, limit }, limit).count;
  }

  /** The clock of the device's side. */
  now(): Hns {
    return this.#asking.now();
  }

  sleep(duration: Hns): void {
    if (this.#time.virtual) {
      this.#asking.request('sleep', { duration });
      return;
    }
    this.#asking.alone(() => {
      this.#presence.conversation.post();
      if (duration > 0n) pause(Number(duration) / 10_000);
    });
  }

  // ---- what is known ------------------------------------------------------------------------------------------------

  /** Everything that the connection had is gone. */
  #forget(): void {
    this.#memory.forget();
    this.#requests.forget();
    this.#time.forget();
    this.#census = null;
  }

  /** Gives what puts back what is known now. */
  #mark(): () => void {
    const [census, requests] = [this.#census, this.#requests.mark()];
    return () => {
      this.#census = census;
      requests();
    };
  }
}
