/**
 * A target at the other end of a connection. It behaves as any other, but that threads are not under the control of the
 * harness, and that a lost connection is a death of the target after which it can be reset: that waits for the agent to
 * come back.
 *
 * Long because it is one object that implements the whole boundary; its parts are in files of their own.
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
  type PlainRequest,
  type PlugAndPlay,
  type ProcessId,
  type Processes,
  type Region,
  type RequestId,
  type SignalKind,
  type Target,
  type TargetIdentity,
  TargetMisuse,
  type Verifier,
  type Violation,
} from '../target.ts';
import { Ahead } from './ahead.ts';
import type { Fate } from './ahead.ts';
import { ProtocolError } from './bytes.ts';
import { applyChanges } from './changes.ts';
import { connect, Refused } from './connect.ts';
import type { Caller, Connection } from './connect.ts';
import { ConnectionDied, Conversation, errorOf } from './conversation.ts';
import type { Counts } from './conversation.ts';
import { Foresight } from './foresight.ts';
import { LinkLost, openLink } from './link.ts';
import type { Asked, Call, CallName, Given, Slot, WireBuffer } from './protocol.ts';
import { RemoteRegion } from './regions.ts';
import { showWhere } from './where.ts';

export interface RemoteOptions extends Caller {
  /** How long a device that went away is waited for, in milliseconds. */
  readonly reconnect: number;
  /** How often it may go away. */
  readonly reconnects: number;
}

/** How long a request may take unless told, and how long the agent waits for a cancelled one: 5 s. */
const usualLimit: Hns = 50_000_000n;
/** Between two attempts to reach an agent that went away, in milliseconds. */
const retryEvery = 500;
/** How long a machine may take to accept a connection if it is there, in milliseconds. */
const knockLimit = 2000;
/** How long the requests of one list may take together: as long as a case. */
const longestList: Hns = 600_000_000n;
const noSession = new Uint8Array(0);
const noSlot: Slot = 0;

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

/** A submitted request, until its answer was taken. */
interface Flight {
  /** The array that gets the output, if that has no address of its own. */
  readonly output: Uint8Array | null;
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

  readonly #options: RemoteOptions;
  readonly #virtualTime: boolean;
  #connection: Connection;
  #conversation: Conversation;
  #lastSlot: Slot = noSlot;
  readonly #regions = new Map<Slot, RemoteRegion>();
  readonly #flights = new Map<Slot, Flight>();
  /** How it died, and whether the agent is still there. */
  #death: { readonly detail: string; readonly how: TargetDied['how']; readonly connected: boolean } | null = null;
  readonly #foresight = new Foresight((slot) => this.#regions.get(slot)?.seen);
  readonly #ahead: Ahead;
  #rewind: () => void = () => {};
  #reconnects = 0;
  #disposed = false;
  /** The time at the device, as last told, and when that was here, in milliseconds. */
  #time: { readonly there: Hns; readonly here: number } | null = null;
  #latest: Hns = 0n;
  /** Counts that hold until something is asked of the device. */
  #census: Census | null = null;

  constructor(options: RemoteOptions, connection: Connection) {
    this.#options = options;
    this.#connection = connection;
    this.#conversation = this.#converse();
    this.#ahead = new Ahead({
      rewind: () => { this.#rewind(); },
      send: (list, limit) => {
        try {
          return this.#conversation.foretell(list, limit);
        } catch (error) {
          throw error instanceof TargetDied ? this.#diagnosed(error) : error;
        }
      },
      doing: () => this.#connection.link.doing,
      errorOf,
    }, this.#foresight);
    const { agent } = connection;
    this.name = `remote://${showWhere(options.where)}`;
    this.arch = agent.arch;
    this.identity = agent.identity;
    this.capabilities = new Set<Capability>([...agent.capabilities, 'reset']);
    this.#virtualTime = this.capabilities.has('virtual-time');
    if (this.capabilities.has('plug-and-play')) this.plugAndPlay = this.#managed();
    if (this.capabilities.has('observations')) this.observations = this.#observed();
    if (this.capabilities.has('verifier')) this.verifier = { rules: agent.rules, take: () => this.#violations() };
    if (this.capabilities.has('processes')) this.processes = this.#processes();
  }

  /** How much travelled on the present connection. */
  get counts(): Readonly<Counts> {
    return this.#conversation.counts;
  }

  // ---- devices -----------------------------------------------------------------------------------------------------

  discover(): readonly FilterInterface[] {
    const { filters } = this.#request('discover', {});
    return filters.map(({ classDriver, ...filter }) => ({ ...filter, ...(classDriver !== null && { classDriver }) }));
  }

  probe(): Liveness {
    if (this.#death) return { alive: false, detail: this.#death.detail };
    try {
      const { alive, detail } = this.#request('probe', {});
      return alive ? { alive } : { alive, detail };
    } catch (error) {
      if (error instanceof TargetDied) return { alive: false, detail: error.detail };
      throw error;
    }
  }

  census(): Census {
    if (this.#census) return this.#census;
    const { poolBytes, ...counts } = this.#request('census', {});
    const census = { ...counts, ...(poolBytes !== null && { poolBytes }) };
    // Where time is simulated nothing happens that was not asked for.
    if (this.#virtualTime) this.#census = census;
    return census;
  }

  /**
   * Gives the agent a fresh target, on a new connection. If the agent went away it is waited for: then `probe` tells
   * whether it came back.
   */
  reset(): void {
    if (this.#disposed) throw new TargetMisuse('the target was disposed of');
    const lost = this.#death?.connected === false;
    this.#connection.link.close();
    this.#forget();
    if (lost && this.#reconnects++ >= this.#options.reconnects) {
      this.#die(`the device went away more than ${this.#options.reconnects} times`, false);
      return;
    }
    const deadline = performance.now() + this.#options.reconnect;
    for (;;) {
      const problem = this.#reconnect();
      if (problem === null) return;
      if (performance.now() > deadline) {
        this.#die(`the device did not come back within ${this.#options.reconnect / 1000} s: ${problem}`, false);
        return;
      }
      pause(retryEvery);
    }
  }

  /** One attempt; why it failed, or `null`. */
  #reconnect(): string | null {
    try {
      const connection = connect(this.#options, this.#connection.agent.session);
      if (JSON.stringify(connection.agent.identity) !== JSON.stringify(this.identity)) {
        connection.link.close();
        return 'another driver is there now';
      }
      this.#connection = connection;
      this.#conversation = this.#converse();
      this.#death = null;
      return null;
    } catch (error) {
      if (error instanceof LinkLost || error instanceof Refused || error instanceof ProtocolError) return error.message;
      throw error;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.#death) this.#conversation.post();
    this.#connection.link.close();
    this.#forget();
  }

  // ---- file objects ------------------------------------------------------------------------------------------------

  open(path: string, access: number): Opened {
    return this.#request('open', { path, access });
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    return this.#request('openChild', { parent, name: name.slice(), access });
  }

  close(handle: Handle): NtStatus {
    return this.#request('close', { handle }).status;
  }

  readonly pipeline: Pipeline = {
    ask: (requests) => this.#askAll(requests),
    close: (handle) => {
      this.#tell('close', { handle });
    },
    ahead: (body) => this.#runAhead(body),
    settle: () => { this.#settle(); },
  };

  // ---- requests ----------------------------------------------------------------------------------------------------

  ioctl(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer, limit?: Hns): Answer {
    // A request that takes too long is cancelled there, and waited for as long again.
    const patience = (limit ?? usualLimit) + usualLimit;
    const asked = { handle, code, input: this.#wire(input), output: this.#wire(output), limit: limit ?? null };
    const own = output instanceof Uint8Array ? output : null;
    if (!this.#ahead.active) return answerOf(this.#request('ioctl', asked, patience), own);
    this.#prepare();
    const { result, fate } = this.#foreseen('ioctl', asked, patience);
    return { ...answerOf(result, own), took: () => fate.took ?? 0 };
  }

  #askAll(requests: readonly PlainRequest[]): readonly Answer[] {
    const answers: Answer[] = [];
    if (requests.length === 0) return answers;
    if (this.#ahead.active) return requests.map(({ handle, code, input, output }) => this.ioctl(handle, code, input, output));
    this.#ask((talk) => {
      for (const { handle, code, input, output } of requests) {
        const request = { handle, code, input: { bytes: input }, output: output && { bytes: output }, limit: null };
        talk.tell('ioctl', request, (given) => answers.push(answerOf(given, output)));
      }
      talk.settle(longestList);
    });
    return answers;
  }

  submit(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer): RequestId {
    const makes = this.#slot();
    this.#tell('submit', { makes, handle, code, input: this.#wire(input), output: this.#wire(output) });
    this.#flights.set(makes, { output: output instanceof Uint8Array ? output : null });
    return makes as RequestId;
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    const flight = this.#flight(request);
    const { answer } = this.#request('wait', { request, limit }, limit);
    if (!answer) return null;
    this.#flights.delete(request);
    return answerOf(answer, flight.output);
  }

  cancel(request: RequestId): void {
    this.#flight(request);
    this.#tell('cancel', { request });
  }

  #flight(request: RequestId): Flight {
    this.#check();
    const flight = this.#flights.get(request);
    if (!flight) throw new TargetMisuse(`request ${request} is not in flight`);
    return flight;
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  allocate(length: number, kind: MemoryKind = 'normal', misalign = 0): Region {
    this.#check();
    const region = new RemoteRegion({ settle: () => { this.#settle(); }, refresh: () => { this.#refresh(); } }, this.#slot(), length, kind);
    this.#regions.set(region.slot, region);
    const asked = { makes: region.slot, length, kind, misalign };
    if (this.#ahead.active) region.setAddress(this.#request('allocate', asked).address);
    else this.#conversation.tell('allocate', asked, ({ address }) => { region.setAddress(address); });
    return region;
  }

  release(region: Region): void {
    this.#check();
    const { slot } = this.#own(region);
    this.#regions.delete(slot);
    if (this.#ahead.active) this.#request('release', { region: slot });
    else this.#conversation.tell('release', { region: slot });
    (region as RemoteRegion).kind = 'freed';
  }

  #own(region: Region): RemoteRegion {
    if (region instanceof RemoteRegion && this.#regions.get(region.slot) === region) return region;
    throw new TargetMisuse('a region that this target did not allocate, or that was released');
  }

  #wire(buffer: CallerBuffer): WireBuffer {
    if (buffer === null) return null;
    // What waits to be sent must stay as it is now.
    if (buffer instanceof Uint8Array) return { bytes: this.#ahead.active ? buffer.slice() : buffer };
    if ('address' in buffer) return buffer;
    const { slot, length: size } = this.#own(buffer.region);
    const { offset, length } = buffer;
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new TargetMisuse(`a request names bytes ${offset}…${offset + length} of a region of ${size}`);
    }
    return { region: slot, offset, length };
  }

  // ---- signals and time --------------------------------------------------------------------------------------------

  createSignal(kind: SignalKind, limit = 0x7fff_ffff): Handle {
    return this.#request('createSignal', { kind, limit }).handle;
  }

  takeSignals(signal: Handle, limit: Hns): number {
    return this.#request('takeSignals', { signal, limit }, limit).count;
  }

  /** The clock of the device's side. A real one is read here between two answers, so that it costs no journey. */
  now(): Hns {
    this.#check();
    if (this.#ahead.active && !this.#virtualTime) return this.#ahead.alone(() => this.#timeHere());
    return this.#timeHere();
  }

  #timeHere(): Hns {
    if (!this.#time || (this.#virtualTime && !this.#conversation.settled)) this.#settle(true);
    const { there, here } = this.#time ?? { there: 0n, here: 0 };
    const now = this.#virtualTime ? there : there + BigInt(Math.round((performance.now() - here) * 10_000));
    if (now > this.#latest) this.#latest = now;
    return this.#latest;
  }

  sleep(duration: Hns): void {
    if (this.#virtualTime) {
      this.#request('sleep', { duration });
      return;
    }
    this.#check();
    if (this.#ahead.active) {
      this.#ahead.alone(() => { pause(Number(duration) / 10_000); });
      return;
    }
    this.#conversation.post();
    if (duration > 0n) pause(Number(duration) / 10_000);
  }

  #managed(): PlugAndPlay {
    return {
      setPower: (state) => { this.#request('setPower', { state }); },
      unplug: () => { this.#request('unplug', {}); },
      plug: () => { this.#request('plug', {}); },
    };
  }

  // ---- what can be seen, and by whom -------------------------------------------------------------------------------

  #observed(): Observations {
    let active = false;
    const tellActive = (watch: boolean) => { this.#tell('observe', { active: watch }); };
    const observed = () => this.#request('observed', {});
    return {
      get active() {
        return active;
      },
      set active(watch) { tellActive((active = watch)); },
      get fetches() {
        return observed().fetches;
      },
      get handlerModes() {
        return observed().handlerModes;
      },
    };
  }

  /** Also those of a target that died of them, as long as its agent is there. */
  #violations(): readonly Violation[] {
    if (this.#death) return this.#death.connected ? this.#conversation.ask('violations', {}).violations : [];
    return this.#request('violations', {}).violations;
  }

  #processes(): Processes {
    let current: ProcessId | null = null;
    const enter = (process: ProcessId | null) => {
      current = process;
      this.#tell('enterProcess', { process });
    };
    return {
      start: () => this.#request('startProcess', {}).process as ProcessId,
      within: (process, body) => {
        const before = current;
        enter(process);
        try {
          return body();
        } finally {
          current = before;
          if (!this.#death) enter(before);
        }
      },
      duplicate: (handle, into) => this.#request('duplicate', { handle, into }).handle,
      end: (process) => { this.#request('endProcess', { process }); },
    };
  }

  // ---- the conversation --------------------------------------------------------------------------------------------

  #converse(): Conversation {
    const listener = {
      wrote: (slot: Slot, changes: Parameters<RemoteRegion['receive']>[0]) => this.#regions.get(slot)?.receive(changes),
      time: (now: Hns | null) => { this.#time = now === null ? null : { there: now, here: performance.now() }; },
    };
    return new Conversation(this.#connection.link, listener, this.#options.patience);
  }

  #slot(): Slot {
    return ++this.#lastSlot;
  }

  /** Makes a call; what the caller wrote to memory before goes first. */
  #request<N extends CallName>(name: N, asked: Asked<N>, limit: Hns = 0n): Given<N> {
    if (!this.#ahead.active) return this.#ask((talk) => talk.ask(name, asked, limit));
    this.#prepare();
    return this.#foreseen(name, asked, limit).result;
  }

  /** Makes a call at once, without waiting for its result. */
  #tell<N extends CallName>(name: N, asked: Asked<N>): void {
    this.#prepare();
    if (this.#ahead.active) {
      this.#foreseen(name, asked);
      return;
    }
    this.#conversation.tell(name, asked);
    this.#conversation.post();
  }

  #foreseen<N extends CallName>(name: N, asked: Asked<N>, limit: Hns = 0n): { readonly result: Given<N>; readonly fate: Fate } {
    const fate = this.#ahead.call({ call: name, ...asked } as unknown as Call, limit);
    if (!fate.effect) throw fate.error instanceof TargetDied ? this.#died(fate.error) : fate.error;
    const { result, now, memory } = fate.effect;
    for (const { region, changes } of memory) this.#regions.get(region)?.receive(changes);
    if (this.#virtualTime && now !== null) this.#time = { there: now, here: 0 };
    return { result: result as Given<N>, fate };
  }

  /** Runs a body whose answers are foretold; see `Ahead`. */
  #runAhead<R>(body: () => R): R {
    if (this.#ahead.active || this.#death) return body();
    this.#settle();
    if (this.#virtualTime && !this.#time) this.#settle(true);
    this.#foresight.begin(this.#virtualTime ? (this.#time?.there ?? null) : null);
    const [slot, time, latest, census, regions, flights] = [this.#lastSlot, this.#time, this.#latest, this.#census, [...this.#regions], [...this.#flights]];
    this.#rewind = () => {
      this.#lastSlot = slot;
      this.#time = time;
      this.#latest = latest;
      this.#census = census;
      this.#death = null;
      refill(this.#regions, regions);
      refill(this.#flights, flights);
      this.#foresight.rewind();
    };
    return this.#ahead.run(body);
  }

  /** Asks something of the device; what the caller wrote to memory before goes first. */
  #ask<T>(body: (talk: Conversation) => T): T {
    this.#prepare();
    return this.#guarded(() => body(this.#conversation));
  }

  #prepare(): void {
    this.#check();
    this.#census = null;
    for (const region of this.#regions.values()) {
      for (const { offset, bytes } of region.unsent()) {
        const write = { region: region.slot, offset, bytes };
        if (this.#ahead.active) this.#foreseen('write', write);
        else this.#conversation.tell('write', write);
      }
    }
  }

  /** Waits for all that is outstanding; with `always` also if nothing is. */
  #settle(always = false): void {
    this.#check();
    if (this.#ahead.active) {
      if (always) this.#foreseen('probe', {});
      return;
    }
    this.#guarded(() => {
      if (always) this.#conversation.ask('probe', {});
      else this.#conversation.settle();
    });
  }

  /** A device in real time writes to memory while a request is in flight. */
  #refresh(): void {
    if (!this.#virtualTime && this.#flights.size > 0 && !this.#death) this.#settle(true);
  }

  #guarded<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw error instanceof TargetDied ? this.#died(this.#diagnosed(error)) : error;
    }
  }

  /** Takes note of a death. An agent that says how the target died is still there. */
  #died(error: TargetDied): TargetDied {
    this.#die(error.detail, !(error instanceof ConnectionDied), error.how);
    return error;
  }

  /** Silence: a machine that accepts connections has an agent that is stuck; else the machine is gone. */
  #diagnosed(error: TargetDied): TargetDied {
    if (error.how !== 'hang' || !(error instanceof ConnectionDied) || this.#machineIsThere()) return error;
    return new ConnectionDied(`${error.detail}, and its machine accepts no connections any more`);
  }

  #machineIsThere(): boolean {
    try {
      openLink(this.#options.where, null, knockLimit).close();
      return true;
    } catch (error) {
      if (error instanceof LinkLost) return false;
      throw error;
    }
  }

  #die(detail: string, connected: boolean, how: TargetDied['how'] = 'crash'): void {
    this.#death = { detail, how, connected };
    this.#flights.clear();
  }

  /** Everything that the connection had is gone. */
  #forget(): void {
    this.#regions.clear();
    this.#flights.clear();
    this.#time = null;
    this.#latest = 0n;
    this.#census = null;
  }

  #check(): void {
    if (this.#disposed) throw new TargetMisuse('the target was disposed of');
    if (this.#death) throw new TargetDied(this.#death.detail, this.#death.how);
  }
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

function answerOf({ status, information, timedOut, output }: Given<'ioctl'>, array: Uint8Array | null): Answer {
  if (array) applyChanges(array, output);
  return { status, information, ...(timedOut && { timedOut }) };
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
