/** Compares what came with what a step expects. */
import { CodecError, isStruct, type Codec, type Value } from '../abi/codec.ts';
import { statusName } from '../abi/ntstatus.ts';
import { isConstrained } from '../plan/facts.ts';
import type { CompiledExpectation, Expression, Item } from '../spec/model.ts';
import type { OracleId } from '../spec/oracle-ids.ts';
import type { CaseContext } from './context.ts';
import { sameValue } from '../spec/values.ts';
import { oracleOfCondition } from './attribution.ts';
import { constrainedPart, violation } from './legal.ts';
import { CannotTell } from './outcome.ts';
import { show } from './show.ts';

/** What can be compared; members are absent where the step has no such thing. */
export interface Observed {
  readonly what: string;
  readonly status: number;
  readonly information?: number | undefined;
  readonly bytes?: Uint8Array | undefined;
  readonly value?: Value | undefined;
  /** Why the bytes do not decode. */
  readonly undecodable?: string | undefined;
  /** How many leading output bytes changed at most (index of the last changed byte + 1). */
  readonly changed?: number | undefined;
  readonly item?: Item | undefined;
}

/**
 * Looks at what came.
 * @throws Broken for a failure; CannotTell if the step only had to succeed so that something else can be judged
 */
export type Check = (ctx: CaseContext, seen: Observed) => void;

/** Compiles one step's expectation: to what it says, and nothing else. */
export function expectationOf(expectation: CompiledExpectation): Check {
  const { status, implied } = expectation;
  const rest = restOf(expectation);
  return (ctx, seen) => {
    if (status.matches(seen.status)) {
      rest?.(ctx, seen);
      return;
    }
    const message = `${seen.what}: status is ${statusName(seen.status)}`;
    if (implied) throw new CannotTell(`${message}; the claim needs ${status.text}`);
    breach(ctx, expectation, message, `status ${status.text}`, 'O2');
  };
}

/** What is expected beside the status; `undefined` if it is nothing. */
function restOf(expectation: CompiledExpectation): Check | undefined {
  const { information, written, value, valid, where } = expectation;
  const before = inTurn([information && checkInformation(expectation, information), written && checkChanged(expectation, written)]);
  const after = inTurn([value && checkValue(expectation, value), valid ? checkLegal(expectation) : undefined, where.length > 0 ? checkWhere(expectation) : undefined]);
  if (!value && !valid) return inTurn([before, after]);
  return (ctx, seen) => {
    before?.(ctx, seen);
    if (seen.undecodable === undefined) after?.(ctx, seen);
    else breach(ctx, expectation, `${seen.what}: the answer ${seen.undecodable}`, 'an answer of the declared type', 'O3');
  };
}

function inTurn(parts: readonly (Check | undefined)[]): Check | undefined {
  const checks = parts.filter((check) => check !== undefined);
  if (checks.length < 2) return checks[0];
  return (ctx, seen) => {
    for (const check of checks) check(ctx, seen);
  };
}

function checkInformation(expectation: CompiledExpectation, information: Expression): Check {
  return (ctx, seen) => {
    if (seen.information === undefined) return;
    const wanted = information.evaluateNumber(ctx.scope);
    if (seen.information !== wanted) {
      breach(ctx, expectation, `${seen.what}: Information is ${seen.information}`, `Information ${wanted}${origin(information)}`, 'O3');
    }
  };
}

function checkChanged(expectation: CompiledExpectation, written: Expression): Check {
  return (ctx, seen) => {
    if (seen.changed === undefined) return;
    const most = written.evaluateNumber(ctx.scope);
    if (seen.changed > most) {
      breach(ctx, expectation, `${seen.what}: output byte ${seen.changed - 1} changed`, `no byte past the first ${most} changes`, 'O16');
    }
  };
}

function checkValue(expectation: CompiledExpectation, value: Expression): Check {
  return (ctx, seen) => {
    const wanted = value.evaluate(ctx.scope);
    const whole = seen.value ?? null;
    // A bare value is compared with the field that is the setting, a struct with the whole.
    const compared = seen.item && !isStruct(wanted) ? constrainedPart(seen.item, whole) : whole;
    if (!sameValue(compared, wanted)) {
      breach(ctx, expectation, `${seen.what}: the value is ${show(compared)}`, `value ${show(wanted)}${origin(value)}`, 'O6');
    }
  };
}

function checkLegal(expectation: CompiledExpectation): Check {
  return (ctx, seen) => {
    if (!seen.item || !isConstrained(seen.item)) return;
    const wrong = violation(ctx, seen.item, seen.value ?? null);
    if (!wrong) return;
    // What legal values are is said by the item's own rules, not by those of a law about any item.
    const rules = seen.item.cites.length > 0 ? seen.item.cites : expectation.rules;
    const strength = rules[0]?.strength ?? expectation.strength;
    ctx.breach(`${seen.what}: the value is ${show(seen.value ?? null)}`, wrong, rules, strength, 'O6');
  };
}

function checkWhere(expectation: CompiledExpectation): Check {
  const { where } = expectation;
  const others = [...new Set(where.flatMap(({ variables }) => variables))].filter((name) => !ofAnswer.has(name));
  return (ctx, seen) => {
    // Conditions see the answer, and of the rest what they read.
    const scope: CaseContext['scope'] = {
      arch: ctx.scope.arch,
      status: seen.status,
      information: seen.information ?? 0,
      bytes: seen.bytes ?? noBytes,
      value: seen.value ?? null,
    };
    for (const name of others) scope[name] = ctx.scope[name];
    for (const condition of where) {
      if (!holds(condition, scope)) breach(ctx, expectation, `${seen.what}: ${explain(condition, scope)}`, condition.source, oracleOfCondition(condition, ctx.claim));
    }
  };
}

/** Variables that are of the answer, and hide others of the same names. */
const ofAnswer: ReadonlySet<string> = new Set(['arch', 'status', 'information', 'bytes', 'value']);
const noBytes = new Uint8Array(0);

function breach(ctx: CaseContext, e: CompiledExpectation, message: string, expected: string, by: OracleId): void {
  ctx.breach(message, expected, e.rules, e.strength, by);
}

const origin = (e: Expression) => (e.constant === undefined && e.source !== '' ? ` (${e.source})` : '');

/**
 * A condition that cannot be evaluated on what came (a missing field, an answer that does not decode) does not hold.
 */
export function holds(condition: Expression, scope: CaseContext['scope']): boolean {
  try {
    return condition.test(scope);
  } catch {
    return false;
  }
}

/** `status = STATUS_SUCCESS, now.status = …`: the variables of a condition, as they were. */
export function explain(condition: Expression, scope: Readonly<Record<string, unknown>>): string {
  const parts = condition.variables
    .filter((name) => name !== 'arch' && name !== 'object' && name !== 'item')
    .map((name) => `${name} = ${name === 'status' ? statusName(Number(scope[name])) : show((scope[name] ?? null) as Value)}`);
  return parts.length > 0 ? `does not hold with ${parts.join(', ')}` : 'does not hold';
}

/** Decodes output bytes; says why where they do not. */
export function decodeOutput(codec: Codec, bytes: Uint8Array): Pick<Observed, 'value' | 'undecodable'> {
  try {
    return { value: codec.decode(bytes) };
  } catch (error) {
    if (error instanceof CodecError) return { value: null, undecodable: `is no ${codec.type}: ${error.message}` };
    throw error;
  }
}
