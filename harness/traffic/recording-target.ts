/**
 * A target that passes everything on to another one and keeps what was asked and answered. What the caller wrote into its
 * memory is no call; it is found by comparing with what was last known, before each call, and stands in the recording as
 * `write`. Handles and addresses inside of bytes become links as far as they are found; see `links.ts`.
 *
 * Long because it is one object that implements the whole boundary; its parts are in files of their own.
 */
import {
  MustWait,
  TargetDied,
  TargetMisuse,
  type Answer,
  type Arch,
  type Buffer,
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
  type Region,
  type RequestId,
  type Scheduling,
  type SignalKind,
  type SwitchPoint,
  type Target,
  type TargetIdentity,
  type Verifier,
} from '../target/target.ts';
import { isSuccess, type NtStatus } from '../abi/ntstatus.ts';
import type { Action, Link, Memory, Slot } from './actions.ts';
import type { Answered, Change } from './answered.ts';
import { handlePlaces, Known, type HandleFields, type HandlePlaces } from './links.ts';
import type { Failure, Point, Question, Recorded } from './recorded.ts';
import { RegionWatch } from './region-watch.ts';
import { contentOf } from './slots.ts';

type Peek = NonNullable<Target['peek']>;
type Draft = { -readonly [K in keyof Recorded]: Recorded[K] };
type Write = Extract<Action, { do: 'write' }> & { readonly content: { readonly bytes: Uint8Array; readonly links: Link[] } };

/** A request that was submitted. */
interface Flying {
  readonly slot: Slot;
  readonly output: Buffer;
  readonly handlesAt: readonly number[];
}

/** What a call gave, beside what can be seen in memory. */
type Told = Partial<Pick<Recorded, 'answered' | 'gave' | 'told'>>;

/** Maximum count of a semaphore for which the caller gives none: that of a LONG. */
const mostSignals = 0x7fff_ffff;

const nothing: Answered = {};
const noChanges: readonly Change[] = [];

export interface RecordingOptions {
  /** Where requests have handles in their buffers; none but those of KS itself unless told. */
  readonly handleFields?: HandleFields;
  /** Is told of each call before it is passed on, and of what the caller wrote. */
  readonly before?: (call: Action | Question) => void;
}

export class RecordingTarget implements Target {
  readonly #target: Target;
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #fields: HandleFields | undefined;
  readonly #before: ((call: Action | Question) => void) | undefined;
  readonly #watch = new RegionWatch();
  readonly #known: Known;
  #recorded: Recorded[] = [];
  /** Where the next call goes: the recording, or a point inside of a call. */
  #list = this.#recorded;
  /** The points of the call that is on its way, while the target is scheduled. */
  #points: Point[] | undefined;
  #scheduled = false;
  #nextSlot = 0;
  readonly #handles = new Map<Handle, Slot>();
  readonly #regions = new Map<Region, Slot>();
  readonly #requests = new Map<RequestId, Flying>();
  /** Where handles were seen to stand, by region: what is written there later is one, too. */
  readonly #handlesAt = new Map<Slot, Set<number>>();
  /** What the caller wrote, by region: a handle is only known as one when a request names the memory. */
  readonly #writes = new Map<Slot, Write[]>();

  constructor(target: Target, options: RecordingOptions = {}) {
    this.#target = target;
    this.#fields = options.handleFields;
    this.#before = options.before;
    this.#known = new Known(target.arch);
    this.#capabilities = new Set([...target.capabilities].filter((capability) => capability !== 'processes'));
    const { scheduling, plugAndPlay, pipeline } = target;
    // What is recorded has an answer: here everybody waits.
    if (pipeline) {
      this.pipeline = {
        ask: (requests) => requests.map(({ handle, code, input, output }) => this.ioctl(handle, code, input, output)),
        close: (handle) => { this.close(handle); },
        settle: () => { pipeline.settle(); },
      };
    }
    if (scheduling) this.scheduling = this.#recordScheduling(scheduling);
    if (plugAndPlay) this.plugAndPlay = this.#recordPlugAndPlay(plugAndPlay);
    if (target.peek) this.peek = this.#recordPeek(target.peek.bind(target));
  }

  readonly scheduling?: Scheduling;
  readonly plugAndPlay?: PlugAndPlay;
  readonly pipeline?: Pipeline;
  readonly peek?: Peek;

  get name(): string {
    return this.#target.name;
  }
  get arch(): Arch {
    return this.#target.arch;
  }
  get capabilities(): ReadonlySet<Capability> {
    return this.#capabilities;
  }
  /** A recording is of one process. */
  readonly processes = undefined;
  get observations(): Observations | undefined {
    const { observations } = this.#target;
    return observations && this.#recordObservations(observations);
  }
  get verifier(): Verifier | undefined {
    const { verifier } = this.#target;
    return verifier && { rules: verifier.rules, take: () => this.#question('violations', () => verifier.take()) };
  }
  get identity(): TargetIdentity {
    return this.#target.identity;
  }

  /** What was recorded so far. */
  get recorded(): readonly Recorded[] {
    return this.#recorded;
  }

  /** What was recorded since the last time; another recording begins, whose slots begin at 0. Not within a point. */
  take(): readonly Recorded[] {
    const taken = this.#recorded;
    this.#recorded = [];
    this.#list = this.#recorded;
    this.#nextSlot = 0;
    this.#forget();
    return taken;
  }

  // ---- calls -------------------------------------------------------------------------------------------------------

  discover(): readonly FilterInterface[] {
    return this.#question('discover', () => this.#target.discover());
  }

  open(path: string, access: number): Opened {
    const makes = this.#slot();
    return this.#call({ do: 'open', path, access, makes }, () => this.#target.open(path, access), (opened) => this.#opened(makes, opened));
  }

  openChild(parent: Handle, name: Uint8Array, access: number): Opened {
    const makes = this.#slot();
    const content = { bytes: name.slice(), links: this.#known.linksIn(name, this.#known.handlesInName(name)) };
    const action: Action = { do: 'open-child', parent: this.#slotOf(parent), name: content, access, makes };
    return this.#call(action, () => this.#target.openChild(parent, name, access), (opened) => this.#opened(makes, opened));
  }

  close(handle: Handle): NtStatus {
    return this.#call({ do: 'close', handle: this.#slotOf(handle) }, () => this.#target.close(handle), (status) => {
      this.#known.removeHandle(handle);
      return { answered: { status } };
    });
  }

  ioctl(handle: Handle, code: number, input: Buffer, output: Buffer, limit?: Hns): Answer {
    let handlesAt: readonly number[] = [];
    const action = (): Action => {
      const places = this.#places(code, input);
      handlesAt = places.output;
      return { do: 'ioctl', ...this.#request(handle, code, input, output, places), ...(limit !== undefined && { limit }) };
    };
    return this.#call(action, () => this.#target.ioctl(handle, code, input, output, limit), (answer) => this.#completed(answer, output, handlesAt));
  }

  submit(handle: Handle, code: number, input: Buffer, output: Buffer): RequestId {
    const makes = this.#slot();
    let handlesAt: readonly number[] = [];
    const action = (): Action => {
      const places = this.#places(code, input);
      handlesAt = places.output;
      return { do: 'submit', ...this.#request(handle, code, input, output, places), makes };
    };
    return this.#call(action, () => this.#target.submit(handle, code, input, output), (request) => {
      this.#requests.set(request, { slot: makes, output, handlesAt });
      return { gave: BigInt(request) };
    });
  }

  wait(request: RequestId, limit: Hns): Answer | null {
    const known = this.#requests.get(request);
    const action: Action = { do: 'wait', request: known?.slot ?? this.#slot(), limit };
    return this.#call(action, () => this.#target.wait(request, limit), (answer) => {
      if (!answer) return { answered: { pending: true } };
      this.#requests.delete(request);
      return this.#completed(answer, known?.output ?? null, known?.handlesAt ?? []);
    });
  }

  cancel(request: RequestId): void {
    const action: Action = { do: 'cancel', request: this.#requests.get(request)?.slot ?? this.#slot() };
    this.#call(action, () => { this.#target.cancel(request); });
  }

  allocate(length: number, kind: MemoryKind = 'normal', misalign = 0): Region {
    const makes = this.#slot();
    return this.#call({ do: 'allocate', length, kind, misalign, makes }, () => this.#target.allocate(length, kind, misalign), (region) => {
      this.#regions.set(region, makes);
      this.#known.addRegion(region, makes);
      this.#watch.add(makes, region);
      return { gave: region.address, told: region.bytes.length };
    });
  }

  release(region: Region): void {
    const slot = this.#regions.get(region) ?? this.#slot();
    this.#call(
      { do: 'release', region: slot },
      () => {
        this.#watch.remove(region);
        this.#target.release(region);
      },
      () => {
        this.#regions.delete(region);
        return {};
      },
    );
  }

  createSignal(kind: SignalKind, limit?: number): Handle {
    const makes = this.#slot();
    const action: Action = { do: 'create-signal', kind, limit: limit ?? mostSignals, makes };
    return this.#call(action, () => this.#target.createSignal(kind, limit), (handle) => this.#gave(makes, handle));
  }

  takeSignals(signal: Handle, limit: Hns): number {
    const action: Action = { do: 'take-signals', signal: this.#slotOf(signal), limit };
    return this.#call(action, () => this.#target.takeSignals(signal, limit), (signals) => ({ answered: { signals } }));
  }

  now(): Hns {
    return this.#call({ do: 'now' }, () => this.#target.now(), (time) => ({ gave: time }));
  }

  sleep(duration: Hns): void {
    this.#call({ do: 'sleep', duration }, () => { this.#target.sleep(duration); });
  }

  probe(): Liveness {
    return this.#question('probe', () => this.#target.probe());
  }

  reset(): void {
    this.#call({ do: 'reset' }, () => { this.#target.reset(); });
    this.#forget();
  }

  census(): Census {
    return this.#question('census', () => this.#target.census());
  }

  dispose(): void {
    this.#target.dispose();
  }

  // ---- recording ---------------------------------------------------------------------------------------------------

  #question<T>(what: Question['do'], ask: () => T): T {
    return this.#call({ do: what }, ask, (told) => ({ told: structuredClone(told) }));
  }

  /** Records a call and passes it on. What it is may depend on what the caller wrote before, so it can be given as a function. */
  #call<T>(what: Action | Question | (() => Action), ask: () => T, tell?: (result: T) => Told): T {
    this.#callerWrites();
    const entry: Draft = { call: typeof what === 'function' ? what() : what, answered: nothing, changes: noChanges };
    const points: Point[] | undefined = this.#scheduled ? [] : undefined;
    if (points) entry.points = points;
    this.#list.push(entry);
    const above = this.#points;
    this.#points = points;
    try {
      this.#before?.(entry.call);
      const result = ask();
      if (tell) Object.assign(entry, tell(result));
      return result;
    } catch (error) {
      entry.failure = failureOf(error);
      if (error instanceof TargetDied) entry.answered = { died: error.detail };
      throw error;
    } finally {
      this.#points = above;
      const changes = this.#watch.take();
      if (changes.length > 0) entry.changes = changes;
    }
  }

  #callerWrites(): void {
    for (const { region, offset, bytes } of this.#watch.take()) {
      const handlesAt = [...(this.#handlesAt.get(region) ?? [])].map((at) => at - offset).filter((at) => at >= 0);
      const write: Write = { do: 'write', region, offset, content: { bytes, links: this.#known.linksIn(bytes, handlesAt) } };
      this.#list.push({ call: write, answered: nothing, changes: noChanges, ...(this.#scheduled && { points: [] }) });
      this.#before?.(write);
      const earlier = this.#writes.get(region);
      if (earlier) earlier.push(write);
      else this.#writes.set(region, [write]);
    }
  }

  #places(code: number, input: Buffer): HandlePlaces {
    return handlePlaces(this.#known, code, contentOf(input) ?? null, this.#fields);
  }

  #request(handle: Handle, code: number, input: Buffer, output: Buffer, places: HandlePlaces): { handle: Slot; code: number; input: Memory; output: Memory } {
    return { handle: this.#slotOf(handle), code, input: this.#memory(input, places.input), output: this.#memory(output, places.output) };
  }

  #memory(buffer: Buffer, handlesAt: readonly number[]): Memory {
    if (buffer === null) return null;
    if (buffer instanceof Uint8Array) return { bytes: buffer.slice(), links: this.#known.linksIn(buffer, handlesAt) };
    if ('region' in buffer) return this.#span(this.#regions.get(buffer.region) ?? this.#slot(), buffer.offset, buffer.length, handlesAt);
    const place = this.#known.placeOf(buffer.address);
    if (!place || place.offset + buffer.length > place.length) return { address: buffer.address, length: buffer.length };
    return this.#span(place.slot, place.offset, buffer.length, handlesAt);
  }

  /** A part of a region. The handles in it were written by the caller earlier: now they are known to be some. */
  #span(region: Slot, offset: number, length: number, handlesAt: readonly number[]): Memory {
    for (const place of handlesAt) {
      const places = this.#handlesAt.get(region) ?? new Set<number>();
      this.#handlesAt.set(region, places.add(offset + place));
      const write = this.#writes.get(region)?.findLast(
        (w) => w.offset <= offset + place && offset + place < w.offset + w.content.bytes.length,
      );
      const link = write && this.#known.handleAt(write.content.bytes, offset + place - write.offset);
      if (link && !write.content.links.some(({ at }) => at === link.at)) write.content.links.push(link);
    }
    return { region, offset, length };
  }

  #completed({ status, information, timedOut }: Answer, buffer: Buffer, handlesAt: readonly number[]): Told {
    const output = contentOf(buffer);
    const links = output ? this.#known.linksIn(output, handlesAt) : [];
    const seen = output && { output, ...(links.length > 0 && { outputLinks: links }) };
    return { answered: { status, information, ...(timedOut && { timedOut }), ...seen } };
  }

  #opened(slot: Slot, opened: Opened): Told {
    const { status, handle } = opened;
    const usable = isSuccess(status) && handle !== 0;
    return { ...(usable ? this.#gave(slot, handle) : { gave: BigInt(handle) }), answered: { status, opened: usable } };
  }

  #gave(slot: Slot, handle: Handle): Told {
    this.#handles.set(handle, slot);
    this.#known.addHandle(handle, slot);
    return { gave: BigInt(handle) };
  }

  /** The slot of a handle; one that was made before the recording began gets a slot that nothing makes. */
  #slotOf(handle: Handle): Slot {
    const known = this.#handles.get(handle);
    if (known !== undefined) return known;
    const slot = this.#slot();
    this.#handles.set(handle, slot);
    return slot;
  }

  #slot(): Slot {
    return this.#nextSlot++ as Slot;
  }

  #forget(): void {
    for (const all of [this.#handles, this.#regions, this.#requests, this.#handlesAt, this.#writes, this.#watch, this.#known]) all.clear();
  }

  // ---- what lets the caller in, or changes the device --------------------------------------------------------------

  #recordScheduling(scheduling: Scheduling): Scheduling {
    return {
      setSwitcher: (switcher) => {
        this.#callerWrites();
        scheduling.setSwitcher(switcher && ((at) => { this.#point(at, switcher); }));
        this.#scheduled = switcher !== null;
        const call: Question = { do: switcher ? 'scheduled' : 'unscheduled' };
        this.#list.push({ call, answered: nothing, changes: noChanges });
        this.#before?.(call);
      },
    };
  }

  #point(at: SwitchPoint, switcher: (at: SwitchPoint) => void): void {
    const calls: Recorded[] = [];
    this.#points?.push({ at, changes: this.#watch.take(), calls });
    const below = this.#list;
    this.#list = calls;
    try {
      switcher(at);
    } finally {
      this.#callerWrites();
      this.#list = below;
    }
  }

  #recordObservations(observations: Observations): Observations {
    const question = <T>(what: Question['do'], ask: () => T): T => this.#question(what, ask);
    return {
      get active() {
        return observations.active;
      },
      set active(active) {
        observations.active = active;
      },
      get fetches() {
        return question('fetches', () => observations.fetches);
      },
      get handlerModes() {
        return question('handler-modes', () => observations.handlerModes);
      },
    };
  }

  /** Bytes are told as numbers: what is told is plain data. */
  #recordPeek(peek: Peek): Peek {
    return (address, length) => {
      const told = this.#question('peek', () => {
        const bytes = peek(address, length);
        return bytes && [...bytes];
      });
      return told && Uint8Array.from(told);
    };
  }

  #recordPlugAndPlay(plugAndPlay: PlugAndPlay): PlugAndPlay {
    return {
      setPower: (state) => { this.#call({ do: 'power', state }, () => { plugAndPlay.setPower(state); }); },
      unplug: () => { this.#call({ do: 'unplug' }, () => { plugAndPlay.unplug(); }); },
      plug: () => { this.#call({ do: 'plug' }, () => { plugAndPlay.plug(); }); },
    };
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof TargetDied) return { kind: 'died', message: error.detail };
  if (error instanceof MustWait) return { kind: 'must-wait', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof TargetMisuse ? 'misuse' : 'error', message };
}
