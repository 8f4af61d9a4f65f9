/**
 * Requests of a declared model that ran at the same time, held against the model: some order of them must explain every
 * answer. It takes no other run of the device, so it also judges targets whose orders cannot be repeated; and an order must
 * keep to the time at which requests were sent and answered.
 */
import { isError, STATUS, statusName } from '../../abi/ntstatus.ts';
import type { Given } from '../../judge/answering-target.ts';
import type { DeclaredModel, ModelCall, ModelState } from '../../judge/declared-model.ts';
import { linearizabilityBreach, linearize, mostOperations, type Operation } from '../../judge/oracles/linearizability.ts';
import type { Breach } from '../../judge/oracles/oracle.ts';
import type { Target } from '../../target/target.ts';
import type { Action, Memory, Slot } from '../../traffic/actions.ts';
import type { Answered } from '../../traffic/answered.ts';
import { perform } from '../../traffic/perform.ts';
import { inOrder, ordersOf, racedIn, type Raced } from './orders.ts';
import { ending } from './streams.ts';

export type CallMade = Operation<ModelCall, Given>;

/** One action with its answer, and when it was begun and done. */
interface Timed {
  readonly action: Action;
  readonly answered: Answered;
  readonly begun: number;
  readonly done: number;
}

const none = new Uint8Array(0);
const bytesOf = (memory: Memory): Uint8Array => (memory && 'bytes' in memory ? memory.bytes : none);

/** Actions in the order of their beginnings, those of lists among them. */
function timed(actions: readonly Action[], answers: readonly Answered[]): Timed[] {
  let now = 0;
  return actions.flatMap((action, i): Timed[] => {
    const answered = answers[i];
    if (!answered) return [];
    if (action.do !== 'together') return [{ action, answered, begun: now++, done: now++ }];
    const from = now;
    return action.lanes.flatMap((lane, l) =>
      lane.flatMap((single, k): Timed[] => {
        const [time, given] = [answered.times?.[l]?.[k], answered.lanes?.[l]?.[k]];
        if (!time || !given) return [];
        now = Math.max(now, from + time[1] + 1);
        return [{ action: single, answered: given, begun: from + time[0], done: from + time[1] }];
      }),
    );
  });
}

/** The calls of a model among actions. What went with its handle may have had its effect or not. */
export function historyOf(model: DeclaredModel, actions: readonly Action[], answers: readonly Answered[]): CallMade[] {
  const all = timed(actions, answers);
  const closings = new Map(all.flatMap(({ action, begun }) => (action.do === 'close' ? [[action.handle, begun] as const] : [])));
  const waits = new Map<Slot, Timed>();
  for (const each of all) if (each.action.do === 'wait' && each.answered.status !== undefined) waits.set(each.action.request, each);
  return all.flatMap((each): CallMade[] => {
    const { action, answered, begun } = each;
    if ((action.do !== 'ioctl' && action.do !== 'submit') || answered.skipped !== undefined) return [];
    const call = model.callOf({ code: action.code, input: bytesOf(action.input), output: bytesOf(action.output) });
    if (!call) return [];
    const end = action.do === 'submit' ? waits.get(action.makes) : each;
    const { status, information = 0, output = none, timedOut } = end?.answered ?? {};
    const closed = (closings.get(action.handle) ?? Infinity) < (end?.done ?? Infinity);
    if (status === undefined || timedOut || !end || (closed && isError(status))) return [{ call, answer: { status: STATUS.STATUS_PENDING, information: 0, output: none }, invoked: begun, returned: Infinity }];
    return [{ call, answer: { status, information, output }, invoked: begun, returned: end.done }];
  });
}

/** Whether calls were in flight at the same time. */
export function overlaps(history: readonly CallMade[]): boolean {
  return history.some((a, i) => history.some((b, k) => k > i && inFlightTogether(a, b)));
}

/**
 * `holds`: some order explains it; `silent`: one does that leads where the model says nothing; `strayed`: the model does not
 * hold before anything overlaps, which is for others to tell.
 */
export type ModelVerdict = { readonly kind: 'holds' | 'silent' | 'strayed' } | { readonly kind: 'broken'; readonly breach: Breach };

/** Holds a history against the model, from its first state on. */
export function judgeHistory(model: DeclaredModel, history: readonly CallMade[]): ModelVerdict {
  const { sequential } = model;
  const { states, rest } = withoutPrefix(model, history.map((made) => (meetsSteps(made, history) ? { ...made, returned: Infinity } : made)));
  const [initial] = states;
  if (states.length === 0) return { kind: 'strayed' };
  if (initial === undefined || rest.length > mostOperations) return { kind: 'silent' };
  const known = { ...sequential, initial, apply: (...asked: Parameters<typeof sequential.apply>) => sequential.apply(...asked).filter((state) => state !== undefined) };
  if (linearize(rest, known)) return { kind: 'holds' };
  const wrong = linearizabilityBreach(rest, { ...sequential, initial }, showCall);
  if (!wrong) return { kind: 'silent' };
  const { id, rules } = model.model;
  const message = `${wrong.message}; ${id} was in ${sequential.key(initial)}`;
  const expected = `the effect of some order of what overlapped, as ${id} has it (${rules.map((rule) => rule.id).join(', ')})`;
  return { kind: 'broken', breach: { ...wrong, message, expected, ...(rules[0] && { rule: rules[0].id }) } };
}

/** Whether it looks while a state is changed by way of others: it may see any of them. */
function meetsSteps(made: CallMade, history: readonly CallMade[]): boolean {
  return !made.call.changes && !made.call.streams && history.some((other) => other.call.bySteps && other !== made && inFlightTogether(other, made));
}

const inFlightTogether = (a: CallMade, b: CallMade): boolean => a.invoked < b.returned && b.invoked < a.returned;

/** What came one after the other before anything overlapped leads to a state; to none if the model does not hold there. */
function withoutPrefix(model: DeclaredModel, history: readonly CallMade[]): { readonly states: readonly ModelState[]; readonly rest: readonly CallMade[] } {
  const rest = [...history].sort((a, b) => a.invoked - b.invoked);
  let states: readonly ModelState[] = [model.sequential.initial];
  for (let [first, second] = rest; first && first.returned < (second?.invoked ?? Infinity); [first, second] = rest) {
    const { call, answer } = first;
    states = states.flatMap((state) => model.sequential.apply(state, call, answer));
    rest.shift();
  }
  return { states, rest };
}

function showCall({ call: { label, request }, answer: { status, information, output } }: CallMade): string {
  const shown = request.output.length > 0 && information > 0 && information <= mostShown ? ` 0x${Buffer.from(output.subarray(0, information)).toString('hex')}` : '';
  return `${label}: ${statusName(status)}${shown}`;
}

/** Most bytes of an answer that a finding shows. */
const mostShown = 16;

/** The lists one after the other in every order, each read and write until it ends. */
export function oneByOne(raced: Raced): Action[][] {
  return ordersOf(raced.together.lanes).map((order) => inOrder(raced, order).flatMap((action) => (action.do === 'submit' ? [action, ...ending(action.makes)] : [action])));
}

/** Whether a model explains, or says nothing of, what was done. */
export function agrees(model: DeclaredModel, actions: readonly Action[], answers: readonly Answered[]): boolean {
  const { kind } = judgeHistory(model, historyOf(model, actions, answers));
  return kind === 'holds' || kind === 'silent';
}

/**
 * Whether what ran at the same time gave what no order of the model gives, although the model explains the lists one after
 * the other. On a target that is made new each time, where that can be.
 */
export function proveModel(target: Target, actions: readonly Action[], model: DeclaredModel | undefined): { readonly breach: Breach | null; readonly answers: readonly Answered[] } {
  const raced = racedIn(actions);
  const fresh = (list: readonly Action[]) => {
    if (target.capabilities.has('reset')) target.reset();
    return perform(target, list);
  };
  const { answers, died } = fresh(actions);
  if (!model || !raced || died !== undefined) return { breach: null, answers };
  const verdict = judgeHistory(model, historyOf(model, actions, answers));
  const alone = verdict.kind === 'broken' && oneByOne(raced).every((list) => agrees(model, list, fresh(list).answers));
  return { answers, breach: alone ? verdict.breach : null };
}
