/**
 * Closures for the common small expressions (comparisons, integer arithmetic, members, named functions), which run many
 * thousand times a second in laws. They compute only what they are sure of: `undefined` means "ask CEL", which then
 * computes the value or says what is wrong. A test holds both against each other.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Value } from '../abi/codec.ts';
import type { Arch } from '../target/target.ts';
import type { Host, SpecFunction } from './functions/function.ts';
import { specFunctions } from './functions/index.ts';
import type { Scope } from './model.ts';
import { narrow } from './values.ts';
import { add, divide, isElement, isNumber, multiply, remainder, same, subtract } from './fast-operators.ts';

/** A value, or `undefined` to ask CEL. */
export type Fast = (scope: Scope) => unknown;

/** What names and functions mean. */
export interface FastContext {
  readonly constants: ReadonlyMap<string, Value>;
  host(arch: Arch): Host;
}

const functionsByName = new Map<string, SpecFunction>(
  // Whole doubles would pass for integers here.
  specFunctions.filter((spec) => !spec.doubles).map((spec) => [spec.name, spec]),
);

/** A closure for `ast`, or `undefined` if it holds what only CEL can do. */
export function compileFast(ast: ASTNode, context: FastContext): Fast | undefined {
  const compile = (node: ASTNode): Fast | undefined => {
    switch (node.op) {
      case 'value':
        return literal(node.args);
      case 'id': {
        const name = node.args;
        const constant = context.constants.get(name);
        if (constant !== undefined) return () => constant;
        return (scope) => scope[name];
      }
      case '.':
        return member(compile(node.args[0]), node.args[1]);
      case '[]':
        return both(compile(node.args[0]), compile(node.args[1]), element);
      case '+':
        return both(compile(node.args[0]), compile(node.args[1]), add);
      case '-':
        return both(compile(node.args[0]), compile(node.args[1]), subtract);
      case '*':
        return both(compile(node.args[0]), compile(node.args[1]), multiply);
      case '/':
        return both(compile(node.args[0]), compile(node.args[1]), divide);
      case '%':
        return both(compile(node.args[0]), compile(node.args[1]), remainder);
      case '<':
        return both(compile(node.args[0]), compile(node.args[1]), (a, b) => (isNumber(a) && isNumber(b) ? a < b : undefined));
      case '<=':
        return both(compile(node.args[0]), compile(node.args[1]), (a, b) => (isNumber(a) && isNumber(b) ? a <= b : undefined));
      case '>':
        return both(compile(node.args[0]), compile(node.args[1]), (a, b) => (isNumber(a) && isNumber(b) ? a > b : undefined));
      case '>=':
        return both(compile(node.args[0]), compile(node.args[1]), (a, b) => (isNumber(a) && isNumber(b) ? a >= b : undefined));
      case '==':
        return both(compile(node.args[0]), compile(node.args[1]), same);
      case '!=':
        return both(compile(node.args[0]), compile(node.args[1]), (a, b) => {
          const equal = same(a, b);
          return equal === undefined ? undefined : !equal;
        });
      case '&&':
        return logical(compile(node.args[0]), compile(node.args[1]), false);
      case '||':
        return logical(compile(node.args[0]), compile(node.args[1]), true);
      case '!_':
        return negation(compile(node.args));
      case '-_':
        return both(() => 0, compile(node.args), subtract);
      case '?:':
        return choice(compile(node.args[0]), compile(node.args[1]), compile(node.args[2]));
      case 'in':
        return node.args[1].op === 'list'
          ? membership(compile(node.args[0]), all(node.args[1].args))
          : both(compile(node.args[0]), compile(node.args[1]), isElement);
      case 'list':
        return listOf(all(node.args));
      case 'map':
        return mapOf(all(node.args.map(([key]) => key)), all(node.args.map(([, value]) => value)));
      case 'call':
        return call(node.args[0], all(node.args[1]));
      default:
        return undefined;
    }
  };
  const all = (nodes: readonly ASTNode[]): Fast[] | undefined => {
    const compiled = nodes.map(compile);
    return compiled.every((fast) => fast !== undefined) ? compiled : undefined;
  };
  const call = (name: string, args: Fast[] | undefined): Fast | undefined => {
    if (!args) return undefined;
    const [first] = args;
    if (name === 'size' && first && args.length === 1) return (scope) => lengthOf(first(scope));
    const spec = functionsByName.get(name);
    if (!spec) return undefined;
    return (scope) => {
      const values = valuesOf(args, scope);
      if (!values) return undefined;
      try {
        return spec.apply(values, context.host(scope.arch));
      } catch {
        // CEL will meet the same error and decide what it means: `false && error` is false.
        return undefined;
      }
    };
  };
  return compile(ast);
}

function literal(value: unknown): Fast | undefined {
  if (typeof value === 'bigint') {
    const integer = narrow(value);
    return () => integer;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return () => value;
  return undefined;
}

function both(left: Fast | undefined, right: Fast | undefined, apply: (a: unknown, b: unknown) => unknown): Fast | undefined {
  if (!left || !right) return undefined;
  return (scope) => {
    const a = left(scope);
    if (a === undefined) return undefined;
    const b = right(scope);
    return b === undefined ? undefined : apply(a, b);
  };
}

function member(object: Fast | undefined, name: string): Fast | undefined {
  return object && ((scope) => memberOf(object(scope), name));
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function element(container: unknown, key: unknown): unknown {
  if (typeof key === 'string') return memberOf(container, key);
  return Array.isArray(container) && typeof key === 'number' ? (container[key] as unknown) : undefined;
}

function lengthOf(value: unknown): number | undefined {
  return value instanceof Uint8Array || Array.isArray(value) ? value.length : undefined;
}

/** `&&` (`decisive` false) or `||` (`decisive` true). */
function logical(left: Fast | undefined, right: Fast | undefined, decisive: boolean): Fast | undefined {
  if (!left || !right) return undefined;
  return (scope) => {
    const a = left(scope);
    if (a === decisive) return decisive;
    if (a !== !decisive) return undefined;
    const b = right(scope);
    return typeof b === 'boolean' ? b : undefined;
  };
}

function negation(operand: Fast | undefined): Fast | undefined {
  return (
    operand &&
    ((scope) => {
      const value = operand(scope);
      return typeof value === 'boolean' ? !value : undefined;
    })
  );
}

function choice(condition: Fast | undefined, yes: Fast | undefined, no: Fast | undefined): Fast | undefined {
  if (!condition || !yes || !no) return undefined;
  return (scope) => {
    const value = condition(scope);
    if (value === true) return yes(scope);
    return value === false ? no(scope) : undefined;
  };
}

function membership(needle: Fast | undefined, options: Fast[] | undefined): Fast | undefined {
  if (!needle || !options) return undefined;
  return (scope) => {
    const value = needle(scope);
    let found = false;
    // All are looked at: CEL computes the whole list first, and an element that has no value is an error.
    for (const option of options) {
      const equal = same(value, option(scope));
      if (equal === undefined) return undefined;
      found ||= equal;
    }
    return found;
  };
}

function listOf(elements: Fast[] | undefined): Fast | undefined {
  return elements && ((scope) => valuesOf(elements, scope));
}

/** A map with texts for keys. */
function mapOf(keys: Fast[] | undefined, members: Fast[] | undefined): Fast | undefined {
  if (!keys || !members) return undefined;
  return (scope) => {
    const [names, values] = [valuesOf(keys, scope), valuesOf(members, scope)];
    if (!names || !values) return undefined;
    const map: Record<string, Value> = {};
    for (const [i, name] of names.entries()) {
      if (typeof name !== 'string' || name in map) return undefined;
      map[name] = values[i] as Value;
    }
    return map;
  };
}

/** What each of them gives; `undefined` if one of them asks CEL. */
function valuesOf(parts: readonly Fast[], scope: Scope): Value[] | undefined {
  const values: Value[] = [];
  for (const part of parts) {
    const value = part(scope);
    if (value === undefined) return undefined;
    values.push(value as Value);
  }
  return values;
}
