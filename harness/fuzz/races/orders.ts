/**
 * Lists of actions that ran at the same time, held against all orders in which they could have run one after the other:
 * the answers, and what is asked afterwards, must be those of one of them.
 */
import { isError, isSuccess, STATUS, statusName } from '../../abi/ntstatus.ts';
import { orderBreach } from '../../judge/oracles/linearizability.ts';
import type { Breach } from '../../judge/oracles/oracle.ts';
import { verbs } from '../../plan/ask.ts';
import type { Target } from '../../target/target.ts';
import { titleOf } from '../../traffic/about.ts';
import type { Action, Slot } from '../../traffic/actions.ts';
import type { Answered } from '../../traffic/answered.ts';
import { perform, type Performed } from '../../traffic/perform.ts';

type Together = Extract<Action, { do: 'together' }>;

/** Most actions of all lists together: their orders are tried one by one. */
export const mostRaced = 5;
/** Most bytes of an output that a finding shows. */
const mostShown = 32;

/** A list of actions with one `together` in it, taken apart. */
export interface Raced {
  readonly before: readonly Action[];
  readonly together: Together;
  readonly after: readonly Action[];
}

/** `undefined` unless there is exactly one `together`, and its orders can be tried. */
export function racedIn(actions: readonly Action[]): Raced | undefined {
  const at = actions.findIndex((action) => action.do === 'together');
  const together = actions[at];
  if (together?.do !== 'together' || actions.slice(at + 1).some((action) => action.do === 'together')) return undefined;
  if (together.lanes.reduce((sum, lane) => sum + lane.length, 0) > mostRaced) return undefined;
  return { before: actions.slice(0, at), together, after: actions.slice(at + 1) };
}

/** One after the other: by list, which has its turn. */
export type Order = readonly number[];

/** Every order that keeps each list as it is. */
export function ordersOf(lanes: readonly (readonly unknown[])[]): Order[] {
  const search = (left: readonly number[]): Order[] => {
    if (left.every((count) => count === 0)) return [[]];
    return left.flatMap((count, lane) => (count === 0 ? [] : search(left.with(lane, count - 1)).map((order) => [lane, ...order])));
  };
  return search(lanes.map(({ length }) => length));
}

/** The actions in one order. */
export function inOrder({ before, together, after }: Raced, order: Order): Action[] {
  const next = together.lanes.map(() => 0);
  const lanes = order.flatMap((lane) => {
    const index = next[lane] ?? 0;
    next[lane] = index + 1;
    return together.lanes[lane]?.[index] ?? [];
  });
  return [...before, ...lanes, ...after];
}

/** What is compared: the actions of the lists, list by list, then those after them. */
export function comparedIn({ together, after }: Raced): Action[] {
  return [...together.lanes.flat(), ...after];
}

/** The answers to what is compared, of lists that ran in one order. */
export function answersInOrder(raced: Raced, order: Order, answers: readonly Answered[]): (Answered | undefined)[] {
  const { before, together, after } = raced;
  const ofLane = together.lanes.map((): (Answered | undefined)[] => []);
  for (const [i, lane] of order.entries()) ofLane[lane]?.push(answers[before.length + i]);
  const from = before.length + order.length;
  return [...ofLane.flat(), ...after.map((_, i) => answers[from + i])];
}

/** The same of lists that ran at the same time. */
export function answersTogether({ before, together, after }: Raced, answers: readonly Answered[]): (Answered | undefined)[] {
  const { lanes = [] } = answers[before.length] ?? {};
  return [...together.lanes.flatMap((lane, i) => lane.map((_, k) => lanes[i]?.[k])), ...after.map((_, i) => answers[before.length + 1 + i])];
}

/** What of the answers is compared. */
export interface Comparison {
  /** Items whose values are others each time: set and id, as {@link itemIn} gives them. */
  readonly unsteady: ReadonlySet<string>;
  /** Items that hold a state, in the same form. A change of it goes by way of others, and streams may meet any of them. */
  readonly states: ReadonlySet<string>;
}

/** Set and id of a request, in hex; empty where there is none. */
export function itemIn(input: Uint8Array): string {
  return input.length < 20 ? '' : Buffer.from(input.subarray(0, 20)).toString('hex');
}

/**
 * The answers as texts that are the same where they need be. Memory that one list writes while another uses it holds
 * either; how often something was signalled depends on when, where time passes or a handle goes meanwhile: a signal that
 * is due may be lost with the registration.
 */
export function textsOf(raced: Raced, answers: readonly (Answered | undefined)[], { unsteady, states }: Comparison): string[] {
  const overlapping = raced.together.lanes.flat();
  const written = new Set(overlapping.flatMap((action) => (action.do === 'write' ? [action.region] : [])));
  const atSomeTime = overlapping.some(({ do: what }) => what === 'sleep' || what === 'close');
  const goes = overlapping.some(({ do: what }) => what === 'unplug');
  const moves = overlapping.filter((action) => action.do === 'ioctl' && action.input !== null && 'bytes' in action.input && states.has(itemIn(action.input.bytes)));
  const stops = moves.some(isStop);
  const closed = new Set(overlapping.flatMap((action) => (action.do === 'close' ? [action.handle] : [])));
  const inFlight = new Set([...raced.before, ...overlapping].flatMap((action) => (action.do === 'submit' && closed.has(action.handle) ? [action.makes] : [])));
  const taken = new Set<Slot>();
  return comparedIn(raced).map((action, i) => {
    const answered = answers[i];
    if (!answered) return 'nothing';
    if (action.do === 'take-signals' && atSomeTime && !taken.has(action.signal)) {
      taken.add(action.signal);
      return 'some signals';
    }
    // One that is in flight when its handle is closed is served, cancelled, or was never sent.
    if ((action.do === 'submit' && inFlight.has(action.makes)) || (action.do === 'cancel' && inFlight.has(action.request))) return 'sent, or too late';
    if (action.do === 'wait' && inFlight.has(action.request) && !isSuccess(answered.status ?? STATUS.STATUS_UNSUCCESSFUL)) return 'refused, or too late';
    // A request that was let in before its handle or its device went may be refused as one that comes after could not be.
    const late = goes || ('handle' in action && action.do !== 'close' && closed.has(action.handle));
    if (late && (answered.skipped !== undefined || isError(answered.status ?? 0))) return 'refused, or too late';
    // Between two states a request may be taken that neither of them would have served (CONC-004): it ends, one way or another.
    // What was taken so is kept until it is cancelled, unless the last state is one in which nothing is.
    if (moves.length > 0 && (action.do === 'wait' || (action.do === 'cancel' && !stops))) return stops && answered.pending ? 'pending' : 'ended, or kept';
    return textOf(answered, hasSteadyOutput(action, written, unsteady));
  });
}

/** A set of a state to 0, which is KSSTATE_STOP. */
function isStop(action: Action): boolean {
  if (action.do !== 'ioctl' || !action.input || !action.output || !('bytes' in action.input) || !('bytes' in action.output)) return false;
  return ((action.input.bytes[flagsAt] ?? 0) & verbs.set) !== 0 && action.output.bytes.every((byte) => byte === 0);
}

const flagsAt = 20;

function hasSteadyOutput(action: Action, written: ReadonlySet<Slot>, unsteady: ReadonlySet<string>): boolean {
  if (action.do === 'wait') return false;
  if (action.do !== 'ioctl' && action.do !== 'submit') return true;
  const { input, output } = action;
  if (output && 'region' in output && written.has(output.region)) return false;
  return !(input && 'bytes' in input && unsteady.has(itemIn(input.bytes)));
}

function textOf(answered: Answered, withOutput: boolean): string {
  const { status, information, output, opened, signals, skipped, timedOut, pending, died } = answered;
  const parts = [
    ...(status === undefined ? [] : [statusName(status)]),
    ...(information === undefined ? [] : [`Information ${information}`]),
    ...(opened === undefined ? [] : [opened ? 'opened' : 'not opened']),
    ...(timedOut ? ['in no time'] : []),
    ...(pending ? ['pending'] : []),
    ...(signals === undefined ? [] : [`signalled ${signals} times`]),
    ...(skipped === undefined ? [] : [`not done: ${skipped}`]),
    ...(died === undefined ? [] : ['died']),
    ...(withOutput && output && output.length > 0 ? [`0x${hexOf(answered, output)}`] : []),
  ];
  return parts.join(', ');
}

/** Handles and addresses are others each time: they are zero here. */
function hexOf({ outputLinks = [] }: Answered, output: Uint8Array): string {
  const bytes = Buffer.from(output);
  for (const { at, size } of outputLinks) bytes.fill(0, at, at + size);
  return bytes.toString('hex');
}

const short = (text: string): string => text.replace(/0x([0-9a-f]+)/g, (whole, digits: string) => (digits.length > 2 * mostShown ? `0x${digits.slice(0, 2 * mostShown)}…` : whole));

/** An answer says nothing of orders where it took too long, or where kscts could not go on. */
const unclear = (texts: readonly string[]): boolean => texts.some((text) => text.includes('in no time') || text.includes('though nothing is interrupted'));

/** What texts tell against all orders; `null` if nothing, or if they say nothing. `raced` names them. */
export function ordersBreach(raced: Raced, seen: readonly string[], orders: readonly (readonly string[])[], arch: Target['arch']): Breach | null {
  if (orders.some(unclear) || seen.some((text) => text.includes('though nothing is interrupted'))) return null;
  const wrong = orderBreach(seen, orders, () => comparedIn(raced).map((action) => titleOf(action, arch)));
  return wrong && { ...wrong, message: `${short(wrong.message)}: ${raced.together.lanes.map((lane) => lane.map((action) => titleOf(action, arch)).join(', then ')).join('; ')}`, rule: 'CONC-002' };
}

/**
 * Whether the lists in `actions` gave something that no order of them gives. Everything is done twice on a target that is
 * made new, where that can be; what is not the same both times is not compared.
 */
export function proveOrders(target: Target, actions: readonly Action[], comparison: Comparison): { readonly breach: Breach | null; readonly answers: readonly Answered[] } {
  const raced = racedIn(actions);
  const seen = fresh(target, actions);
  if (!raced || !target.scheduling || seen.died !== undefined) return { breach: null, answers: seen.answers };
  const texts = (answers: readonly (Answered | undefined)[]): string[] => textsOf(raced, answers, comparison);
  const unlike = new Set<number>();
  const twice = (run: () => string[] | undefined): string[] | undefined => {
    const [once, again] = [run(), run()];
    if (!once || !again) return undefined;
    for (const [i, text] of once.entries()) if (text !== again[i]) unlike.add(i);
    return once;
  };
  const together = twice(() => texts(answersTogether(raced, fresh(target, actions).answers)));
  const orders = ordersOf(raced.together.lanes).map((order) =>
    twice(() => {
      const { answers, died } = fresh(target, inOrder(raced, order));
      return died === undefined ? texts(answersInOrder(raced, order, answers)) : undefined;
    }),
  );
  if (!together || orders.some((order) => order === undefined)) return { breach: null, answers: seen.answers };
  const compared = (list: readonly string[]): string[] => list.map((text, i) => (unlike.has(i) ? '' : text));
  const wrong = ordersBreach(raced, compared(together), orders.map((order) => compared(order ?? [])), target.arch);
  return { breach: wrong, answers: seen.answers };
}

function fresh(target: Target, actions: readonly Action[]): Performed {
  if (target.capabilities.has('reset')) target.reset();
  return perform(target, actions);
}
