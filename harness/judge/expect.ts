/** Compares what came with what a step expects. */
import { codecOf, CodecError, isStruct, type Value } from '../abi/codec.ts';
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
  readonly information?: number;
  readonly bytes?: Uint8Array;
  readonly value?: Value;
  /** Why the bytes do not decode. */
  readonly undecodable?: string;
  /** How many leading output bytes changed at most (index of the last changed byte + 1). */
  readonly changed?: number;
  readonly item?: Item | undefined;
}

/**
 * Checks one step's expectation.
 * @throws Broken for a failure; CannotTell if the step only had to succeed so that something else can be judged
 */
export function checkExpectation(ctx: CaseContext, expectation: CompiledExpectation, seen: Observed): void {
  const { status } = expectation;
  if (!status.matches(seen.status)) {
    const message = `${seen.what}: status is ${statusName(seen.status)}`;
    if (expectation.implied) throw new CannotTell(`${message}; the claim needs ${status.text}`);
    breach(ctx, expectation, message, `status ${status.text}`, 'O2');
    return;
  }
  const { information, value, written } = expectation;
  if (information && seen.information !== undefined) {
    const wanted = information.evaluateNumber(ctx.scope);
    if (seen.information !== wanted) {
      breach(ctx, expectation, `${seen.what}: Information is ${seen.information}`, `Information ${wanted}${origin(information)}`, 'O3');
    }
  }
  if (written && seen.changed !== undefined) {
    const most = written.evaluateNumber(ctx.scope);
    if (seen.changed > most) {
      breach(ctx, expectation, `${seen.what}: output byte ${seen.changed - 1} changed`, `no byte past the first ${most} changes`, 'O16');
    }
  }
  if ((value || expectation.valid) && seen.undecodable !== undefined) {
    breach(ctx, expectation, `${seen.what}: the answer ${seen.undecodable}`, 'an answer of the declared type', 'O3');
    return;
  }
  if (value) {
    const wanted = value.evaluate(ctx.scope);
    const whole = seen.value ?? null;
    // A bare value is compared with the field that is the setting, a struct with the whole.
    const compared = seen.item && !isStruct(wanted) ? constrainedPart(seen.item, whole) : whole;
    if (!sameValue(compared, wanted)) {
      breach(ctx, expectation, `${seen.what}: the value is ${show(compared)}`, `value ${show(wanted)}${origin(value)}`, 'O6');
    }
  }
  if (expectation.valid && seen.item && isConstrained(seen.item)) {
    const wrong = violation(ctx, seen.item, seen.value ?? null);
    // What legal values are is said by the item's own rules, not by those of a law about any item.
    const rules = seen.item.cites.length > 0 ? seen.item.cites : expectation.rules;
    const strength = rules[0]?.strength ?? expectation.strength;
    if (wrong) ctx.breach(`${seen.what}: the value is ${show(seen.value ?? null)}`, wrong, rules, strength, 'O6');
  }
  if (expectation.where.length > 0) {
    const scope = scopeOfAnswer(ctx, expectation.where, seen);
    for (const condition of expectation.where) {
      if (!holds(condition, scope)) breach(ctx, expectation, `${seen.what}: ${explain(condition, scope)}`, condition.source, oracleOfCondition(condition, ctx.claim));
    }
  }
}

function breach(ctx: CaseContext, e: CompiledExpectation, message: string, expected: string, by: OracleId): void {
  ctx.breach(message, expected, e.rules, e.strength, by);
}

const origin = (e: Expression) => (e.constant === undefined && e.source !== '' ? ` (${e.source})` : '');

const noBytes = new Uint8Array(0);

/** What conditions on an answer see: the answer, and of the rest what they read. */
function scopeOfAnswer(ctx: CaseContext, conditions: readonly Expression[], seen: Observed): CaseContext['scope'] {
  const scope: CaseContext['scope'] = {
    arch: ctx.scope.arch,
    status: seen.status,
    information: seen.information ?? 0,
    bytes: seen.bytes ?? noBytes,
    value: seen.value ?? null,
  };
  for (const { variables } of conditions) for (const name of variables) if (!(name in scope)) scope[name] = ctx.scope[name];
  return scope;
}

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

/** Decodes output bytes as a type; says why where they do not. */
export function decodeOutput(ctx: CaseContext, type: string, bytes: Uint8Array): Pick<Observed, 'value' | 'undecodable'> {
  try {
    return { value: codecOf(type, ctx.scope.arch, ctx.book.types).decode(bytes) };
  } catch (error) {
    if (error instanceof CodecError) return { value: null, undecodable: `is no ${type}: ${error.message}` };
    throw error;
  }
}
