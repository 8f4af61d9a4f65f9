/**
 * The requests that a declared model is made of, one by one. A command may have several steps; when other requests run at
 * the same time, each has its effect at a time of its own. So a command that changes the state is the one request that
 * does, and every request that only looks stands for itself, with the checks that are about its answer alone.
 */
import type { CompiledCommand, CompiledModel, CompiledStep } from '../spec/model.ts';
import { variablesIn } from './variables.ts';

/** One request of a command, with what must hold of its answer. */
export interface Part {
  readonly command: CompiledCommand;
  /** The request, the waiting for it where it is in flight, and the checks. */
  readonly steps: readonly CompiledStep[];
  /** The step that asks. */
  readonly ask: CompiledStep;
  /** Whether the state is another one after it, as `next` says. */
  readonly changes: boolean;
}

/** What of a model can be held against requests at the same time, or why nothing can. */
export type Parts = { readonly parts: readonly Part[] } | { readonly refused: string };

const asking: ReadonlySet<CompiledStep['kind']> = new Set(['get', 'set', 'send', 'call', 'submit']);
/** Steps that neither change anything nor hide what is checked afterwards. */
const harmless: ReadonlySet<CompiledStep['kind']> = new Set(['check', 'let', 'wait', 'cancel', 'sleep', 'measure']);

interface Found {
  readonly steps: CompiledStep[];
  readonly ask: CompiledStep;
  /** Names that its answer, and what is computed of it, go by. */
  readonly names: Set<string>;
}

/** Takes a model apart. A change of state that is more than one request cannot be: then nothing of the model is used. */
export function partsOf(model: CompiledModel): Parts {
  const state = new Set(model.state.keys());
  const parts: Part[] = [];
  const several: CompiledCommand[] = [];
  for (const command of model.commands) {
    const found = ofCommand(command, state);
    if (found) parts.push(...found);
    else if (command.next.size > 0) several.push(command);
  }
  const requests = new Set(parts.filter(({ changes }) => changes).map(({ ask }) => subjectOf(ask)));
  const unknown = several.find(({ steps }) => !steps.filter(changing).every((step) => requests.has(subjectOf(step))));
  if (unknown) return { refused: `what "${unknown.name}" does is more than one request, or depends on the state` };
  if (requests.size === 0) return { refused: 'none of its requests changes the state' };
  return { parts };
}

const changing = (step: CompiledStep): boolean => step.kind === 'set' || step.kind === 'send' || step.kind === 'call';

/** What a request is about, but for its value. */
function subjectOf(step: CompiledStep): string {
  if (step.kind === 'set') return step.set.name;
  if (step.kind === 'call') return step.call.name;
  return step.kind === 'send' ? (step.send.item?.name ?? step.send.ioctl?.source ?? '') : '';
}

/** The parts of a command; `undefined` if it cannot be taken apart. */
function ofCommand(command: CompiledCommand, state: ReadonlySet<string>): Part[] | undefined {
  const { steps, next } = command;
  if (steps.some(({ kind }) => !asking.has(kind) && !harmless.has(kind))) return undefined;
  const found = taken(steps);
  const named = new Set(steps.flatMap(namesOf));
  const reads = (part: unknown, names: Iterable<string>): boolean => {
    const variables = variablesIn(part);
    return [...names].some((name) => variables.has(name));
  };
  const alone = found.filter(({ ask, names }) => !reads(ask, [...named].filter((name) => !names.has(name))) && !reads(requestOf(ask), state));
  const whole = alone.map(({ ask, steps: own, names }): Omit<Part, 'changes'> => {
    const others = [...named].filter((name) => !names.has(name));
    return { command, ask, steps: own.filter((step) => !reads(step, others)) };
  });
  const effects = found.filter(({ ask }) => ask.kind !== 'get');
  if (next.size === 0) {
    // Several that cancel each other out are no look; one that changes nothing is.
    return whole.filter(({ ask }) => ask.kind === 'get' || effects.length === 1).map((part) => ({ ...part, changes: false }));
  }
  const doers = effects.length > 0 ? effects : found;
  const [doer] = doers;
  const part = whole.find(({ ask }) => ask === doer?.ask);
  if (doers.length !== 1 || !part || part.ask.kind === 'submit' || reads(next, named) || reads(command.any, state)) return undefined;
  return [{ ...part, changes: true }];
}

/** A request begins a part; what follows and is not a request itself goes with it. */
function taken(steps: readonly CompiledStep[]): Found[] {
  const found: Found[] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (asking.has(step.kind)) found.push({ steps: [step], ask: step, names: new Set(namesOf(step)) });
    else if (step.kind === 'sleep' || step.kind === 'measure') continue;
    else if (last) {
      last.steps.push(step);
      if (step.kind === 'let') for (const name of step.let.keys()) last.names.add(name);
    }
  }
  return found;
}

function namesOf(step: CompiledStep): string[] {
  if (step.kind === 'let') return [...step.let.keys()];
  return 'as' in step && step.as !== undefined ? [step.as] : [];
}

/** A step without what is expected of its answer. */
function requestOf(step: CompiledStep): object {
  return { ...step, expect: undefined };
}
