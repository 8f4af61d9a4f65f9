/**
 * Runs races: each in all orders one after the other, then at the same time with other switches each time. What came at the
 * same time and in no order is looked at again on a target that is made new, and is then something found.
 */
import type { DeclaredModel } from '../../judge/declared-model.ts';
import { censusBreach } from '../../judge/oracles/census.ts';
import { breach, type Breach } from '../../judge/oracles/oracle.ts';
import { verifierBreach } from '../../judge/oracles/verifier.ts';
import type { Target } from '../../target/target.ts';
import type { Action } from '../../traffic/actions.ts';
import { perform, type Performed, type PerformOptions } from '../../traffic/perform.ts';
import { stuckBreach, type Proof } from '../proof.ts';
import type { Random } from '../random.ts';
import type { TapedTarget } from '../taped-target.ts';
import { answersInOrder, answersTogether, inOrder, itemIn, ordersBreach, ordersOf, proveOrders, racedIn, textsOf, type Comparison, type Raced } from './orders.ts';
import { cancel, states, streams } from './streams.ts';
import { close, creates, removal } from './ends.ts';
import { events } from './events.ts';
import { fetch } from './fetches.ts';
import { agrees, judgeHistory, historyOf, oneByOne, overlaps, proveModel } from './modelled.ts';
import { model } from './models.ts';
import { raceKinds, RaceMaker, type Ground, type MakeRace, type Race, type RaceKind } from './race.ts';
import { requests, values } from './values.ts';

const makers: Readonly<Record<RaceKind, MakeRace>> = { values, requests, states, streams, cancel, close, events, creates, removal, fetch, model };

/** They take turns on a ground without a model. */
const turns = raceKinds.filter((kind) => kind !== 'model');

/** Races that are about what a stream does. */
const inMotion: ReadonlySet<RaceKind> = new Set(['states', 'streams', 'cancel', 'events', 'fetch']);
/** How often the same lists run with one switch, beside once without any, and with several. */
const withOne = 10;
/** The same of three lists of a model or more: it also knows what came before what, which takes two inside of a third. */
const withOneOfModel = 24;
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
  /** Absent in journals of versions without it. */
  readonly modelled?: ModelCounts;
}

/** What declared models judged. */
export interface ModelCounts {
  /** Runs at the same time that a model explained or not, by model. */
  readonly judged: Readonly<Record<string, number>>;
  /** Those of them in which requests were in flight at the same time. */
  readonly overlapping: number;
  /** Runs of which a model says nothing, or that it does not explain one after the other either. */
  readonly silent: number;
  /** Models that cannot judge, and why. */
  readonly refused: readonly string[];
}

/** Those of several campaigns together; `null` of none. */
export function mergeRaces(all: readonly RaceCounts[]): RaceCounts | null {
  if (all.length === 0) return null;
  const sum = (value: (counts: RaceCounts) => number): number => all.reduce((total, counts) => total + value(counts), 0);
  const kinds = raceKinds.map((kind) => [kind, sum(({ races }) => races[kind] ?? 0)] as const);
  return { races: Object.fromEntries(kinds.filter(([, times]) => times > 0)), orders: sum(({ orders }) => orders), interleavings: sum((counts) => counts.interleavings), modelled: mergeModelled(all.flatMap(({ modelled }) => modelled ?? [])) };
}

function mergeModelled(all: readonly ModelCounts[]): ModelCounts {
  const judged: Record<string, number> = {};
  for (const counts of all) for (const [id, times] of Object.entries(counts.judged)) judged[id] = (judged[id] ?? 0) + times;
  const sum = (value: (counts: ModelCounts) => number): number => all.reduce((total, counts) => total + value(counts), 0);
  return { judged, overlapping: sum(({ overlapping }) => overlapping), silent: sum(({ silent }) => silent), refused: [...new Set(all.flatMap(({ refused }) => refused))] };
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
  readonly #judged = new Map<string, number>();
  #overlapping = 0;
  #silent = 0;

  /**
   * @param target can schedule; one that cannot has races of models only
   * @param taped the same target, on whose tape everything is noted before it is done
   */
  constructor(target: Target, taped: TapedTarget, comparison: Comparison, watcher: RaceWatcher) {
    this.#target = target;
    this.#taped = taped;
    this.#watcher = watcher;
    this.#comparison = comparison;
  }

  get counts(): Omit<RaceCounts, 'modelled'> & { readonly modelled: Omit<ModelCounts, 'refused'> } {
    const modelled = { judged: Object.fromEntries(this.#judged), overlapping: this.#overlapping, silent: this.#silent };
    return { races: Object.fromEntries(this.#races), orders: this.#orders, interleavings: this.#interleavings, modelled };
  }

  /** One race on the ground: `nothing` if none was found there, `over` if the ground can be used no more. */
  once(ground: Ground): 'raced' | 'nothing' | 'over' {
    const kind = ground.model ? 'model' : (turns[this.#turn++ % turns.length] as RaceKind);
    const maker = new RaceMaker(ground);
    if (kind !== 'model') maker.prepareState(inMotion.has(kind));
    const made = makers[kind](maker);
    if (!made || made.lanes.length < 2) return 'nothing';
    const race: Race = { kind, ...made };
    this.#races.set(kind, (this.#races.get(kind) ?? 0) + 1);
    try {
      this.#run(race, [...ground.setup, ...race.prepared], ground);
      return 'raced';
    } catch (error) {
      if (error instanceof Over) return 'over';
      throw error;
    }
  }

  #run(race: Race, before: readonly Action[], { random, model: declared }: Ground): void {
    const at = (switches: readonly number[]): Action[] => [...before, { do: 'together', lanes: race.lanes, switches }, ...race.after];
    const raced = racedIn(at([]));
    if (!raced) return;
    const comparison = declared ? comparisonFor(declared, this.#comparison) : this.#comparison;
    const judge = declared && this.#holdsAlone(race, raced, declared) ? declared : undefined;
    if (!judge && !this.#target.scheduling) return;
    const orders = (this.#target.scheduling ? ordersOf(race.lanes) : []).map((order) => {
      this.#orders++;
      return textsOf(raced, answersInOrder(raced, order, this.#perform(race, inOrder(raced, order)).answers), comparison);
    });
    let points = 0;
    const plans: (readonly number[])[] = [[]];
    for (let switches = plans.shift(); switches; switches = plans.shift()) {
      this.#interleavings++;
      const actions = at(switches);
      const { answers } = this.#perform(race, actions, (passed, returns) => {
        points = Math.max(points, passed);
        // The next list runs inside of the same request, after the one that was switched to.
        if (judge && race.lanes.length > 2 && switches.length === 1) plans.push(...returns.map((next) => [...switches, next]));
      });
      if (switches.length === 0) plans.push(...switchesAmong(points, random, judge && race.lanes.length > 2 ? withOneOfModel : withOne));
      if (judge && this.#astray(judge, actions, answers)) this.#confirm(race, actions, proveModel(this.#target, actions, judge).breach, { kind: 'model', claim: judge.planned.claim, object: judge.planned.object });
      if (orders.length === 0) continue;
      const seen = textsOf(raced, answersTogether(raced, answers), comparison);
      if (!ordersBreach(raced, seen, orders, this.#target.arch)) continue;
      // What earlier runs left behind may be all there is to it.
      this.#confirm(race, actions, proveOrders(this.#target, actions, comparison).breach, { kind: 'orders', unsteady: [...comparison.unsteady], states: [...comparison.states] });
    }
  }

  /** Tells what was seen again. */
  #confirm(race: Race, actions: readonly Action[], wrong: Breach | null, proof: Proof): void {
    if (wrong) this.#watcher.found(wrong, proof, race, actions);
    if (wrong || !this.#target.probe().alive) throw new Over();
  }

  /** Whether a model explains the lists one after the other, in any order: only then has what it says of them at the same time a meaning. */
  #holdsAlone(race: Race, raced: Raced, declared: DeclaredModel): boolean {
    const holds = oneByOne(raced).every((alone) => agrees(declared, alone, this.#perform(race, alone).answers));
    if (!holds) this.#silent++;
    return holds;
  }

  /** Whether no order of the model explains the answers. */
  #astray(declared: DeclaredModel, actions: readonly Action[], answers: Performed['answers']): boolean {
    const history = historyOf(declared, actions, answers);
    const { kind } = judgeHistory(declared, history);
    if (kind !== 'holds' && kind !== 'broken') this.#silent++;
    else {
      const { id } = declared.model;
      this.#judged.set(id, (this.#judged.get(id) ?? 0) + 1);
      if (overlaps(history)) this.#overlapping++;
    }
    return kind === 'broken';
  }

  /** Does the actions, from opening to closing, and checks what holds whatever was done. */
  #perform(race: Race, actions: readonly Action[], passed?: PerformOptions['passed']): Performed {
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

/** What another object says of a state that is changed by way of others is one of them, too: the model alone judges it. */
function comparisonFor({ calls }: DeclaredModel, { unsteady, states }: Comparison): Comparison {
  const moved = new Set(calls.filter(({ bySteps }) => bySteps).map(({ carrier }) => carrier));
  const mirrors = calls.filter(({ changes, carrier }) => moved.size > 0 && !changes && !moved.has(carrier));
  return { unsteady: new Set([...unsteady, ...mirrors.map(({ request }) => itemIn(request.input))]), states };
}

function requestsIn(action: Action): number {
  if (action.do === 'together') return action.lanes.flat().reduce((sum, each) => sum + requestsIn(each), 0);
  return action.do === 'ioctl' || action.do === 'submit' || action.do === 'open-child' || action.do === 'open' ? 1 : 0;
}

/** Places to switch at: single ones, all of them if they are few, then several at once. */
function switchesAmong(points: number, random: Random, most: number): number[][] {
  const step = Math.max(1, Math.ceil(points / most));
  const from = random.below(step);
  const one = Array.from({ length: most }, (_, i) => [from + i * step]).filter(([point = 0]) => point < points);
  const several = Array.from({ length: withSeveral }, () => {
    const some = Array.from({ length: 2 + random.below(mostSwitches - 1) }, () => random.below(Math.max(1, points)));
    return [...new Set(some)].sort((a, b) => a - b);
  });
  return [...one, ...several];
}
