/** Rounds of a campaign that race: somewhere, in a state that is known, many lists of requests at the same time. */
import { CaseContext } from '../../judge/context.ts';
import { Broken, CannotTell, Hung, NotJudged } from '../../judge/outcome.ts';
import type { DeviceObject } from '../../plan/device.ts';
import { declaredModel, type DeclaredModel } from '../../judge/declared-model.ts';
import { ModelWalk } from '../../judge/walk.ts';
import { Fixture, OpenFailed } from '../../plan/fixture.ts';
import type { PlannedCase } from '../../plan/plan.ts';
import type { SpecBook } from '../../spec/model.ts';
import type { Target } from '../../target/target.ts';
import type { Places } from '../places.ts';
import type { Random } from '../random.ts';
import type { Reach } from '../reach.ts';
import { seatsOf, type Seat } from '../stage.ts';
import type { TapedTarget } from '../taped-target.ts';
import { itemIn } from './orders.ts';
import type { Ground } from './race.ts';
import { Racer, type RaceCounts, type RaceWatcher } from './racer.ts';

/** One round in so many is about a model, where there are other races. */
const modelOf = 3;

/** How often in a row no race is found until a round ends without. */
const mostFruitless = 20;

export class RaceRounds {
  readonly #book: SpecBook;
  readonly #target: Target;
  readonly #taped: TapedTarget;
  readonly #places: Places;
  readonly #racer: Racer;
  readonly #children: readonly DeviceObject[];

  readonly #models: { readonly reach: Reach; readonly declared: DeclaredModel }[] = [];
  /** Models that cannot judge, and why. */
  readonly #refused = new Set<string>();
  #rounds = 0;

  /** @param target one that cannot schedule has races of models only @param taped the same target, on whose tape everything is noted */
  constructor(book: SpecBook, target: Target, taped: TapedTarget, places: Places, watcher: RaceWatcher) {
    this.#book = book;
    this.#target = target;
    this.#taped = taped;
    this.#places = places;
    const unsteady = places.templates.flatMap(({ item, input }) => (item?.kind === 'property' && item.volatile ? [itemIn(input)] : []));
    const states = places.templates.flatMap(({ item, input, object }) => (item && object.declaration.state?.candidates.includes(item) === true ? [itemIn(input)] : []));
    this.#racer = new Racer(target, taped, { unsteady: new Set(unsteady), states: new Set(states) }, watcher);
    for (const reach of places.reaches) {
      const declared = declaredModel(book, target.arch, reach.planned, places.device);
      if (typeof declared === 'string') this.#refused.add(`${reach.model.id}: ${declared}`);
      else this.#models.push({ reach, declared });
    }
    this.#children = places.device.filter(({ parent, absent, declaration }) => parent !== undefined && absent === undefined && declaration.open !== undefined);
  }

  /** Whether there is anything that can race. */
  get able(): boolean {
    return this.#target.scheduling !== undefined || this.#models.length > 0;
  }

  get counts(): RaceCounts {
    const { modelled, ...counts } = this.#racer.counts;
    return { ...counts, modelled: { ...modelled, refused: [...this.#refused] } };
  }

  /**
   * Races until `enough`. The target is made new before and after, where it can be.
   * @throws TargetDied where the target dies on the way to the place
   */
  round(random: Random, enough: () => boolean): void {
    this.#renew();
    const modelled = this.#models.length > 0 && (!this.#target.scheduling || this.#rounds++ % modelOf === 0);
    const ground = modelled ? this.#modelGround(random) : this.#groundOf(random);
    // A model may be in a state in which it says too little for a race: then another place is as good.
    for (let left = mostFruitless; ground && left > 0 && !enough();) {
      const came = this.#racer.once(ground);
      if (came === 'over') break;
      left = came === 'nothing' ? left - 1 : mostFruitless;
    }
    this.#renew();
  }

  #renew(): void {
    if (this.#taped.capabilities.has('reset')) this.#taped.reset();
    else this.#taped.rewind();
  }

  /** Where a model begins, and its requests alone. */
  #modelGround(random: Random): Ground | undefined {
    const { reach, declared } = random.pick(this.#models);
    const ctx = new CaseContext(this.#book, this.#taped, reach.planned, this.#places.device);
    try {
      const { subject } = reach.planned;
      const seats = this.#enter(ctx, subject, () => { new ModelWalk(ctx, reach.model).start(); });
      return seats && { ...this.#ground(subject, seats, random), model: declared };
    } finally {
      if (this.#target.probe().alive) ctx.tearDown();
    }
  }

  /** Somewhere on the device; `undefined` where it cannot be opened, or a model does not hold, which other rounds tell. */
  #groundOf(random: Random): Ground | undefined {
    const reaches = this.#places.reaches.filter(({ graph, refused }) => refused === undefined && graph.states.length > 0);
    const reach = reaches.length > 0 && !random.once(3) ? random.pick(reaches) : undefined;
    const subject = reach?.planned.subject ?? random.pick(this.#places.subjects);
    const ctx = new CaseContext(this.#book, this.#taped, reach?.planned ?? plainCase(subject), this.#places.device);
    try {
      const seats = this.#enter(ctx, subject, () => reach?.revisit(ctx, random));
      return seats && this.#ground(subject, seats, random);
    } finally {
      if (this.#target.probe().alive) ctx.tearDown();
    }
  }

  #enter(ctx: CaseContext, subject: DeviceObject, go: () => void): readonly Seat[] | undefined {
    try {
      go();
      return seatsOf(ctx, subject, this.#taped);
    } catch (error) {
      if (error instanceof Broken || error instanceof Hung || error instanceof NotJudged || error instanceof CannotTell || error instanceof OpenFailed) return undefined;
      throw error;
    }
  }

  #ground(subject: DeviceObject, seats: readonly Seat[], random: Random): Ground {
    const holders = new Set(seats.map(({ object }) => object));
    return {
      subject,
      setup: this.#taped.tape.actions(),
      seats: seats.map(({ object, slot }) => ({ object, slot })),
      templates: this.#places.templates.filter(({ carrier, offered }) => offered && holders.has(carrier)),
      children: this.#children.filter(({ parent }) => parent && holders.has(parent)),
      fixture: new Fixture(this.#taped, this.#book),
      target: this.#target,
      random,
    };
  }
}

function plainCase(subject: DeviceObject): PlannedCase {
  return { id: '', kind: 'law', claim: '', object: subject.path, subject };
}
