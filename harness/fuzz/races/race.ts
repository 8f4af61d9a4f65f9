/** A race: what is prepared, lists of actions that run at the same time, and what is asked when they are done. */
import { createName } from '../../abi/create-strings.ts';
import { layoutOf } from '../../abi/layout.ts';
import type { DeclaredModel } from '../../judge/declared-model.ts';
import type { DeviceObject } from '../../plan/device.ts';
import type { Fixture } from '../../plan/fixture.ts';
import type { Arch, Target } from '../../target/target.ts';
import type { Action, Content, Slot } from '../../traffic/actions.ts';
import { madeBy } from '../../traffic/dependants.ts';
import type { Template } from '../generate/template.ts';
import type { Random } from '../random.ts';

/** What runs at the same time. */
export const raceKinds = ['values', 'requests', 'states', 'streams', 'cancel', 'close', 'events', 'creates', 'removal', 'fetch', 'model'] as const;
export type RaceKind = (typeof raceKinds)[number];

export interface Race {
  readonly kind: RaceKind;
  /** What it is about, for a finding to name. */
  readonly object: DeviceObject;
  readonly item: string;
  readonly changes: readonly string[];
  readonly prepared: readonly Action[];
  readonly lanes: readonly (readonly Action[])[];
  readonly after: readonly Action[];
}

/** An object that is open, in the slot of its handle. */
export interface RaceSeat {
  readonly object: DeviceObject;
  readonly slot: Slot;
}

/** Where races take place: what brought the subject into its state, and what can be asked there. */
export interface Ground {
  readonly subject: DeviceObject;
  /** The actions that open the seats and lead into the state. */
  readonly setup: readonly Action[];
  /** The subject’s first, then those of its ancestors. */
  readonly seats: readonly RaceSeat[];
  /** Right requests that the seats take, those that are offered. */
  readonly templates: readonly Template[];
  /** Objects that can be created below the seats. */
  readonly children: readonly DeviceObject[];
  readonly fixture: Fixture;
  readonly target: Pick<Target, 'arch' | 'plugAndPlay'>;
  readonly random: Random;
  /** The model whose requests race here, and no others. */
  readonly model?: DeclaredModel;
}

/** Makes a race of one kind, if the ground has what it takes. */
export type MakeRace = (maker: RaceMaker) => Omit<Race, 'kind'> | undefined;

const noLinks: Content['links'] = [];
/** Requests that look at what came of a race, at most. */
const mostLooks = 5;

/** What the makers of races have in common: slots, and actions from templates. */
export class RaceMaker {
  readonly ground: Ground;
  readonly random: Random;
  readonly arch: Arch;
  readonly prepared: Action[] = [];
  #nextSlot: number;
  readonly #getOf: ReadonlyMap<Template['learned'], Template>;

  constructor(ground: Ground) {
    this.ground = ground;
    this.random = ground.random;
    this.arch = ground.target.arch;
    this.#nextSlot = 1 + Math.max(0, ...ground.setup.map((action) => madeBy(action) ?? 0));
    this.#getOf = new Map(ground.templates.filter(({ verb }) => verb === 'get').map((template) => [template.learned, template]));
  }

  slot(): Slot {
    return this.#nextSlot++ as Slot;
  }

  bytes(bytes: Uint8Array): Content {
    return { bytes, links: noLinks };
  }

  /** The slot that a request of a template goes to. */
  slotOf({ carrier }: Template): Slot {
    return this.ground.seats.find(({ object }) => object === carrier)?.slot ?? (0 as Slot);
  }

  /** Opens what has the slot once more; requests on it are skipped where the device refuses. */
  another(slot: Slot): Slot {
    const opened = this.ground.setup.find((action) => madeBy(action) === slot);
    if (opened?.do !== 'open' && opened?.do !== 'open-child') return slot;
    const makes = this.slot();
    this.prepared.push({ ...opened, makes });
    return makes;
  }

  /** What sets the state of one of the seats. */
  get stateSets(): readonly Template[] {
    return this.ground.templates.filter(({ verb, object, item, legal }) => {
      const { state } = object.declaration;
      return verb === 'set' && legal.length > 0 && item !== undefined && (state?.candidates.includes(item) ?? false);
    });
  }

  /**
   * Brings a seat into some state, by way of those before it: half of the time, or always where little happens otherwise,
   * and then mostly into one of the last two.
   */
  prepareState(always: boolean): void {
    const sets = this.stateSets;
    if (sets.length === 0 || (!always && this.random.once(2))) return;
    const set = this.random.pick(sets);
    const states = [...set.legal].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const last = this.random.once(4) ? this.random.below(states.length) : states.length - 1 - this.random.below(Math.min(2, states.length));
    for (const state of states.slice(0, last + 1)) this.prepared.push(this.request(set, state));
  }

  /** A request of a template. A value is sent; otherwise there is room for an answer. */
  request(template: Template, value?: Uint8Array, handle = this.slotOf(template)): Action {
    const { code, input, outputLength } = template;
    const output = value ?? new Uint8Array(outputLength);
    return { do: 'ioctl', handle, code, input: input.length > 0 ? this.bytes(input) : null, output: output.length > 0 ? this.bytes(output) : null };
  }

  /** A value that can be sent with a request, if it sends one. */
  valueOf({ legal, verb, learned }: Template): Uint8Array | undefined {
    if (verb === 'get' || verb === 'support') return undefined;
    return learned.value && this.random.once(4) ? learned.value : legal.length > 0 ? this.random.pick(legal) : undefined;
  }

  /** The get of what a template sets. */
  getOf({ learned }: Template): Template | undefined {
    return this.#getOf.get(learned);
  }

  /** Gets of what templates are about, and of some that are near them. */
  looks(about: readonly Template[], handle?: Slot): Action[] {
    const gets = new Set(about.flatMap((template) => this.getOf(template) ?? []));
    const near = this.ground.templates.filter((template) => this.#isLook(template) && about.some(({ object, item }) => object === template.object && item?.set === template.item?.set));
    for (const template of near) if (gets.size < mostLooks) gets.add(template);
    return [...gets].map((template) => this.request(template, undefined, handle ?? this.slotOf(template)));
  }

  /** Gets of anything that the seats have, some of them. */
  someLooks(): Action[] {
    const gets = this.ground.templates.filter((template) => this.#isLook(template));
    return gets.length === 0 ? [] : Array.from({ length: 2 }, () => this.request(this.random.pick(gets)));
  }

  #isLook({ verb, able, fixed, item }: Template): boolean {
    return verb === 'get' && able && fixed && item?.kind === 'property' && !item.volatile;
  }

  /** What may be asked of the seats in a race. */
  get requests(): readonly Template[] {
    return this.ground.templates.filter(({ verb, able }) => able && verb !== 'enable' && verb !== 'serialize' && verb !== 'unserialize' && verb !== 'raw');
  }

  /** What sets something that can be read. */
  get sets(): readonly Template[] {
    return this.ground.templates.filter((template) => template.verb === 'set' && template.able && template.legal.length > 0 && this.getOf(template) !== undefined);
  }

  /** Memory of the caller with something in it. */
  memory(bytes: Uint8Array, links: Content['links'] = noLinks): Slot {
    const makes = this.slot();
    this.prepared.push({ do: 'allocate', length: bytes.length, kind: 'normal', misalign: 0, makes });
    if (bytes.length > 0) this.prepared.push({ do: 'write', region: makes, offset: 0, content: { bytes, links } });
    return makes;
  }

  /** Creates a child below one of the seats. */
  create(child: DeviceObject, parent: Slot): Extract<Action, { do: 'open-child' }> {
    const { class: name, parameters, access } = this.ground.fixture.createRequest(child);
    return { do: 'open-child', parent, name: this.bytes(createName(name, parameters)), access, makes: this.slot() };
  }

  offsetIn(struct: string, field: string): number {
    return layoutOf(this.arch, struct)?.fields.find(({ name }) => name === field)?.offset ?? 0;
  }

  sizeOf(struct: string): number {
    return layoutOf(this.arch, struct)?.size ?? 0;
  }

  get pointerSize(): 4 | 8 {
    return this.arch === 'x64' ? 8 : 4;
  }
}
