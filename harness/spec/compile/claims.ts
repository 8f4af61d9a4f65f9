/** Compiles laws, behaviours and models. */
import { setByName } from '../../abi/names.ts';
import type { Cursor } from '../cursor.ts';
import { didYouMean } from '../../base/suggest.ts';
import { objectKinds, type Behaviour, type Law, type Model, type ObjectKind, type Selector, type Step } from '../language.ts';
import type {
  Bindings,
  ClaimBase,
  CompiledBehaviour,
  CompiledCommand,
  CompiledLaw,
  CompiledModel,
  CompiledSelector,
  CompiledStep,
  Quantifiers,
} from '../model.ts';
import {
  assertedRules,
  checkVariableNames,
  compileBindings,
  compileCondition,
  itemUse,
  kindsOf,
  type CompileContext,
} from './context.ts';
import { completed } from './late.ts';
import { compileQuantifiers } from './quantifiers.ts';
import { compileExpectation, compileRequest, withoutAbsent } from './requests.ts';
import { StepScope } from './step-scope.ts';
import { bindAllOf, compileSteps, namesBoundIn } from './steps.ts';
import { variablesOf, type Variables } from './variables-in-scope.ts';

/** Sets of quantified values that are tried unless a claim says otherwise. */
const defaultRuns = 64;

type AnyClaim = Law | Behaviour | Model;

function compileBase(ctx: CompileContext, cursor: Cursor<AnyClaim>, id: string, path: string): ClaimBase {
  const rules = assertedRules(ctx, cursor.get('cites'));
  return {
    id,
    path,
    title: cursor.value.title,
    ...withoutAbsent({ about: cursor.value.about, oracle: cursor.value.oracle }),
    rules,
    strength: rules[0]?.strength ?? 'may',
    at: cursor.at,
  };
}

/** Handles that a claim about such objects can name: their own kind and those they hang under. */
function handlesOf(ctx: CompileContext, kinds: readonly ObjectKind[]): readonly string[] {
  const parents = ctx.parents;
  if (parents.size === 0) return objectKinds;
  const names = new Set<ObjectKind>();
  for (const kind of kinds) {
    for (let at: ObjectKind | undefined = kind; at !== undefined && !names.has(at); at = parents.get(at)) names.add(at);
  }
  return [...names];
}

/** How often a law or behaviour is tried, and what is said of it. */
function compileTerms({ value: { runs = defaultRuns, destructive = false, tags = [] } }: Cursor<Law | Behaviour>) {
  return { runs, destructive, tags };
}

/** `any` and `let` of a law or behaviour, and what its steps see. */
interface Story {
  readonly any: Quantifiers;
  readonly let: Bindings;
  readonly scope: StepScope;
}

const storyMembers = ['any', 'let', 'steps'] as const;

function compileStory(
  ctx: CompileContext,
  cursor: Cursor<Law | Behaviour>,
  base: ClaimBase,
  kinds: readonly ObjectKind[],
  itemKind: StepScope['itemKind'],
): Story {
  const { steps = [] } = cursor.value;
  const later = namesBoundIn(steps);
  const variables = variablesOf(kinds, ctx.attributes, itemKind !== undefined).expecting(later);
  const any = compileQuantifiers(ctx, cursor.get('any'), variables, itemKind !== undefined);
  const quantified = variables.plus(...any.keys());
  checkVariableNames(ctx, cursor.get('let'));
  const bindings = compileBindings(ctx, cursor.get('let'), quantified);
  const scope = new StepScope({
    variables: quantified.plus(...bindings.keys()),
    rules: base.rules,
    strength: base.strength,
    itemKind,
    handles: handlesOf(ctx, kinds),
    interleaves: true,
  });
  return { any, let: bindings, scope };
}

export function compileLaw(ctx: CompileContext, cursor: Cursor<Law>, path: string): CompiledLaw {
  const base = compileBase(ctx, cursor, cursor.value.law, path);
  const selector = cursor.need('for');
  const itemKind = selector.value.kind === 'object' ? undefined : selector.value.kind;
  const kinds = kindsOf(selector.get('on'));
  const law = {
    kind: 'law' as const,
    ...base,
    selector: compileSelector(ctx, selector, variablesOf(kinds, ctx.attributes, itemKind !== undefined)),
    ...compileTerms(cursor),
  };
  return completed(ctx, law, storyMembers, () => {
    const { scope, ...story } = compileStory(ctx, cursor, base, kinds, itemKind);
    return { ...story, steps: lawSteps(ctx, cursor, scope) };
  });
}

/** `send` and `expect` at the top are the first step, written shorter. */
function lawSteps(ctx: CompileContext, cursor: Cursor<Law>, scope: StepScope): CompiledStep[] {
  const send = cursor.get('send');
  const expect = cursor.get('expect');
  const steps = cursor.get('steps');
  if (!send && !steps) ctx.report(cursor.problem('KS052', 'the law says nothing: it needs `send` or `steps`'));
  if (!send && expect) ctx.report(expect.keyProblem('KS052', '`expect` needs a `send` that it speaks about'));
  const first: CompiledStep[] = send
    ? [{ kind: 'send', at: send.at, send: compileRequest(ctx, send, scope), expect: compileExpectation(ctx, expect, send, scope) }]
    : [];
  return [...first, ...(steps ? compileSteps(ctx, steps as Cursor<Step[]>, scope) : [])];
}

function compileSelector(ctx: CompileContext, cursor: Cursor<Selector>, variables: Variables): CompiledSelector {
  const { value } = cursor;
  const where = cursor.get('where');
  if (value.kind === 'object') {
    for (const key of ['access', 'size', 'item', 'set', 'offered'] as const) {
      const member = cursor.get(key);
      if (member) ctx.report(member.keyProblem('KS051', `\`${key}\` speaks of items, but the law is about objects`));
    }
  }
  const itemKind = value.kind === 'object' ? undefined : value.kind;
  const items = cursor.get('item')?.list().map((item) => itemUse(ctx, item as Cursor<string>, itemKind, false).name);
  const sets = cursor.get('set')?.list().map((set) => setName(ctx, set as Cursor<string>));
  return {
    kind: value.kind,
    access: value.access ?? 'any',
    ...withoutAbsent({
      size: value.size,
      on: value.on === undefined ? undefined : kindsOf(cursor.get('on')),
      items: items && new Set(items),
      sets: sets && new Set(sets),
      where: where && compileCondition(ctx, where, variables),
    }),
    offered: value.offered ?? true,
  };
}

function setName(ctx: CompileContext, cursor: Cursor<string>): string {
  const isDeclared = [...ctx.items.values()].some((items) => items.some((item) => item.set.name === cursor.value));
  if (!isDeclared) {
    const declared = new Set([...ctx.items.values()].flat().map((item) => item.set.name));
    const known = setByName(cursor.value) ? ' (it is a set of the headers, but no spec file speaks of it)' : '';
    ctx.report(cursor.problem('KS030', `no spec file declares the set "${cursor.value}"${known}`, didYouMean(cursor.value, declared)));
  }
  return cursor.value;
}

/** `needs` and `where` of a behaviour or model. */
function compileDemands(ctx: CompileContext, cursor: Cursor<Behaviour | Model>) {
  const where = cursor.get('where');
  return {
    on: cursor.value.on,
    needs: cursor.get('needs')?.list().map((item) => itemUse(ctx, item as Cursor<string>, undefined, false)) ?? [],
    ...(where ? { where: compileCondition(ctx, where, variablesOf([cursor.value.on], ctx.attributes, false)) } : {}),
  };
}

export function compileBehaviour(ctx: CompileContext, cursor: Cursor<Behaviour>, path: string): CompiledBehaviour {
  const base = compileBase(ctx, cursor, cursor.value.behaviour, path);
  const behaviour = { kind: 'behaviour' as const, ...base, ...compileDemands(ctx, cursor), ...compileTerms(cursor) };
  return completed(ctx, behaviour, storyMembers, () => {
    const { scope, ...story } = compileStory(ctx, cursor, base, [cursor.value.on], undefined);
    return { ...story, steps: compileSteps(ctx, cursor.need('steps') as Cursor<Step[]>, scope) };
  });
}

export function compileModel(ctx: CompileContext, cursor: Cursor<Model>, path: string): CompiledModel {
  const base = compileBase(ctx, cursor, cursor.value.model, path);
  const model = { kind: 'model' as const, ...base, ...compileDemands(ctx, cursor) };
  return completed(ctx, model, ['state', 'setup', 'commands'] as const, () => compileMachine(ctx, cursor, base));
}

/** What a model does. */
function compileMachine(ctx: CompileContext, cursor: Cursor<Model>, base: ClaimBase): Pick<CompiledModel, 'state' | 'setup' | 'commands'> {
  const kinds = [cursor.value.on];
  const variables = variablesOf(kinds, ctx.attributes, false);
  checkVariableNames(ctx, cursor.get('state'));
  const state = compileBindings(ctx, cursor.need('state'), variables);
  const scope = new StepScope({
    variables: variables.plus(...state.keys()),
    rules: base.rules,
    strength: base.strength,
    itemKind: undefined,
    handles: handlesOf(ctx, kinds),
    interleaves: false,
  });
  const setup = cursor.get('setup');
  return {
    state,
    setup: setup ? compileSteps(ctx, setup as Cursor<Step[]>, scope) : [],
    commands: compileCommands(ctx, cursor.need('commands'), scope, new Set(state.keys())),
  };
}

function compileCommands(
  ctx: CompileContext,
  cursor: Cursor<Model['commands']>,
  outer: StepScope,
  state: ReadonlySet<string>,
): CompiledCommand[] {
  const names = new Set<string>();
  for (const { steps } of cursor.value) bindAllOf(outer, steps);
  return cursor.list().map((command) => {
    const { value } = command;
    if (names.has(value.command)) ctx.report(command.need('command').problem('KS040', `the command "${value.command}" is declared twice`));
    names.add(value.command);
    const scope = outer.nested();
    const any = compileQuantifiers(ctx, command.get('any'), scope.variables, false);
    for (const name of any.keys()) scope.bind(name);
    const when = command.get('when');
    const condition = when && compileCondition(ctx, when, scope.variables);
    const steps = compileSteps(ctx, command.need('steps') as Cursor<Step[]>, scope);
    const next = command.get('next');
    for (const [name, member] of next?.entries() ?? []) {
      if (state.has(name)) continue;
      ctx.report(member.keyProblem('KS038', `the model has no variable "${name}"`, didYouMean(name, state)));
    }
    return {
      name: value.command,
      any,
      ...withoutAbsent({ when: condition }),
      steps,
      next: compileBindings(ctx, next, scope.variables),
      at: command.at,
    };
  });
}
