/**
 * Compiles the expressions of spec files: CEL over the device's values and the names of the ABI.
 *
 * Long because parsing, checking and evaluating share one table of what names mean.
 */
import { ParseError, type ASTNode, type Environment, type ParseResult } from '@marcbachmann/cel-js';
import { codecOf, TypeExpressionError, type TypeTable, type Value } from '../abi/codec.ts';
import type { SourcePosition } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Arch } from '../target/target.ts';
import { arity, celFunctions, celName, createEnvironment, failureOf, plainMessage, renameForCel } from './cel.ts';
import { compileFast, type Fast } from './fast-path.ts';
import type { Host } from './functions/function.ts';
import { specFunctions } from './functions/index.ts';
import type { Expression, Scope } from './model.ts';
import { abiNames, type Names } from './names.ts';
import { mentionsOf, type Mention, type Mentions } from './syntax-tree.ts';
import { fromCel, sameValue, toCel } from './values.ts';

/** An expression could not be evaluated on what the device gave: a member is missing, a type is not what it takes. */
export class ExpressionError extends Error {
  readonly reason: string;
  readonly source: string;
  readonly at: SourcePosition;
  constructor(reason: string, source: string, at: SourcePosition) {
    super(`${reason}, in "${source}"`);
    this.name = 'ExpressionError';
    this.reason = reason;
    this.source = source;
    this.at = at;
  }
}

/** What is wrong with an expression as written. */
export interface ExpressionMistake {
  readonly code: 'KS020' | 'KS021' | 'KS022' | 'KS032';
  readonly message: string;
  readonly hint?: string | undefined;
  /** Offsets in the source of the expression. */
  readonly start: number;
  readonly end: number;
}

/** The expression is wrong as written. */
export class ExpressionMistakes extends Error {
  readonly mistakes: readonly ExpressionMistake[];
  constructor(source: string, mistakes: readonly ExpressionMistake[]) {
    super(`"${source}": ${mistakes.map((mistake) => mistake.message).join('; ')}`);
    this.name = 'ExpressionMistakes';
    this.mistakes = mistakes;
  }
}

/** The variables that an expression may use. */
export interface Known {
  readonly names: ReadonlySet<string>;
  /** The members that some of them have; others may have any. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

const architectures: readonly Arch[] = ['x64', 'x86'];
const functionsByName = new Map(specFunctions.map((spec) => [spec.name, spec]));
/** Compiles expressions against one table of names and of declared types. */
export class ExpressionCompiler {
  readonly #names: Names;
  readonly #types: TypeTable | undefined;
  readonly #knownRight: boolean;
  readonly #hosts = new Map<Arch, Host>();
  readonly #environments = new Map<Arch, Environment>();

  /** @param knownRight whether all expressions were compiled before without a mistake */
  constructor(names: Names = abiNames, types?: TypeTable, knownRight = false) {
    this.#names = names;
    this.#types = types;
    this.#knownRight = knownRight;
  }

  /**
   * @param known the variables there are; without it any name that is not of the ABI is taken for one
   * @throws ExpressionMistakes if the source is no expression, or names what there is not
   */
  compile(source: string | number | boolean, at: SourcePosition, known?: Known): Expression {
    if (typeof source !== 'string') return new Constant(String(source), at, source);
    const program = this.#parse(source);
    const mentions = mentionsOf(program.ast);
    const constants = new Map<string, Value>();
    const variables = new Set<string>();
    const mistakes = this.#knownRight ? [] : [...this.#wrongCalls(mentions.calls), ...this.#wrongTypes(mentions.types)];
    for (const mention of mentions.variables) {
      // A variable hides a constant of the same name: what is nearer is meant.
      const constant = known?.names.has(mention.name) ? undefined : this.#names.constant(mention.name);
      if (constant !== undefined) constants.set(mention.name, constant);
      else if (!known || known.names.has(mention.name)) variables.add(mention.name);
      else mistakes.push(this.#unknownName(mention, known.names));
    }
    if (known && !this.#knownRight) mistakes.push(...unknownMembers(mentions, known));
    for (const { name } of mentions.types) if (/^[A-Za-z_]\w*$/.test(name)) constants.set(name, name);
    const fast = compileFast(program.ast, { constants, host: (arch) => this.host(arch) });
    renameForCel(program.ast);
    if (mistakes.length === 0 && !this.#knownRight) mistakes.push(...wrongTypes(program));
    if (mistakes.length > 0) throw new ExpressionMistakes(source, mistakes);
    const compiled = new Compiled(source, at, { program, fast, constants, variables: [...variables].sort(), compiler: this });
    // Loops are not run while files are only read: they may be long.
    if (variables.size > 0 || mentions.loops) return compiled;
    const [first, second] = architectures.map((arch) => evaluateEarly(compiled, arch));
    return first !== undefined && second !== undefined && sameValue(first, second) ? new Constant(source, at, first) : compiled;
  }

  /** The environment of an ABI; made when first needed. */
  environment(arch: Arch): Environment {
    let environment = this.#environments.get(arch);
    if (!environment) {
      environment = createEnvironment(this.host(arch));
      this.#environments.set(arch, environment);
    }
    return environment;
  }

  host(arch: Arch): Host {
    let host = this.#hosts.get(arch);
    if (!host) {
      host = { arch, types: this.#types, guid: (name) => this.#names.guid(name) };
      this.#hosts.set(arch, host);
    }
    return host;
  }

  #parse(source: string): ParseResult {
    try {
      return this.environment('x64').parse(source);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const start = error.range?.start ?? 0;
      throw new ExpressionMistakes(source, [
        { code: 'KS020', message: `no CEL expression: ${plainMessage(error.summary)}`, start, end: error.range?.end ?? start + 1 },
      ]);
    }
  }

  #wrongCalls(calls: readonly Mention[]): ExpressionMistake[] {
    return calls
      .filter(({ name }) => !functionsByName.has(name) && !celFunctions.has(name))
      .map((call) => ({
        ...call,
        code: 'KS022',
        message: `unknown function "${call.name}"`,
        hint: didYouMean(call.name, [...functionsByName.keys(), ...celFunctions]),
      }));
  }

  #wrongTypes(types: readonly Mention[]): ExpressionMistake[] {
    return types.flatMap((mention) => {
      try {
        codecOf(mention.name, 'x64', this.#types);
        return [];
      } catch (error) {
        if (!(error instanceof TypeExpressionError)) throw error;
        return [{ ...mention, code: 'KS032' as const, ...typeMistake(error) }];
      }
    });
  }

  #unknownName(mention: Mention, known: ReadonlySet<string>): ExpressionMistake {
    const hint = didYouMean(mention.name, [...known, ...this.#names.all()]);
    return { ...mention, code: 'KS021', message: `unknown name "${mention.name}": no variable here and no name of the ABI`, hint };
  }
}

/** What a type error says, without the expression that is shown anyway, and its hint apart. */
export function typeMistake({ message, expression, hint }: TypeExpressionError): { message: string; hint: string | undefined } {
  const end = hint === undefined ? undefined : -`; ${hint}`.length;
  return { message: message.slice(`type "${expression}": `.length, end), hint };
}

/** The value of an expression without variables: that it has none is seen already. */
function evaluateEarly(expression: Expression, arch: Arch): Value {
  try {
    return expression.evaluate({ arch });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { source, reason } = error;
    throw new ExpressionMistakes(source, [{ code: 'KS022', message: reason, start: 0, end: source.length }]);
  }
}

function unknownMembers({ members }: Mentions, known: Known): ExpressionMistake[] {
  return members.flatMap(({ variable, name, start, end }) => {
    const has = known.members.get(variable);
    if (!has || has.has(name)) return [];
    const message = `${variable} has no member "${name}"`;
    return [{ code: 'KS021' as const, message, hint: didYouMean(name, has), start, end }];
  });
}

/** What CEL's own checker finds, with dynamic variables: wrong argument counts, `1 + 'a'`. */
function wrongTypes(program: ParseResult): ExpressionMistake[] {
  const { error } = program.check();
  if (!error) return [];
  // The checker passes on whatever stopped it, which is not always an error of its own kind.
  const message = plainMessage((error as Partial<typeof error>).summary ?? error.message);
  const { start = 0, end = 1 } = error.range ?? {};
  return [{ code: 'KS022', message, hint: signatureHint(program.ast), start, end }];
}

/** How the function at the root is called, where that is one of ours. */
function signatureHint(ast: ASTNode): string | undefined {
  const spec = ast.op === 'call' ? functionsByName.get(ast.args[0]) : undefined;
  if (!spec) return undefined;
  const [least] = arity(spec);
  return `it is ${spec.name}(${spec.parameters.join(', ')})${least === spec.parameters.length ? '' : ', or one list'}`;
}

class Constant implements Expression {
  readonly source: string;
  readonly at: SourcePosition;
  readonly constant: Value;
  readonly variables: readonly string[] = [];

  constructor(source: string, at: SourcePosition, constant: Value) {
    this.source = source;
    this.at = at;
    this.constant = constant;
  }

  evaluate(): Value {
    return this.constant;
  }

  evaluateNumber(): number {
    return numberOf(this.constant, this);
  }

  test(): boolean {
    return booleanOf(this.constant, this);
  }
}

/** What an expression with variables consists of. */
interface Parts {
  readonly program: ParseResult;
  readonly fast: Fast | undefined;
  readonly constants: ReadonlyMap<string, Value>;
  readonly variables: readonly string[];
  readonly compiler: ExpressionCompiler;
}

class Compiled implements Expression {
  readonly source: string;
  readonly at: SourcePosition;
  readonly variables: readonly string[];
  readonly #constants: Readonly<Record<string, unknown>>;
  readonly #fast: Fast | undefined;
  readonly #programs = new Map<Arch, ParseResult>();
  readonly #compiler: ExpressionCompiler;

  constructor(source: string, at: SourcePosition, parts: Parts) {
    this.source = source;
    this.at = at;
    this.variables = parts.variables;
    this.#constants = Object.fromEntries([...parts.constants].map(([name, value]) => [celName(name), toCel(value)]));
    this.#fast = parts.fast;
    this.#programs.set('x64', parts.program);
    this.#compiler = parts.compiler;
  }

  evaluate(scope: Scope): Value {
    try {
      const result = this.#fast?.(scope);
      // Scopes hold codec values only.
      return result === undefined ? this.#slow(scope) : (result as Value);
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      throw new ExpressionError(failure, this.source, this.at);
    }
  }

  evaluateNumber(scope: Scope): number {
    return numberOf(this.evaluate(scope), this);
  }

  test(scope: Scope): boolean {
    return booleanOf(this.evaluate(scope), this);
  }

  #slow(scope: Scope): Value {
    const context: Record<string, unknown> = { ...this.#constants };
    for (const name of this.variables) {
      const value = scope[name];
      if (value === undefined) throw new ExpressionError(`${name} has no value`, this.source, this.at);
      context[celName(name)] = toCel(value);
    }
    let program = this.#programs.get(scope.arch);
    if (!program) {
      program = this.#compiler.environment(scope.arch).parse(this.source);
      renameForCel(program.ast);
      this.#programs.set(scope.arch, program);
    }
    return fromCel(program(context));
  }
}

function numberOf(value: Value, { source, at }: Expression): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new ExpressionError('it must give a number', source, at);
}

function booleanOf(value: Value, { source, at }: Expression): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError('it must give true or false', source, at);
}

let shared: ExpressionCompiler | undefined;

/**
 * Compiles one expression against the names of the ABI; other names are its variables.
 * @throws ExpressionMistakes
 */
export function compileExpression(source: string | number | boolean, at: SourcePosition): Expression {
  shared ??= new ExpressionCompiler();
  return shared.compile(source, at);
}
