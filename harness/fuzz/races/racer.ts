/**
 * Runs races: each in all orders one after the other, then at the same time with other switches each time. What came at the
 * same time and in no order is looked at again on a target that is made new, and is then something found.
 */
import { censusBreach } from '../../judge/oracles/census.ts';
import { breach, type Breach } from '../../judge/oracles/oracle.ts';
import { verifierBreach } from '../../judge/oracles/verifier.ts';
import type { Target } from '../../target/target.ts';
import type { Action } from '../../traffic/actions.ts';
import { perform, type Performed } from '../../traffic/perform.ts';
import { stuckBreach, type Proof } from '../proof.ts';
import type { Random } from '../random.ts';
import type { TapedTarget } from '../taped-target.ts';
import { answersInOrder, answersTogether, inOrder, ordersBreach, ordersOf, proveOrders, racedIn, textsOf, type Comparison } from './orders.ts';
import { cancel, states, streams } from './streams.ts';
import { close, creates, removal } from './ends.ts';
import { events } from './events.ts';
import { fetch } from './fetches.ts';
import { raceKinds, RaceMaker, type Ground, type MakeRace, type Race, type RaceKind } from './race.ts';
import { requests, values } from './values.ts';

const makers: Readonly<Record<RaceKind, MakeRace>> = { values, requests, states, streams, cancel, close, events, creates, removal, fetch };

/** Races that are about what a stream does. */
const inMotion: ReadonlySet<RaceKind> = new Set(['states', 'streams', 'cancel', 'events', 'fetch']);
/** How often the same lists run with one switch, beside once without any, and with several. */
const withOne = 10;
const withSeveral = 4;
/** Most switches of one run: few are enough for nearly every race. */
const mostSwitches = 3;

/** How many races there were. */
export interface RaceCounts {
  /** By kind: lists that ran at the same time. */
  readonly races: Readonly<Partial<Record<RaceKind, number>>>;
  /** Runs one after the other, and runs at the same time. */
  readonly orders: number;
  readonly interleavings: number;
}

/** Those of several campaigns together; `null` of none. */
export function mergeRaces(all: readonly RaceCounts[]): RaceCounts | null {
  if (all.length === 0) return null;
  const sum = (value: (counts: RaceCounts) => number): number => all.reduce((total, counts) => total + value(counts), 0);
  const kinds = raceKinds.map((kind) => [kind, sum(({ races }) => races[kind] ?? 0)] as const);
  return { races: Object.fromEntries(kinds.filter(([, times]) => times > 0)), orders: sum(({ orders }) => orders), interleavings: sum((counts) => counts.interleavings) };
}

export interface RaceWatcher {
  /** Requests that were sent. */
  sent(requests: number): void;
  /** The actions show what is wrong. */
  found(wrong: Breach, proof: Proof, race: Race, actions: readonly Action[]): void;
}

/** The target is dead, or is not what it was: nothing more can be done on this ground. */
class Over extends Error {}

export class Racer {
  readonly #target: Target;
  readonly #taped: TapedTarget;
  readonly #watcher: RaceWatcher;
  readonly #comparison: Comparison;
  readonly #races = new Map<RaceKind, number>();
  /** Kinds take turns, so that each has its share whatever the ground. */
  #turn = 0;
  #orders = 0;
  #interleavings = 0;

  /**
   * @param target can schedule
   * @param taped the same target, on whose tape everything is noted before it is done
   */
  constructor(target: Target, taped: TapedTarget, comparison: Comparison, watcher: RaceWatcher) {
    this.#target = target;
    this.#taped = taped;
    this.#watcher = watcher;
    this.#comparison = comparison;
  }

  get counts(): RaceCounts {
    return { races: Object.fromEntries(this.#races), orders: this.#orders, interleavings: this.#interleavings };
  }

  /** One race on the ground. False if the ground can be used no more. */
  once(ground: Ground): boolean {
    const { random } = ground;
    const kind = raceKinds[this.#turn++ % raceKinds.length] as RaceKind;
    const maker = new RaceMaker(ground);
    maker.prepareState(inMotion.has(kind));
    const made = makers[kind](maker);
    if (!made || made.lanes.length < 2) return true;
    const race: Race = { kind, ...made };
    this.#races.set(kind, (this.#races.get(kind) ?? 0) + 1);
    try {
      this.#run(race, [...ground.setup, ...race.prepared], random);
      return true;
    } catch (error) {
      if (error instanceof Over) return false;
      throw error;
    }
  }

  #run(race: Race, before: readonly Action[], random: Random): void {
    const at = (switches: readonly number[]): Action[] => [...before, { do: 'together', lanes: race.lanes, switches }, ...race.after];
    const raced = racedIn(at([]));
    if (!raced) return;
    const comparison = this.#comparison;
    const orders = ordersOf(race.lanes).map((order) => {
      this.#orders++;
      return textsOf(raced, answersInOrder(raced, order, this.#perform(race, inOrder(raced, order)).answers), comparison);
    });
    let points = 0;
    const plans: (readonly number[])[] = [[]];
    for (let switches = plans.shift(); switches; switches = plans.shift()) {
      this.#interleavings++;
      const actions = at(switches);
      const { answers } = this.#perform(race, actions, (passed) => { points = Math.max(points, passed); });
      if (switches.length === 0) plans.push(...switchesAmong(points, random));
      const seen = textsOf(raced, answersTogether(raced, answers), comparison);
      if (!ordersBreach(raced, seen, orders, this.#target.arch)) continue;
      // What earlier runs left behind may be all there is to it.
      const { breach: wrong } = proveOrders(this.#target, actions, comparison);
      if (wrong) this.#watcher.found(wrong, { kind: 'orders', unsteady: [...comparison.unsteady], states: [...comparison.states] }, race, actions);
      if (wrong || !this.#target.probe().alive) throw new Over();
    }
  }

  /** Does the actions, from opening to closing, and checks what holds whatever was done. */
  #perform(race: Race, actions: readonly Action[], passed?: (points: number) => void): Performed {
    const { tape } = this.#taped;
    this.#taped.rewind();
    for (const action of actions) tape.note(action);
    this.#watcher.sent(actions.reduce((sum, action) => sum + requestsIn(action), 0));
    const counts = this.#target.capabilities.has('census') ? this.#target.census() : undefined;
    const performed = perform(this.#target, actions, undefined, passed && { passed });
    const { died, stuck = 0, answers } = performed;
    if (died !== undefined) {
      this.#watcher.found(breach('O1', died, 'the target stays alive'), { kind: 'died' }, race, actions.slice(0, answers.length));
      throw new Over();
    }
    this.#check(stuck > 0 ? stuckBreach(stuck) : null, { kind: 'stuck' }, race, actions);
    this.#check(verifierBreach(this.#target.verifier?.take() ?? []), { kind: 'verifier' }, race, actions);
    this.#check(counts ? censusBreach(counts, this.#target.census()) : null, { kind: 'census' }, race, actions);
    return performed;
  }

  #check(wrong: Breach | null, proof: Proof, race: Race, actions: readonly Action[]): void {
    if (!wrong) return;
    this.#watcher.found(wrong, proof, race, actions);
    throw new Over();
  }
}

function requestsIn(action: Action): number {
  if (action.do === 'together') return action.lanes.flat().reduce((sum, each) => sum + requestsIn(each), 0);
  return action.do === 'ioctl' || action.do === 'submit' || action.do === 'open-child' || action.do === 'open' ? 1 : 0;
}

/** Places to switch at: single ones, all of them if they are few, then several at once. */
function switchesAmong(points: number, random: Random): number[][] {
  const step = Math.max(1, Math.ceil(points / withOne));
  const from = random.below(step);
  const one = Array.from({ length: withOne }, (_, i) => [from + i * step]).filter(([point = 0]) => point < points);
  const several = Array.from({ length: withSeveral }, () => {
    const some = Array.from({ length: 2 + random.below(mostSwitches - 1) }, () => random.below(Math.max(1, points)));
    return [...new Set(some)].sort((a, b) => a - b);
  });
  return [...one, ...several];
}
