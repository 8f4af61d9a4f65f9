/** Everything one case has at hand while it is judged: its handles, what expressions see, what was sent. */
import type { Value } from '../abi/codec.ts';
import { statusName } from '../abi/ntstatus.ts';
import { itemKey, nearest, type DeviceObject } from '../plan/device.ts';
import { itemFacts, objectFacts } from '../plan/facts.ts';
import { closeUnasked, Fixture, OpenFailed } from '../plan/fixture.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { placeOf, type Place } from '../plan/ask.ts';
import type { Claim, CompiledRequest, Item, ItemUse, Rule, Scope, SpecBook, Strength } from '../spec/model.ts';
import type { OracleId } from '../spec/oracle-ids.ts';
import { objectKinds, type ObjectKind } from '../spec/language.ts';
import type { Answer, Handle, PowerState, Region, RequestId, Target } from '../target/target.ts';
import { Asked } from './asked.ts';
import { oracleOfClaim } from './attribution.ts';
import { Broken, CannotTell, NotJudged, type Warning } from './outcome.ts';
import type { Limits } from './legal.ts';
import type { OwnOracle } from './oracles/own.ts';
import { OtherProcess } from './other-process.ts';
import type { KnownInput } from './request.ts';
import type { KnownAsk } from './steps/ask.ts';
import type { BuiltHeaders } from './stream-headers.ts';
import type { TraceEntry } from './trace.ts';
import type { Measurement } from './verdict.ts';
import type { CaseWatch } from './watch.ts';

/** A handle under a name that steps use. */
export interface Bound {
  readonly handle: Handle;
  readonly kind: ObjectKind | 'child';
  /** What it is an instance of; absent for a raw child. */
  readonly object?: DeviceObject | undefined;
}

/** An event enable under its name. Its identity is the address of its KSEVENTDATA. */
export interface Enable {
  readonly handle: Handle;
  readonly item: Item;
  readonly object: DeviceObject | undefined;
  readonly region: Region;
  readonly signal: Handle;
}

/** A submitted request under its name. */
export interface Pending {
  readonly request: RequestId;
  readonly entry: Omit<TraceEntry, 'answer' | 'output'>;
  readonly output: Uint8Array | null;
  /** The stream headers and their frames, for reads and writes. */
  readonly stream: BuiltHeaders | undefined;
  answer?: Answer;
}

/** Where a request about an item goes. */
export interface Addressee {
  readonly item: Item;
  readonly handle: Handle;
  readonly place: Place;
  /** The object asked, where it is one of the device's. */
  readonly object: DeviceObject | undefined;
  /** Whose handle takes it; absent where a step names the handle. */
  readonly carrier?: DeviceObject;
}

export class CaseContext {
  readonly book: SpecBook;
  readonly target: Target;
  readonly case: PlannedCase;
  readonly fixture: Fixture;
  readonly scope: Scope & Record<string, unknown>;
  readonly bound = new Map<string, Bound>();
  readonly enables = new Map<string, Enable>();
  /** Event objects that steps made by themselves. */
  readonly notifications = new Map<string, Handle>();
  readonly pending = new Map<string, Pending>();
  /** Memory that steps made, under its names. */
  readonly buffers = new Map<string, Region>();
  /** Where steps left the device. */
  power: PowerState = 'D0';
  plugged = true;
  readonly other: OtherProcess;
  /** Lists of steps run at the same time. */
  interleaved = false;
  /** How many lists of steps are interrupted below the one that runs. */
  level = 0;
  /** The points at which lists that run at the same time are switched; see `Interleaving`. */
  switches: ReadonlySet<number> = new Set();
  /** Points passed in this try. */
  points = 0;
  /** Requests whose input is the same in every try. */
  readonly inputs = new Map<CompiledRequest, KnownInput>();
  /** Whom steps ask and what, as far as it is the same in every try. */
  readonly asks = new Map<object, KnownAsk>();
  /** Legal values as asked for in this case. */
  readonly limits = new Map<Item, Limits>();
  readonly trace: TraceEntry[] = [];
  readonly asked: Asked;
  /** Values of the quantified variables of the current run. */
  values: Readonly<Record<string, Value>> = {};
  requests = 0;
  /** How often requests were looked at from inside of the machine, by their titles. */
  readonly looks = new Map<string, number>();
  /** Oracles of the user's own. */
  oracles: readonly OwnOracle[] = [];
  warning: Warning | undefined;
  watch: CaseWatch | undefined;
  readonly notes = new Set<string>();
  /** What was measured in the last try, by title. */
  readonly measurements = new Map<string, Measurement>();
  readonly #regions: Region[] = [];
  readonly #signals: Handle[] = [];

  /** All objects of the device, as discovery found them. */
  readonly device: readonly DeviceObject[];

  constructor(book: SpecBook, target: Target, planned: PlannedCase, device: readonly DeviceObject[]) {
    this.device = device;
    this.book = book;
    this.target = target;
    this.asked = new Asked(book, target.arch);
    this.case = planned;
    this.fixture = new Fixture(target, book);
    this.other = new OtherProcess(target);
    const { subject, about } = planned;
    this.scope = { arch: target.arch, object: objectFacts(subject) };
    if (about) this.scope['item'] = itemFacts(about, subject.offers.get(itemKey(about)), subject.kind);
  }

  /** What is judged; a case that stands for many that cannot be judged has nothing. */
  get claim(): Claim | undefined {
    return this.case.law ?? this.case.behaviour ?? this.case.model ?? this.case.requirement;
  }

  /** The subject, or one of its ancestors by kind, or a handle that a step opened. */
  resolve(name: string): Bound {
    const known = this.bound.get(name);
    if (known) return known;
    const object = objectKinds.includes(name as ObjectKind) ? nearest(this.case.subject, [name as ObjectKind]) : undefined;
    if (!object) throw new CannotTell(`no handle is called "${name}" here`);
    return { handle: this.open(object), kind: object.kind, object };
  }

  /** The first object of a kind below `object` that can be opened, else the first at all. */
  childOf(object: DeviceObject, kind: ObjectKind): DeviceObject | undefined {
    const below = this.device.filter((o) => o.kind === kind && nearest(o, [object.kind]) === object);
    return below.find((o) => o.absent === undefined) ?? below[0];
  }

  /** The handle of the subject. */
  subject(): Bound {
    const { subject } = this.case;
    return { handle: this.open(subject), kind: subject.kind, object: subject };
  }

  /** The handle that carries requests about an object; a device that refuses to open it leaves nothing to judge. */
  open(object: DeviceObject): Handle {
    try {
      return this.fixture.handleOf(object);
    } catch (error) {
      if (error instanceof OpenFailed) throw new NotJudged('no-instance', `${error.message} (${statusName(error.status)})`);
      throw error;
    }
  }

  /** The memory that a step made, or the event data of an enable. */
  buffer(name: string): Region {
    const region = this.buffers.get(name) ?? this.enables.get(name)?.region;
    if (!region) throw new CannotTell(`no buffer is called "${name}" here`);
    return region;
  }

  /** Finds the object that a request about an item goes to: `to`, or the nearest of the subject and its ancestors. */
  address(use: ItemUse, to: string | undefined): Addressee {
    const own = use.own ? this.case.about : undefined;
    if (own && to === undefined) return this.#at(own, this.case.subject);
    const candidates = own ? [own] : use.candidates;
    if (to !== undefined) {
      const { handle, object } = this.resolve(to);
      // A pin factory is asked through a filter handle: the subject says which factory.
      const item = candidates.find((i) => object && i.on.includes(object.kind)) ?? candidates[0];
      if (!item) throw new CannotTell(`no item is called ${use.name}`);
      const owner = (object && this.#ownerOf(item, object)) ?? this.#ownerOf(item, this.case.subject);
      return owner
        ? { item, handle, place: placeOf(owner, this.scope.arch), object: owner }
        : { item, handle, place: this.#placeOfKind(item), object: undefined };
    }
    const living = candidates.flatMap((item) => {
      const owner = this.#ownerOf(item, this.case.subject);
      return owner ? [{ item, owner }] : [];
    });
    const found = living.find(({ item, owner }) => owner.offers.get(itemKey(item))?.offered) ?? living[0];
    if (found) return this.#at(found.item, found.owner);
    // About a kind below the subject (the pin factories of a filter): the step names which in `with`.
    for (const item of candidates) {
      for (const kind of item.on) {
        const via = this.book.objects.get(kind)?.via;
        const carrier = via && nearest(this.case.subject, [via]);
        if (carrier) return { item, handle: this.open(carrier), place: this.#placeOfKind(item), object: undefined, carrier };
      }
    }
    throw new CannotTell(`${use.name} lives on nothing that ${this.case.subject.path} is part of`);
  }

  #ownerOf(item: Item, object: DeviceObject): DeviceObject | undefined {
    return nearest(object, item.on);
  }

  #at(item: Item, object: DeviceObject): Addressee {
    return { item, handle: this.open(object), place: placeOf(object, this.scope.arch), object, carrier: object };
  }

  #placeOfKind(item: Item): Place {
    const kind = item.on[0] ?? 'filter';
    const flags = this.book.objects.get(kind)?.flags.evaluateNumber({ arch: this.scope.arch }) ?? 0;
    return { kind, fields: {}, flags };
  }

  /** Caller memory for the time of the case. */
  allocate(...[length, kind, misalign]: Parameters<Target['allocate']>): Region {
    const region = this.target.allocate(length, kind, misalign);
    this.#regions.push(region);
    return region;
  }

  createSignal(kind: Parameters<Target['createSignal']>[0]): Handle {
    const signal = this.target.createSignal(kind, mostSignals);
    this.#signals.push(signal);
    return signal;
  }

  /**
   * Says that a rule does not hold. How hard that is taken follows the strength of the rule: a failure ends the case, a
   * warning and a note let it go on, so that something worse is still found.
   * @param by how it is known, unless the claim as a whole is known otherwise
   */
  breach(message: string, expected: string, rules: readonly Rule[], strength: Strength, by?: OracleId): void {
    const rule = rules[0];
    const oracle = this.claim && (oracleOfClaim(this.claim) ?? by);
    const level = strength === 'must' && this.case.about?.unsure !== undefined ? 'should' : strength;
    if (level === 'must') throw new Broken(message, expected, rule, oracle);
    if (level === 'may') {
      this.notes.add(`${rule ? `${rule.id}: ` : ''}${message}; expected ${expected}`);
      return;
    }
    if (!this.warning) this.watch?.warned?.();
    this.warning ??= { message, expected, rule, oracle, values: this.values, trace: [...this.trace] };
  }

  /** Lets expressions see `values` while `body` runs. */
  with<T>(values: Readonly<Record<string, unknown>>, body: () => T): T {
    const scope = this.scope as Record<string, unknown>;
    const names = Object.keys(values);
    const before = names.map((name) => [name, name in scope, scope[name]] as const);
    Object.assign(scope, values);
    try {
      return body();
    } finally {
      for (const [name, had, value] of before) {
        if (had) scope[name] = value;
        else Reflect.deleteProperty(scope, name);
      }
    }
  }

  /** Closes and frees all that the case opened, in the order that never leaves the driver a dangling pointer. */
  tearDown(): void {
    if (this.power !== 'D0') this.target.plugAndPlay?.setPower('D0');
    this.power = 'D0';
    this.other.end();
    for (const { request, answer } of this.pending.values()) {
      if (!answer) this.target.cancel(request);
    }
    this.fixture.closeAll();
    this.asked.closed();
    for (const { request, answer } of this.pending.values()) {
      if (!answer) this.target.wait(request, tearDownLimit);
    }
    for (const signal of this.#signals) closeUnasked(this.target, signal);
    if (!this.plugged) this.target.plugAndPlay?.plug();
    this.plugged = true;
    for (const region of this.#regions) this.target.release(region);
    this.pending.clear();
    this.enables.clear();
    this.notifications.clear();
    this.buffers.clear();
    this.bound.clear();
    this.#signals.length = 0;
    this.#regions.length = 0;
  }
}

/** Maximum count of a semaphore, so that no signal is lost: that of a LONG. */
const mostSignals = 0x7fff_ffff;

/** How long a cancelled request may take to complete when a case ends: 1 s. */
const tearDownLimit = 10_000_000n;
