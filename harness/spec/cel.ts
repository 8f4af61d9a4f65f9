/** The CEL environment of spec files: the named functions, mixed arithmetic, tight limits. */
import { Environment, EvaluationError, type ASTNode } from '@marcbachmann/cel-js';
import { CodecError, TypeExpressionError } from '../abi/codec.ts';
import { specFunctions } from './functions/index.ts';
import { ArgumentError, type Host, type SpecFunction } from './functions/function.ts';
import { fromCel, toCel } from './values.ts';

/** Spec files are not trusted: no expression may grow beyond what a person reads. */
const limits = { maxAstNodes: 2000, maxDepth: 64, maxListElements: 500, maxMapEntries: 200, maxCallArguments: 16 };

/** Functions of CEL itself that expressions may use. Regular expressions and calendars are left out. */
export const celFunctions: ReadonlySet<string> = new Set([
  ...['size', 'int', 'uint', 'double', 'string', 'bool', 'dyn'],
  ...['has', 'all', 'exists', 'exists_one', 'map', 'filter', 'bind'],
  ...['startsWith', 'endsWith', 'contains', 'indexOf', 'lastIndexOf', 'substring', 'lowerAscii', 'upperAscii', 'trim'],
  ...['split', 'join', 'hex', 'at'],
]);

/** Most arguments of a function whose last parameter repeats. */
const mostArguments = 8;

/** How many arguments a function may be given: least and most. */
export function arity(spec: SpecFunction): readonly [least: number, most: number] {
  const { length } = spec.parameters;
  // A repeated parameter may be absent: then the arguments stand in one list.
  return spec.parameters.at(-1)?.endsWith('…') ? [length - 1, mostArguments] : [length, length];
}

/** An environment whose functions answer for `host`. */
export function createEnvironment(host: Host): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits });
  // Codecs give whole doubles and integers alike, so both must mix.
  for (const [operator, apply] of Object.entries(mixed)) {
    environment.registerOperator(`int ${operator} double: double`, (a: bigint, b: number) => apply(Number(a), b));
    environment.registerOperator(`double ${operator} int: double`, (a: number, b: bigint) => apply(a, Number(b)));
  }
  for (const spec of specFunctions) {
    const handler = (...args: unknown[]): unknown => {
      const result = spec.apply(args.map(fromCel), host);
      return spec.doubles ? result : toCel(result);
    };
    const [least, most] = arity(spec);
    for (let n = least; n <= most; n++) {
      // `bytes` is CEL's own for strings: ours takes the lengths.
      const type = spec.name === 'bytes' ? 'int' : 'dyn';
      environment.registerFunction(`${spec.name}(${Array<string>(n).fill(type).join(', ')}): ${spec.returns}`, {
        handler,
        async: false,
      });
    }
  }
  return environment;
}

const mixed: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** Names of types in CEL. Expressions do not need them, but a variable may well be called `bytes` or `list`. */
const typeNames = new Set(['int', 'uint', 'double', 'string', 'bool', 'bytes', 'list', 'map', 'null_type', 'type', 'optional', 'google']);

/** The name under which CEL knows a variable. */
export const celName = (variable: string): string => (typeNames.has(variable) ? `$${variable}` : variable);

/** Functions that bind a variable: the first of their arguments, in all of them. */
const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/**
 * Renames variables of the name of a CEL type throughout a tree; before it is checked or run. CEL remembers the
 * variables that macros bind by the names that they had, so those keep them.
 */
export function renameForCel(node: ASTNode, bound: ReadonlySet<string> = new Set()): void {
  const { op, args } = node as { op: string; args: unknown };
  if (op === 'id') {
    const name = String(args);
    if (!bound.has(name)) (node as { args: string }).args = celName(name);
    return;
  }
  for (const [index, child] of (Array.isArray(args) ? (args as readonly unknown[]) : [args]).entries()) {
    const inside = op === 'rcall' && index === 2 ? withBound(args as readonly unknown[], bound) : bound;
    for (const one of nodesIn(child)) renameForCel(one, inside);
  }
}

/** What is bound inside the arguments of a call: [name, receiver, arguments]. */
function withBound([name, , given]: readonly unknown[], bound: ReadonlySet<string>): ReadonlySet<string> {
  const [variable] = given as readonly ASTNode[];
  return macros.has(String(name)) && variable?.op === 'id' ? new Set([...bound, variable.args]) : bound;
}

/** The nodes that a part of a node holds directly. */
function nodesIn(part: unknown): ASTNode[] {
  if (Array.isArray(part)) return (part as readonly unknown[]).flatMap(nodesIn);
  return typeof part === 'object' && part !== null && 'op' in part ? [part as ASTNode] : [];
}

/** The words of CEL about an expression, without the marks of renamed variables. */
export const plainMessage = (message: string): string => message.replace(/\$(?=[a-z])/g, '');

/** What went wrong while an expression ran, in one line; `undefined` if `error` is a bug of ours. */
export function failureOf(error: unknown): string | undefined {
  if (error instanceof EvaluationError) return plainMessage(error.summary);
  const ours = error instanceof ArgumentError || error instanceof CodecError || error instanceof TypeExpressionError;
  return ours ? error.message : undefined;
}
