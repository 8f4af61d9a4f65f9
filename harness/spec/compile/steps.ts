/**
 * Compiles steps in order: each sees what the steps before it bound.
 *
 * Long because every kind of step is here, each in a few lines.
 */
import type { Cursor } from '../cursor.ts';
import { stepSchemas, type Step, type StepKind } from '../language.ts';
import type { CompiledStep, CompiledSteps, Expression, ItemUse } from '../model.ts';
import { checkVariableName, checkVariableNames, compileBindings, compileCondition, compileExpressionAt, itemUse, type CompileContext } from './context.ts';
import { boundName, checkFields, compileExpectation, compileRequest, handleName, bufferNames, rulesOr, withoutAbsent } from './requests.ts';
import type { StepScope } from './step-scope.ts';
import { compileVerb, defaultVerb } from './verbs.ts';

type StepOf<K extends StepKind> = Extract<Step, Record<K, unknown>>;
type Body<K extends StepKind> = CompiledSteps[K];
type CompileStep<K extends StepKind> = (ctx: CompileContext, cursor: Cursor<StepOf<K>>, scope: StepScope) => Body<K>;

/** Compiles a list of steps; `scope` grows with each. */
export function compileSteps(ctx: CompileContext, cursor: Cursor<Step[]>, scope: StepScope): CompiledStep[] {
  return cursor.list().flatMap((step) => {
    const kind = (Object.keys(stepSchemas) as StepKind[]).find((key) => Object.hasOwn(step.value, key));
    return kind === undefined ? [] : [compileStep(ctx, kind, step, scope)];
  });
}

function compileStep(ctx: CompileContext, kind: StepKind, cursor: Cursor<Step>, scope: StepScope): CompiledStep {
  if ('as' in cursor.value) checkVariableName(ctx, cursor.view<{ as?: string }>().get('as'));
  const compile = compilers[kind] as CompileStep<StepKind>;
  return { kind, at: cursor.at, ...compile(ctx, cursor as Cursor<StepOf<StepKind>>, scope) } as CompiledStep;
}

/** All names that steps bind, however deep. */
export function namesBoundIn(steps: readonly Step[]): Set<string> {
  const names = new Set<string>();
  eachStep(steps, (step) => {
    if ('as' in step && step.as !== undefined) names.add(step.as);
    if ('let' in step) for (const name of Object.keys(step.let)) names.add(name);
    if ('notification' in step) names.add(step.notification);
    if ('buffer' in step) names.add(step.buffer);
  });
  return names;
}

/** Makes all names known that steps bind: commands of a model run in any order, and use what others left. */
export function bindAllOf(scope: StepScope, steps: readonly Step[]): void {
  eachStep(steps, (step) => {
    if ('let' in step) for (const name of Object.keys(step.let)) scope.bind(name);
    else if ('wait' in step) scope.bindAnswer(step.wait);
    else if ('notification' in step) scope.bindNotification(step.notification);
    else if ('buffer' in step) scope.bindBuffer(step.buffer);
    else if (!('as' in step) || step.as === undefined) return;
    else if ('open' in step || 'duplicate' in step) scope.bindOpened(step.as);
    else if ('enable' in step) scope.bindEnabled(step.as);
    else if ('submit' in step) scope.bindSubmitted(step.as);
    else if ('signals' in step) scope.bind(step.as);
    // The variable of a loop ends with the loop.
    else if (!('steps' in step)) scope.bindAnswer(step.as);
  });
}

function eachStep(steps: readonly Step[], visit: (step: Step) => void): void {
  for (const step of steps) {
    visit(step);
    if ('steps' in step) eachStep(step.steps, visit);
    if ('else' in step && step.else) eachStep(step.else, visit);
    if ('interleave' in step) for (const lane of step.interleave) eachStep(lane, visit);
  }
}

/** Members of steps that get an answer, and of those that ask something of an item. */
type Answering = Pick<StepOf<'send'>, 'as' | 'expect'>;
type Asking = Pick<StepOf<'get'>, 'to' | 'with' | 'output' | 'as' | 'expect'>;

/** `to`, `with`, `output`, `as` and `expect` of a step that asks something of `item`. */
function asked(ctx: CompileContext, cursor: Cursor<Asking>, item: ItemUse, scope: StepScope) {
  const fields = cursor.get('with');
  const output = cursor.get('output');
  checkFields(ctx, fields, item);
  return {
    ...withoutAbsent({
      to: handleName(ctx, cursor.get('to'), scope),
      output: output && compileExpressionAt(ctx, output, scope.variables),
    }),
    with: compileBindings(ctx, fields, scope.variables),
    ...answered(ctx, cursor.view<Answering>(), scope),
  };
}

/** `as` and `expect`; binds the answer. */
function answered(ctx: CompileContext, cursor: Cursor<Answering>, scope: StepScope) {
  const { as } = cursor.value;
  const expect = compileExpectation(ctx, cursor.get('expect'), cursor, scope, as);
  scope.bindAnswer(as);
  return { ...withoutAbsent({ as }), expect };
}

const compilers: { readonly [K in StepKind]: CompileStep<K> } = {
  send: (ctx, cursor, scope) => ({ send: compileRequest(ctx, cursor.need('send'), scope), ...answered(ctx, cursor.view<Answering>(), scope) }),
  get: (ctx, cursor, scope) => {
    const item = itemUse(ctx, cursor.need('get'), 'property', scope.itemKind === 'property');
    return { get: item, ...asked(ctx, cursor.view<Asking>(), item, scope) };
  },
  set: (ctx, cursor, scope) => {
    const item = itemUse(ctx, cursor.need('set'), 'property', scope.itemKind === 'property');
    const value = compileExpressionAt(ctx, cursor.need('value'), scope.variables);
    return { set: item, value, ...asked(ctx, cursor.view<Asking>(), item, scope) };
  },
  support: (ctx, cursor, scope) => {
    const item = itemUse(ctx, cursor.need('support'), undefined, scope.itemKind !== undefined);
    return { support: item, ...asked(ctx, cursor.view<Asking>(), item, scope) };
  },
  call: (ctx, cursor, scope) => {
    const item = itemUse(ctx, cursor.need('call'), 'method', scope.itemKind === 'method');
    const value = cursor.get('value');
    return {
      call: item,
      ...(value ? { value: compileExpressionAt(ctx, value, scope.variables) } : {}),
      ...asked(ctx, cursor.view<Asking>(), item, scope),
    };
  },
  enable: (ctx, cursor, scope) => {
    const item = itemUse(ctx, cursor.need('enable'), 'event', scope.itemKind === 'event');
    const fields = cursor.get('with');
    const verb = cursor.get('verb');
    checkFields(ctx, fields, item);
    const step = {
      enable: item,
      ...withoutAbsent({ to: handleName(ctx, cursor.get('to'), scope) }),
      with: compileBindings(ctx, fields, scope.variables),
      data: compileBindings(ctx, cursor.get('data'), scope.variables),
      signal: cursor.value.signal ?? ('auto-reset' as const),
      flags: verb
        ? compileVerb(ctx, verb, 'event', scope.variables)
        : defaultVerb(ctx, cursor, 'event', false, scope.variables),
      ...answered(ctx, cursor.view<Answering>(), scope),
    };
    scope.bindEnabled(cursor.value.as);
    return step;
  },
  disable: (ctx, cursor, scope) => {
    const name = cursor.need('disable');
    if (name.value !== 'all') boundName(ctx, name, scope.enables, 'enable');
    return {
      disable: name.value,
      ...withoutAbsent({ to: handleName(ctx, cursor.get('to'), scope) }),
      ...answered(ctx, cursor.view<Answering>(), scope),
    };
  },
  notification: (ctx, cursor, scope) => {
    checkVariableName(ctx, cursor.need('notification'));
    scope.bindNotification(cursor.value.notification);
    return { notification: cursor.value.notification, signal: cursor.value.signal ?? 'auto-reset' };
  },
  buffer: (ctx, cursor, scope) => {
    checkVariableName(ctx, cursor.need('buffer'));
    const holds = cursor.get('holds');
    const request = (key: 'input' | 'output') => {
      const member = cursor.get(key);
      return member && compileRequest(ctx, member, scope);
    };
    const content = withoutAbsent({
      holds: holds && compileExpressionAt(ctx, holds, scope.variables),
      input: request('input'),
      output: request('output'),
      copyOf: boundName(ctx, cursor.get('copyOf'), bufferNames(scope), 'buffer or enable'),
    });
    if (Object.keys(content).length !== 1) {
      ctx.report(cursor.problem('KS015', 'one of the keys "holds", "input", "output" and "copyOf" says what the buffer holds'));
    }
    const at = cursor.get('at');
    const place = withoutAbsent({ address: at && compileExpressionAt(ctx, at, scope.variables) });
    scope.bindBuffer(cursor.value.buffer);
    return { buffer: cursor.value.buffer, ...content, ...place, memory: cursor.value.kind ?? 'normal' };
  },
  signals: (ctx, cursor, scope) => {
    boundName(ctx, cursor.need('signals'), new Set([...scope.enables, ...scope.notifications]), 'enable');
    const within = cursor.get('within');
    const rules = rulesOr(ctx, cursor.get('cites'), scope);
    const count = cursor.get('count');
    const { as } = cursor.value;
    const compiled = count && compileExpressionAt(ctx, count, scope.variables);
    scope.bind(as);
    return {
      signals: cursor.value.signals,
      ...withoutAbsent({ count: compiled, as }),
      ...(within ? { within: compileExpressionAt(ctx, within, scope.variables) } : {}),
      rules,
      strength: rules[0]?.strength ?? scope.strength,
    };
  },
  open: (ctx, cursor, scope) => {
    const expression = (key: 'class' | 'parameters' | 'format' | 'link') => {
      const member = cursor.get(key);
      return member && compileExpressionAt(ctx, member, scope.variables);
    };
    const step = {
      open: cursor.value.open,
      ...withoutAbsent({
        from: handleName(ctx, cursor.get('from'), scope),
        class: expression('class'),
        parameters: expression('parameters'),
        format: expression('format'),
        link: expression('link'),
        access: cursor.value.access,
      }),
      with: compileBindings(ctx, cursor.get('with'), scope.variables),
      ...answered(ctx, cursor.view<Answering>(), scope),
    };
    scope.bindOpened(cursor.value.as);
    return step;
  },
  close: (ctx, cursor, scope) => {
    handleName(ctx, cursor.need('close'), scope);
    return { close: cursor.value.close, expect: compileExpectation(ctx, cursor.get('expect'), cursor, scope) };
  },
  submit: (ctx, cursor, scope) => {
    const { as } = cursor.value;
    const step = { submit: compileRequest(ctx, cursor.need('submit'), scope), as };
    scope.bindSubmitted(as);
    return step;
  },
  wait: (ctx, cursor, scope) => {
    const name = cursor.value.wait;
    boundName(ctx, cursor.need('wait'), scope.requests, 'submitted request');
    const within = cursor.get('within');
    const step = {
      wait: name,
      ...(within ? { within: compileExpressionAt(ctx, within, scope.variables) } : {}),
      pending: cursor.value.pending ?? false,
      ...withoutAbsent({ orSkip: cursor.value.orSkip }),
      expect: compileExpectation(ctx, cursor.get('expect'), cursor, scope, name),
    };
    scope.bindAnswer(name);
    return step;
  },
  cancel: (ctx, cursor, scope) => {
    boundName(ctx, cursor.need('cancel'), scope.requests, 'submitted request');
    return { cancel: cursor.value.cancel };
  },
  sleep: (ctx, cursor, scope) => ({ sleep: compileExpressionAt(ctx, cursor.need('sleep'), scope.variables) }),
  let: (ctx, cursor, scope) => {
    checkVariableNames(ctx, cursor.get('let'));
    const bindings = compileBindings(ctx, cursor.need('let'), scope.variables);
    for (const name of bindings.keys()) scope.bind(name);
    return { let: bindings };
  },
  check: (ctx, cursor, scope) => {
    const rules = rulesOr(ctx, cursor.get('cites'), scope);
    return {
      check: compileCondition(ctx, cursor.need('check'), scope.variables),
      ...withoutAbsent({ message: cursor.value.message }),
      rules,
      strength: rules[0]?.strength ?? scope.strength,
    };
  },
  measure: (ctx, cursor, scope) => {
    const rules = rulesOr(ctx, cursor.get('cites'), scope);
    const line = cursor.get('line');
    const values = cursor.get('values');
    if ((line === undefined) === (values === undefined)) {
      ctx.report(cursor.problem('KS015', 'one of the keys "line" and "values" says what is measured'));
    }
    const limits = <K extends string>(of: Cursor<{ [Key in K]?: string | number | boolean | undefined }> | undefined, ...keys: readonly K[]) =>
      Object.fromEntries(
        keys.flatMap((key) => {
          const limit = of?.get(key);
          return limit ? [[key, compileExpressionAt(ctx, limit, scope.variables)]] : [];
        }),
      ) as { [Key in K]?: Expression };
    return {
      measure: compileExpressionAt(ctx, cursor.need('measure'), scope.variables),
      title: cursor.value.title,
      ...withoutAbsent({
        line: line && limits(line, 'rate', 'sigma', 'residual'),
        values: values && limits(values, 'least', 'most'),
      }),
      rules,
      strength: rules[0]?.strength ?? scope.strength,
    };
  },
  require: (ctx, cursor, scope) => ({
    require: compileCondition(ctx, cursor.need('require'), scope.variables),
    reason: cursor.value.reason,
  }),
  repeat: (ctx, cursor, scope) => {
    const { as } = cursor.value;
    const body = scope.nested();
    body.bind(as);
    return {
      repeat: compileExpressionAt(ctx, cursor.need('repeat'), scope.variables),
      ...withoutAbsent({ as }),
      steps: compileSteps(ctx, cursor.need('steps'), body),
    };
  },
  each: (ctx, cursor, scope) => {
    const body = scope.nested();
    body.bind(cursor.value.as);
    return {
      each: compileExpressionAt(ctx, cursor.need('each'), scope.variables),
      as: cursor.value.as,
      steps: compileSteps(ctx, cursor.need('steps'), body),
    };
  },
  power: (_ctx, cursor) => ({ power: cursor.value.power }),
  unplug: (_ctx, cursor) => ({ unplug: cursor.value.unplug }),
  plug: (_ctx, cursor) => ({ plug: cursor.value.plug }),
  duplicate: (ctx, cursor, scope) => {
    handleName(ctx, cursor.need('duplicate'), scope);
    scope.bindOpened(cursor.value.as);
    return { duplicate: cursor.value.duplicate, as: cursor.value.as };
  },
  exit: (_ctx, cursor) => ({ exit: cursor.value.exit }),
  poke: (ctx, cursor, scope) => {
    boundName(ctx, cursor.need('poke'), bufferNames(scope), 'buffer or enable');
    const offset = cursor.get('at');
    return {
      poke: cursor.value.poke,
      ...(offset ? { offset: compileExpressionAt(ctx, offset, scope.variables) } : {}),
      bytes: compileExpressionAt(ctx, cursor.need('bytes'), scope.variables),
    };
  },
  interleave: (ctx, cursor, scope) => {
    const lanes = cursor.need('interleave');
    if (!scope.interleaves) ctx.report(lanes.keyProblem('KS053', '`interleave` cannot stand in a model or inside another one'));
    const interleave = lanes.list().map((lane) => compileSteps(ctx, lane as Cursor<Step[]>, scope.lane()));
    // Which list gets where first is open until all are done; then what they bound is there.
    for (const lane of cursor.value.interleave) bindAllOf(scope, lane);
    return { interleave };
  },
  if: (ctx, cursor, scope) => {
    const otherwise = cursor.get('else');
    return {
      if: compileCondition(ctx, cursor.need('if'), scope.variables),
      steps: compileSteps(ctx, cursor.need('steps'), scope.nested()),
      else: otherwise ? compileSteps(ctx, otherwise, scope.nested()) : [],
    };
  },
};
