/**
 * A campaign on one target: rounds, each in a place, until somebody ends it. The same seed and target give the same
 * rounds; when it ends is up to the caller.
 *
 * Long because a round is one story, from opening to closing, and its parts are in files of their own already.
 */
import { ioctlName } from '../abi/ioctl.ts';
import { CaseContext } from '../judge/context.ts';
import { verifierBreach } from '../judge/oracles/verifier.ts';
import { censusBreach } from '../judge/oracles/census.ts';
import { breach, type Breach } from '../judge/oracles/oracle.ts';
import { Broken, CannotTell, Hung, NotJudged } from '../judge/outcome.ts';
import type { DeviceObject } from '../plan/device.ts';
import type { SpecBook } from '../spec/model.ts';
import { TargetDied, type Answer, type Target } from '../target/target.ts';
import type { Action } from '../traffic/actions.ts';
import { askedIn } from './asked.ts';
import { Behaviours } from './behaviours.ts';
import { Corpus, type Kept } from './corpus.ts';
import type { Found } from './finding.ts';
import { causeOf } from './finding.ts';
import type { Draft } from './generate/draft.ts';
import { Creates } from './generate/creates.ts';
import { eventOnce } from './generate/events.ts';
import { kindOnce } from './generate/kinds.ts';
import { sleepOnce } from './generate/sleep.ts';
import { setInMotion, type Scene } from './generate/scene.ts';
import { streamOnce } from './generate/streams.ts';
import type { Template } from './generate/template.ts';
import { findPlaces, type Places } from './places.ts';
import { Prober } from './prober.ts';
import type { Proof } from './proof.ts';
import { derive, Random } from './random.ts';
import { coverageOf, type FoundCoverage, type Reach } from './reach.ts';
import { Tape, type TapeSink } from './tape.ts';
import { RaceRounds } from './races/race-rounds.ts';
import type { RaceCounts } from './races/racer.ts';
import { Spread } from './spread.ts';
import { seatsOf, type Stage } from './stage.ts';
import { TapedTarget } from './taped-target.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** Sets, items, objects or queries of case ids; none means everything. */
  readonly focus: readonly string[];
  /** Whether what may lose settings or data is asked, too. */
  readonly destructive: boolean;
  /** Requests of a round. */
  readonly roundLength?: number;
  /** The first round, where earlier ones were done before; 0 unless told. */
  readonly firstRound?: number;
  /** Requests that are left out, as `verb item`. */
  readonly avoid?: readonly string[];
  /** Whether requests are kept for other campaigns. */
  readonly keeps?: boolean;
  /** Whether requests are also sent at the same time, where the target can do that; they are unless told. */
  readonly races?: boolean;
  /** Where everything is written before it is done. */
  readonly sink?: TapeSink;
  /** Called for every finding that is unlike all before, with all that was done since the target was fresh. */
  readonly onFinding?: (found: Found, actions: readonly Action[]) => void;
}

/** Requests of a round: long enough that opening costs little, short enough that its record is at hand. */
const usualLength = 2000;
/** Requests around one request, at most. */
const aroundOne = 500;
/** How often a scene comes between the neighbourhoods, and how often it is played then. */
const sceneOf = 4;
const timesOfScene = 24;
const timesOfSleep = 2;
/** One round of so many races. */
const raceOf = 3;
/** Rounds until a target that can be made new is made new. */
const roundsOfOneBoot = 8;

export class Campaign {
  readonly places: Places;
  readonly behaviours = new Behaviours();
  readonly corpus = new Corpus();
  /** One request for each status of a verb of an item, if they are kept. */
  readonly kept: Kept[] = [];
  /** How often each cause was found. */
  readonly causes = new Map<string, number>();
  readonly #book: SpecBook;
  readonly #target: TapedTarget;
  readonly #options: CampaignOptions;
  readonly #prober: Prober;
  readonly #spread: Spread;
  #rounds = 0;
  #stage: Stage | undefined;
  #random = new Random(0);
  /** What a scene does at present. */
  #doing: { readonly object: DeviceObject; readonly verb: string; readonly item: string; readonly changes: readonly string[] } | undefined;
  readonly #creates: Creates;
  readonly #races: RaceRounds | undefined;
  readonly #keptKeys = new Set<string>();
  /** Where on the tape the round begins, and where its stage is set; the actions between, once asked for. */
  #roundStart = 0;
  #stageSet = 0;
  #setup: readonly Action[] | undefined;

  /** @throws UserError where the focus fits nothing; TargetDied where the target dies of being looked at, which was told then */
  constructor(book: SpecBook, target: Target, options: CampaignOptions) {
    this.#book = book;
    this.#options = options;
    const avoid = new Set(options.avoid);
    this.#target = new TapedTarget(target, new Tape(options.sink));
    const places = this.#lookAt(avoid, target.scheduling !== undefined);
    this.places = places;
    this.#rounds = options.firstRound ?? 0;
    this.#prober = new Prober(this.#target, this.behaviours, {
      found: (wrong, proof, draft) => { this.#found(wrong, proof, draft); },
      news: (draft, answer) => {
        this.corpus.keep(draft, this.#random);
        if (options.keeps === true) this.#keep(draft, answer);
      },
    });
    this.#creates = new Creates(this.places.device);
    const races = options.races === false ? undefined : this.#racesOn(target);
    this.#races = races?.able === true ? races : undefined;
    this.#spread = new Spread(this.#prober, this.corpus, this.places.templates);
  }

  /** The places of the device, as it shows them. @throws TargetDied where the target dies of being looked at: that is a finding, too */
  #lookAt(avoid: ReadonlySet<string>, simulated: boolean): Places {
    const { focus, destructive } = this.#options;
    try {
      const places = findPlaces(this.#book, this.#target, focus, destructive, simulated);
      this.#target.rewind();
      return { ...places, templates: places.templates.filter(({ verb, item }) => !avoid.has(`${verb} ${item?.name ?? ''}`)) };
    } catch (error) {
      if (error instanceof TargetDied) {
        const wrong = breach('O1', error.detail, 'the target stays alive');
        this.#tell({ verdict: 'crash', breach: wrong, object: '', item: '', verb: 'discovery', path: '', changes: [], state: '', proof: { kind: 'died' } });
      }
      throw error;
    }
  }

  get requests(): number {
    return this.#prober.requests;
  }

  get rounds(): number {
    return this.#rounds;
  }

  /** States of models that were reached. */
  get states(): number {
    return this.places.reaches.reduce((sum, { graph }) => sum + graph.states.length, 0);
  }

  get coverage(): FoundCoverage {
    return coverageOf(this.places.reaches);
  }

  /** Requests that were sent at the same time; `undefined` where the target cannot schedule and no model can judge. */
  get races(): RaceCounts | undefined {
    return this.#races?.counts;
  }

  /**
   * One round: somewhere, from opening to closing, with about `most` requests.
   * @throws TargetDied where the target cannot be brought back; TargetMisuse for a mistake of kscts
   */
  round(most = this.#options.roundLength ?? usualLength): void {
    const number = this.#rounds++;
    this.#random = new Random(derive(this.#options.seed, number));
    if (this.#races && this.places.subjects.length > 0 && number % raceOf === raceOf - 1) {
      this.#race(this.#races, most);
      return;
    }
    if (number % roundsOfOneBoot === 0 && number > 0 && this.#target.capabilities.has('reset')) this.#target.reset();
    else if (number % roundsOfOneBoot === 0) this.#target.rewind();
    this.#roundStart = this.#target.tape.length;
    this.#setup = undefined;
    const { subject, reach } = this.#placeOf(number);
    const ctx = new CaseContext(this.#book, this.#target, reach?.planned ?? plainCase(subject), this.places.device);
    const counts = this.#target.capabilities.has('census') ? this.#target.census() : undefined;
    try {
      try {
        this.#enter(ctx, subject, reach);
        if (this.#stage) this.#ask(this.#stage, ctx, this.#prober.requests + most);
      } finally {
        if (this.#target.probe().alive) ctx.tearDown();
      }
      const rule = verifierBreach(this.#target.verifier?.take() ?? []);
      if (rule) this.#found(rule, { kind: 'verifier' });
      const left = counts && censusBreach(counts, this.#target.census());
      if (left) this.#found(left, { kind: 'census' });
    } catch (error) {
      if (!(error instanceof TargetDied)) throw error;
      this.#died(error.detail);
      if (!this.#target.capabilities.has('reset')) throw error;
      this.#target.reset();
    } finally {
      this.#stage = undefined;
      this.#doing = undefined;
    }
  }

  #racesOn(target: Target): RaceRounds {
    return new RaceRounds(this.#book, target, this.#target, this.places, {
      sent: (requests) => { this.#prober.requests += requests; },
      found: (wrong, proof, { kind, object, item, changes }, actions) => {
        const verdict = proof.kind === 'died' ? 'crash' : proof.kind === 'stuck' ? 'hang' : 'fail';
        this.#tell({ verdict, breach: wrong, object: object.kind, item, verb: `race ${kind}`, path: object.path, changes, state: '', proof }, actions);
      },
    });
  }

  #race(races: RaceRounds, most: number): void {
    const end = this.#prober.requests + most;
    try {
      races.round(this.#random, () => this.#prober.requests >= end);
    } catch (error) {
      if (!(error instanceof TargetDied)) throw error;
      this.#died(error.detail);
      if (!this.#target.capabilities.has('reset')) throw error;
      this.#target.reset();
    }
  }

  /** Every other round goes where a model has something new; the others go everywhere in turn. */
  #placeOf(number: number): { readonly subject: DeviceObject; readonly reach: Reach | undefined } {
    const { subjects, reaches } = this.places;
    const unfinished = reaches.filter((reach) => reach.unfinished);
    const turn = Math.floor(number / 2);
    const next = number % 2 === 0 && unfinished.length > 0 ? unfinished[turn % unfinished.length] : undefined;
    if (next) return { subject: next.planned.subject, reach: next };
    const usable = reaches.filter(({ refused }) => refused === undefined);
    const place = turn % (subjects.length + usable.length);
    const reach = usable[place - subjects.length];
    return { subject: reach?.planned.subject ?? (subjects[place] as DeviceObject), reach };
  }

  /** Opens the subject, in a state if a model says which; no stage where that cannot be. */
  #enter(ctx: CaseContext, subject: DeviceObject, reach: Reach | undefined): void {
    this.#stage = undefined;
    let state = '';
    try {
      if (reach) {
        this.#doing = { object: subject, verb: 'walk', item: reach.model.id, changes: [] };
        const walk = reach.arrive(ctx, this.#random);
        state = `${reach.model.id} ${walk.state}`;
        this.#doing = undefined;
      }
      const seats = seatsOf(ctx, subject, this.#target);
      const holders = new Set(seats.map(({ object }) => object));
      const here = this.places.templates.filter(({ carrier }) => holders.has(carrier));
      this.#stage = {
        subject,
        state,
        stateNumber: this.behaviours.stateNumber(`${subject.path} ${state}`),
        seats,
        own: here.filter(({ carrier }) => carrier === seats[0]?.object),
        others: here.filter(({ carrier }) => carrier !== seats[0]?.object),
      };
      this.#prober.stage = this.#stage;
      this.#stageSet = this.#target.tape.length;
    } catch (error) {
      if (error instanceof Broken || error instanceof Hung) this.#strayed(ctx, error, reach);
      else if (error instanceof NotJudged || error instanceof CannotTell) {
        if (reach && reach.graph.states.length === 0) reach.refused = error.message;
      } else throw error;
    }
  }

  /** A step of a model did not hold. */
  #strayed(ctx: CaseContext, error: Broken | Hung, reach: Reach | undefined): void {
    const { planned } = reach ?? {};
    const found: Found = {
      verdict: error instanceof Hung ? 'hang' : 'fail',
      breach: breach(error instanceof Hung ? 'O11' : (error.oracle ?? 'O5'), error.message, error instanceof Broken ? error.expected : 'every request completes', error instanceof Broken ? error.rule?.id : undefined),
      object: planned?.subject.kind ?? '',
      item: planned?.claim ?? '',
      verb: 'walk',
      path: planned?.object ?? '',
      changes: [String(ctx.values['path'] ?? '')],
      state: '',
      proof: { kind: 'walk', claim: planned?.claim ?? '', object: planned?.object ?? '', path: [...(reach?.path ?? [])], message: error.message },
    };
    this.#tell(found);
  }

  /** Some of what takes more than one request: creating, streaming, registering. */
  #play(stage: Stage, ctx: CaseContext): void {
    const scene: Scene = {
      target: this.#target,
      stage,
      random: this.#random,
      doing: (object, verb, item, changes) => { this.#doing = { object, verb, item, changes }; },
      sent: () => { this.#prober.requests++; },
      found: (wrong, proof) => { this.#found(wrong, proof); },
    };
    const play = this.#random.pick(['creates', 'streams', 'events', 'kinds', 'sleep'] as const);
    if (play === 'events' && this.#random.once(2)) setInMotion(scene);
    for (let i = 0; i < timesOfScene; i++) {
      if (play === 'creates' && !this.#creates.once(scene, ctx.fixture)) break;
      if (play === 'streams' && !streamOnce(scene)) break;
      if (play === 'events' && !eventOnce(scene, stage.own)) break;
      if (play === 'kinds' && !kindOnce(scene)) break;
      if (play === 'sleep' && (i >= timesOfSleep || !sleepOnce(scene))) break;
    }
    this.#doing = undefined;
  }

  #ask(stage: Stage, ctx: CaseContext, end: number): void {
    while (this.#prober.requests < end) {
      const before = this.#prober.requests;
      if (this.#random.once(sceneOf)) this.#play(stage, ctx);
      const templates = stage.others.length === 0 || !this.#random.once(3) ? stage.own : stage.others;
      const template = templates.length > 0 ? this.#choose(templates) : undefined;
      if (template) this.#spread.around(template, this.#random, Math.min(aroundOne, end - before));
      if (this.#prober.requests === before) return;
    }
  }

  /** What is offered comes before what is not. */
  #choose(templates: readonly Template[]): Template {
    let chosen = this.#random.pick(templates);
    for (let i = 0; i < 8 && !chosen.offered; i++) chosen = this.#random.pick(templates);
    return chosen;
  }

  /** Keeps the request that is last on the tape, with how the stage was set. */
  #keep({ template, odd, astray }: Draft, { status }: Answer): void {
    if (!template || odd || astray) return;
    const key = `${template.object.kind} ${template.verb} ${template.item?.name ?? template.code} ${status}`;
    if (this.#keptKeys.has(key)) return;
    this.#keptKeys.add(key);
    this.#setup ??= this.#target.tape.actions(this.#roundStart, this.#stageSet);
    const request = this.#target.tape.lastAction();
    if (request) this.kept.push({ template, status, actions: [...this.#setup, request] });
  }

  /** The target died: of what was asked last, which is not always what the template was about. */
  #died(detail: string): void {
    const last = this.#target.tape.lastAction();
    const plain = last?.do === 'ioctl' && !this.#doing && this.#stage ? askedIn(last, this.#target.arch) : undefined;
    const { template } = this.#prober.draft;
    if (plain && template) {
      this.#doing = { object: template.object, ...plain, changes: this.#spread.changes.map(({ name }) => name) };
    }
    this.#found(breach('O1', detail, 'the target stays alive'), { kind: 'died' });
  }

  #found(wrong: Breach, proof: Proof, asked?: Draft): void {
    const { object, verb, item, changes } = this.#doing ?? {};
    const draft = this.#doing ? undefined : asked;
    const template = draft?.template;
    const subject = this.#stage?.subject;
    this.#tell({
      verdict: proof.kind === 'died' ? 'crash' : proof.kind === 'hang' ? 'hang' : 'fail',
      breach: wrong,
      object: (object ?? template?.object ?? subject)?.kind ?? '',
      item: item ?? template?.item?.name ?? (draft ? ioctlName(draft.code) : ''),
      verb: verb ?? template?.verb ?? proof.kind,
      path: (object ?? template?.object ?? subject)?.path ?? '',
      changes: changes ?? (draft ? this.#spread.changes.map((change) => change.name) : []),
      state: this.#stage?.state ?? '',
      proof,
    });
  }

  #tell(found: Found, actions?: readonly Action[]): void {
    const cause = causeOf(found);
    const times = this.causes.get(cause) ?? 0;
    this.causes.set(cause, times + 1);
    if (times === 0) this.#options.onFinding?.(found, actions ?? this.#target.tape.actions());
  }
}

function plainCase(subject: DeviceObject) {
  return { id: '', kind: 'law', claim: '', object: subject.path, subject } as const;
}
