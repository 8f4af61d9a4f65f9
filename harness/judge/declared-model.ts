/**
 * A declared model as what operations do when they come one after the other: what `linearize` holds a history against.
 * Whether a state allows an answer is asked of the model's own steps, which run on the answer that came.
 */
import { carrier, type DeviceObject } from '../plan/device.ts';
import { evaluateAll } from '../plan/fixture.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { CompiledModel, SpecBook } from '../spec/model.ts';
import type { Arch } from '../target/target.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { ExpressionError } from '../spec/expression.ts';
import { AnsweringTarget, type Given, type Sent } from './answering-target.ts';
import { CaseContext } from './context.ts';
import { partsOf, type Part } from './model-calls.ts';
import type { Variables } from './model-graph.ts';
import type { Sequential } from './oracles/linearizability.ts';
import { Broken, CannotTell, Hung, NotJudged } from './outcome.ts';
import { runOf } from './steps/index.ts';
import { choicesOf, keyOf } from './walk.ts';

/** One of the things that a model says of a request. */
interface Form extends Part {
  readonly values: Variables;
}

/** A request of the model, with values for the variables of its command. */
export interface ModelCall {
  /** `go(3)`; `look: get KSPROPERTY_CONNECTION_STATE`. */
  readonly label: string;
  /** Several commands may ask the same, each in states of its own. */
  readonly forms: readonly Form[];
  /** Whether the state is another one after it, in some state at least. */
  readonly changes: boolean;
  readonly request: Sent;
  /** Whose handle takes it. */
  readonly carrier: DeviceObject;
  /** It sets the state of the object, which may go there by way of others (CONN-009). */
  readonly bySteps: boolean;
  /** It is a read or a write of a stream, in flight until it is waited for. */
  readonly streams: boolean;
}

/** Values of the model's variables; `undefined` where the model does not say what is the case. */
export type ModelState = Variables | undefined;

export class DeclaredModel {
  readonly model: CompiledModel;
  readonly planned: PlannedCase;
  readonly calls: readonly ModelCall[];
  readonly sequential: Sequential<ModelState, ModelCall, Given>;
  readonly #target: AnsweringTarget;
  readonly #ctx: CaseContext;
  readonly #byRequest: ReadonlyMap<string, ModelCall>;
  readonly #known = new Map<string, readonly ModelState[]>();

  /** Use {@link declaredModel}. */
  constructor(book: SpecBook, arch: Arch, planned: PlannedCase, model: CompiledModel, device: readonly DeviceObject[], parts: readonly Part[]) {
    this.model = model;
    this.planned = planned;
    this.#target = new AnsweringTarget(arch);
    const ctx = (this.#ctx = new CaseContext(book, this.#target, planned, device));
    ctx.interleaved = true;
    const initial: Variables = evaluateAll(model.state, ctx.scope);
    Object.assign(ctx.scope, initial);
    const calls = new Map<string, ModelCall>();
    for (const call of parts.flatMap((part) => this.#callsOf(part, initial))) {
      const key = keyOfRequest(call.request);
      const known = calls.get(key);
      calls.set(key, known ? { ...known, forms: [...known.forms, ...call.forms], changes: known.changes || call.changes } : call);
    }
    this.#byRequest = calls;
    this.calls = [...calls.values()];
    this.sequential = { initial, key: (state) => (state ? keyOf(state) : '?'), apply: (state, call, answer) => this.#apply(state, call, answer) };
  }

  /** The call that a request is, if it is one of the model's. */
  callOf(request: Pick<Sent, 'code' | 'input' | 'output'>): ModelCall | undefined {
    return this.#byRequest.get(keyOfRequest(request));
  }

  /** Whether the model says what the call does in a state. */
  says(state: ModelState, { forms }: ModelCall): boolean {
    return state !== undefined && forms.some((form) => this.#isIn(state, form));
  }

  #isIn(state: Variables, { command, values }: Form): boolean {
    return this.#ctx.with({ ...state, ...values }, () => command.when?.test(this.#ctx.scope) ?? true);
  }

  #callsOf(part: Part, initial: Variables): ModelCall[] {
    const { ask, command } = part;
    return choicesOf(command, this.#ctx).flatMap(({ values, label }) => {
      this.#target.sent = undefined;
      this.#run(part, initial, values, undefined);
      const request = this.#target.sent as Sent | undefined;
      const taker = request && [...this.#carriers()].find(({ handle }) => handle === request.handle)?.object;
      if (!request || !taker) return [];
      const title = ask.kind === 'get' && !part.changes ? `${label}: get ${ask.get.name}` : label;
      const streams = request.code === IOCTL.IOCTL_KS_READ_STREAM || request.code === IOCTL.IOCTL_KS_WRITE_STREAM;
      // Any other request in flight has memory of its own, which would be another one each time.
      return ask.kind === 'submit' && !streams ? [] : [{ label: title, forms: [{ ...part, values }], changes: part.changes, request, carrier: taker, bySteps: ask.kind === 'set' && ask.set.candidates.some((item) => taker.declaration.state?.candidates.includes(item)), streams }];
    });
  }

  *#carriers() {
    for (let object: DeviceObject | undefined = this.planned.subject; object; object = object.parent) {
      yield { object: carrier(object), handle: this.#ctx.fixture.handleOf(object) };
    }
  }

  #apply(state: ModelState, call: ModelCall, answer: Given | undefined): readonly ModelState[] {
    if (!state) return [undefined];
    const key = `${keyOf(state)}|${call.label}|${answer ? `${answer.status} ${answer.information} ${hex(answer.output)}` : ''}`;
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size > mostKnown) this.#known.clear();
      this.#known.set(key, (known = this.#judge(state, call, answer)));
    }
    return known;
  }

  #judge(state: Variables, call: ModelCall, answer: Given | undefined): readonly ModelState[] {
    const forms = call.forms.filter((form) => this.#isIn(state, form));
    // A get changes nothing, also where nothing is said of what it answers.
    if (forms.length === 0) return [call.forms.every(({ ask, changes }) => ask.kind === 'get' && !changes) ? state : undefined];
    const given = answer && { ...call.request, ...answer };
    const verdicts = given ? forms.map((form) => this.#run(form, state, form.values, given)) : [];
    if (verdicts.includes('broken')) return [];
    const changing = forms.find(({ changes }) => changes);
    if (!changing) return [state];
    if (verdicts[forms.indexOf(changing)] === 'unknown') return [undefined];
    return [this.#ctx.with({ ...state, ...changing.values }, () => ({ ...state, ...evaluateAll(changing.command.next, this.#ctx.scope) }))];
  }

  /** Whether the steps take the answer. */
  #run({ steps, ask }: Part, state: Variables, values: Variables, given: AnsweringTarget['given']): 'holds' | 'broken' | 'unknown' {
    const ctx = this.#ctx;
    this.#target.given = given;
    this.#target.tellsSize = ask.kind === 'get' && ask.output === undefined;
    ctx.warning = undefined;
    ctx.notes.clear();
    ctx.trace.length = 0;
    try {
      ctx.with({ ...state, ...values }, () => { runOf(steps)(ctx); });
      // Who asks has seen that the device keeps to it one after the other: then it counts, however hard the rule is.
      return ctx.warning === undefined && ctx.notes.size === 0 ? 'holds' : 'broken';
    } catch (error) {
      if (error instanceof Broken) return 'broken';
      if (error instanceof NotJudged || error instanceof CannotTell || error instanceof Hung || error instanceof ExpressionError) return 'unknown';
      throw error;
    } finally {
      ctx.pending.clear();
    }
  }
}

/** Most judged answers that are kept. */
const mostKnown = 4096;

/** Requests are told apart by what is sent; memory that a stream fills is another one each time. */
function keyOfRequest({ code, input, output }: Pick<Sent, 'code' | 'input' | 'output'>): string {
  const streams = code === IOCTL.IOCTL_KS_READ_STREAM || code === IOCTL.IOCTL_KS_WRITE_STREAM;
  return streams ? String(code) : [code, hex(input), hex(output)].join(' ');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The model of a case in this form, or why it has none. */
export function declaredModel(book: SpecBook, arch: Arch, planned: PlannedCase, device: readonly DeviceObject[]): DeclaredModel | string {
  const { model } = planned;
  if (!model) return 'it is no model';
  const parts = partsOf(model);
  if ('refused' in parts) return parts.refused;
  return new DeclaredModel(book, arch, planned, model, device, parts.parts);
}
