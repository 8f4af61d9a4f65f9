/**
 * What shows a finding again: a list of actions, and what of their answers is wrong. It is looked at apart from the
 * campaign, on a fresh target, as often as making the list smaller needs.
 */
import { isError, isSuccess, statusName, STATUS } from '../abi/ntstatus.ts';
import { modeBreach } from '../judge/oracles/access-mode.ts';
import { extentBreach } from '../judge/oracles/data-integrity.ts';
import { silenceBreach } from '../judge/oracles/events.ts';
import { kindBreach } from '../judge/oracles/kind-matrix.ts';
import { resumeBreach } from '../judge/oracles/power.ts';
import { fetchBreach } from '../judge/oracles/fetches.ts';
import { verifierBreach } from '../judge/oracles/verifier.ts';
import { censusBreach } from '../judge/oracles/census.ts';
import { unwrittenBreach } from '../judge/oracles/disclosure.ts';
import { breach, type Breach } from '../judge/oracles/oracle.ts';
import { promiseBreach } from '../judge/oracles/size-contract.ts';
import { answerBreach, fills } from '../judge/oracles/stateless.ts';
import { titleOf } from '../traffic/about.ts';
import type { Action, Memory } from '../traffic/actions.ts';
import type { Answered } from '../traffic/answered.ts';
import { perform } from '../traffic/perform.ts';
import type { Answer, Target } from '../target/target.ts';
import type { Known } from './generate/draft.ts';
import { kindMatrix } from './generate/kinds.ts';
import { shown } from './generate/sleep.ts';
import { proveModel } from './races/modelled.ts';
import { proveOrders } from './races/orders.ts';
import type { Walks } from './walks.ts';

export type Proof =
  /** The target dies. */
  | { readonly kind: 'died' }
  /** The last request does not complete, not even when it is cancelled. */
  | { readonly kind: 'hang' }
  /** The last answer breaks what holds for every answer. */
  | { readonly kind: 'answer' }
  /** The last answer has a status that it cannot have. */
  | { readonly kind: 'status'; readonly known: Known }
  /** The last two are the same get over two patterns. */
  | { readonly kind: 'unwritten' }
  /** The last two are a question for the size, and a request with as much. */
  | { readonly kind: 'promise' }
  /** The last three are a get, a set that fails, and the get again. */
  | { readonly kind: 'kept' }
  /** While the last request was handled, a handler was told that the kernel asks. */
  | { readonly kind: 'modes' }
  /** While the last request was handled, memory of the caller was read twice. */
  | { readonly kind: 'fetches' }
  /** A header of the last answer tells of more data than fits. `size` is that of a header. */
  | { readonly kind: 'extent'; readonly size: number }
  /** A rule of Driver Verifier was broken. */
  | { readonly kind: 'verifier' }
  /** What the driver holds is not what it held, once all is closed. */
  | { readonly kind: 'census' }
  /** Lists that ran at the same time gave what no order of them gives. `unsteady` and `states` as in `Comparison`. */
  | { readonly kind: 'orders'; readonly unsteady: readonly string[]; readonly states: readonly string[] }
  /** Lists that ran at the same time gave what a declared model explains in no order: `claim` on `object`. */
  | { readonly kind: 'model'; readonly claim: string; readonly object: string }
  /** The last request is for an object of another kind than `object`, and succeeds. */
  | { readonly kind: 'foreign'; readonly object: string }
  /** The last four are a disable, what was signalled until then, a while, and what was signalled since. */
  | { readonly kind: 'silent' }
  /** The last are so many looks, to sleep and back, and the same looks. */
  | { readonly kind: 'resumed'; readonly looks: number }
  /** A request does not complete, not even when its handle is closed. */
  | { readonly kind: 'stuck' }
  /**
   * A step of a model does not hold at the end of a path: `claim` on `object`, by commands as `Choice` labels them. That takes
   * the model to see: actions alone do not show it.
   */
  | { readonly kind: 'walk'; readonly claim: string; readonly object: string; readonly path: readonly string[]; readonly message: string };

/** How many of the last actions a proof is about: these stay when a list is made smaller. */
const tails: Readonly<Record<Proof['kind'], number>> = {
  died: 0,
  hang: 1,
  answer: 1,
  status: 1,
  unwritten: 2,
  promise: 2,
  kept: 3,
  modes: 1,
  fetches: 1,
  extent: 1,
  verifier: 0,
  census: 0,
  orders: 0,
  model: 0,
  stuck: 0,
  foreign: 1,
  silent: 4,
  resumed: 2,
  walk: 1,
};

export function tailOf(proof: Proof): number {
  return tails[proof.kind] + (proof.kind === 'resumed' ? 2 * proof.looks : 0);
}

/** What a list of actions showed. */
export interface Proved {
  /** What is wrong; `null` if nothing is. */
  readonly breach: Breach | null;
  readonly answers: readonly Answered[];
}

/**
 * Performs the actions and tells what is wrong, as `proof` says. A dead target is not reset.
 * @param walks of the same target: who has the models of its device
 */
export function prove(proof: Proof, target: Target, actions: readonly Action[], walks?: Pick<Walks, 'modelOf'>): Proved {
  if (proof.kind === 'model') return proveModel(target, actions, walks?.modelOf(proof));
  if (proof.kind === 'orders') return proveOrders(target, actions, { unsteady: new Set(proof.unsteady), states: new Set(proof.states) });
  const before = proof.kind === 'census' ? target.census() : undefined;
  target.verifier?.take();
  let observed: Breach | null = null;
  const { answers, died, stuck = 0 } = perform(target, actions, (_, index) => {
    observed = observe(proof, target, actions.length - 1 - index) ?? observed;
    return undefined;
  });
  if (died !== undefined) return { answers, breach: proof.kind === 'died' ? breach('O1', died, 'the target stays alive') : null };
  if (proof.kind === 'stuck') return { answers, breach: stuck > 0 ? stuckBreach(stuck) : null };
  if (before) return { answers, breach: censusBreach(before, target.census()) };
  if (proof.kind === 'verifier') return { answers, breach: verifierBreach(target.verifier?.take() ?? []) };
  if (proof.kind === 'modes' || proof.kind === 'fetches') return { answers, breach: observed };
  const tail = answers.slice(-tailOf(proof));
  const whole = tail.length === tailOf(proof) && tail.every(({ skipped }) => skipped === undefined);
  return { answers, breach: whole ? judge(proof, actions.slice(-tail.length), tail) : null };
}

/** Watches the last request; `left` is how many actions are left to do. */
function observe(proof: Proof, target: Target, left: number): Breach | null {
  const { observations } = target;
  if (!observations || (proof.kind !== 'modes' && proof.kind !== 'fetches')) return null;
  if (left === 1) observations.active = true;
  if (left !== 0) return null;
  const wrong = proof.kind === 'modes' ? modeBreach('the request', observations.handlerModes) : fetchBreach('the request', observations.fetches);
  observations.active = false;
  return wrong;
}

function judge(proof: Proof, actions: readonly Action[], answers: readonly Answered[]): Breach | null {
  const last = answers.at(-1);
  const lastAction = actions.at(-1);
  const first = answers[0];
  if (!last || !lastAction || !first) return null;
  switch (proof.kind) {
    case 'foreign':
      return lastAction.do === 'ioctl' ? kindBreach(kindMatrix(proof.object), proof.object, lastAction.code, last.status ?? 0) : null;
    case 'silent':
      return isSuccess(first.status ?? STATUS.STATUS_UNSUCCESSFUL) ? silenceBreach('the event', last.signals ?? 0) : null;
    case 'resumed': {
      const look = (from: number) => new Map(actions.slice(0, proof.looks).map((action, i) => [titleOf(action, 'x64'), shown(answerOf(answers[from + i] ?? {}), answers[from + i]?.output ?? none)]));
      return resumeBreach('sleep', look(0), look(proof.looks + 2));
    }
    case 'extent':
      return framesBreach(last.output ?? none, proof.size);
    case 'hang':
      return (last.timedOut && last.status === STATUS.STATUS_PENDING) || last.pending ? hangBreach() : null;
    case 'answer':
      return lastAction.do === 'ioctl' ? answered(lastAction.output, last) : null;
    case 'status':
      return statusBreach(proof.known, last.status ?? 0);
    case 'unwritten':
      if (!sameAnswer(first, last) || !isSuccess(last.status ?? 0)) return null;
      return unwrittenBreach(written(first), written(last), fills[0], fills[1]);
    case 'promise':
      return sizeBreach(answerOf(first), answerOf(last));
    case 'kept': {
      const failed = answers[1];
      if (!isError(failed?.status ?? 0) || !isSuccess(first.status ?? 0)) return null;
      return keptBreach(written(first), last.status ?? 0, written(last));
    }
    // Shown by what the target tells of itself, or by a walk.
    default:
      return null;
  }
}

/** The output buffer of an action stands in it, so what changed can be told. */
function answered(output: Memory, { status = STATUS.STATUS_SUCCESS, information = 0, output: after }: Answered): Breach | null {
  if (!after || !output || !('bytes' in output)) return information > 0 && isSuccess(status) ? answerBreach({ status, information }, none, none, undefined, 0) : null;
  return answerBreach({ status, information }, after, after, output.bytes, 0);
}

const none = new Uint8Array(0);
const written = ({ output = none, information = 0 }: Answered): Uint8Array => output.subarray(0, information);
const answerOf = ({ status = STATUS.STATUS_SUCCESS, information = 0 }: Answered): Answer => ({ status, information });
const sameAnswer = (a: Answered, b: Answered): boolean => a.status === b.status && a.information === b.information;

/** Frames hold no more than fits; on x64 and x86 the two fields are at the same place. */
export function framesBreach(headers: Uint8Array, size: number): Breach | null {
  const view = new DataView(headers.buffer, headers.byteOffset, headers.length);
  for (let at = 0; at + size <= headers.length; at += size) {
    const wrong = extentBreach('a frame', view.getUint32(at + dataUsedAt, true), view.getUint32(at + frameExtentAt, true));
    if (wrong) return wrong;
  }
  return null;
}

const frameExtentAt = 32;
const dataUsedAt = 36;

/** Requests that neither a cancel nor the closing of their handle ends. */
export function stuckBreach(stuck: number): Breach {
  return breach('O11', `${stuck} requests did not complete, though they were cancelled and their handles closed`, 'every request completes');
}

export function hangBreach(): Breach {
  return breach('O11', 'the request did not complete, not even when it was cancelled', 'every request completes');
}

/** The status of a request that is wrong in one known way. */
export function statusBreach({ statuses, text, rule }: Known, status: number): Breach | null {
  return statuses.includes(status) ? null : breach('O2', `status is ${statusName(status)}`, `status ${text}`, rule);
}

/** A size that is told is enough. Any other error says that there is no value now, which breaks no promise. */
export function sizeBreach(query: Answer, answer: Answer): Breach | null {
  const { status } = answer;
  if (isError(status) && status !== STATUS.STATUS_BUFFER_TOO_SMALL) return null;
  return promiseBreach(query, answer);
}

/** What a get answers after a set that failed. */
export function keptBreach(before: Uint8Array, status: number, after: Uint8Array): Breach | null {
  if (!isSuccess(status)) return breach('O6', `after a set that failed the get is refused with ${statusName(status)}`, 'a set that fails changes nothing', 'PROP-046');
  if (Buffer.compare(before, after) === 0) return null;
  return breach('O6', 'a set that failed changed the value', 'a set that fails changes nothing', 'PROP-046');
}
