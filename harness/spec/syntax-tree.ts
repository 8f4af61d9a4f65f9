/** What an expression mentions: its free variables and the functions it calls, each with its place. */
import type { ASTNode } from '@marcbachmann/cel-js';

export interface Mention {
  readonly name: string;
  /** Offset of the first character and of the one after the last, in the source of the expression. */
  readonly start: number;
  readonly end: number;
}

export interface Mentions {
  readonly variables: readonly Mention[];
  /** Members of free variables: `object.path`. */
  readonly members: readonly (Mention & { readonly variable: string })[];
  readonly calls: readonly Mention[];
  /** Names that stand for a type: the first argument of `sizeof`, `encode`, … written without quotes or as a literal. */
  readonly types: readonly Mention[];
  /** Whether it loops over a list. */
  readonly loops: boolean;
}

/** Functions whose first argument is a type of the wire. */
const takesType = new Set(['sizeof', 'minSizeof', 'encode', 'decode']);
const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Collects what `ast` mentions. */
export function mentionsOf(ast: ASTNode): Mentions {
  const variables: Mention[] = [];
  const members: (Mention & { variable: string })[] = [];
  const calls: Mention[] = [];
  const types: Mention[] = [];
  let loops = false;
  const at = (node: ASTNode, name: string): Mention => ({ name, start: node.start, end: node.end });

  const noteMember = (object: ASTNode, name: string, end: number, bound: ReadonlySet<string>): void => {
    if (object.op !== 'id' || bound.has(object.args)) return;
    members.push({ name, start: end - name.length, end, variable: object.args });
  };
  const visitAll = (nodes: readonly ASTNode[], bound: ReadonlySet<string>): void => {
    for (const node of nodes) visit(node, bound);
  };
  const visit = (node: ASTNode, bound: ReadonlySet<string>): void => {
    switch (node.op) {
      case 'value':
        return;
      case 'id':
        if (!bound.has(node.args)) variables.push(at(node, node.args));
        return;
      case '.':
      case '.?':
        visit(node.args[0], bound);
        noteMember(node.args[0], node.args[1], node.end, bound);
        return;
      case 'call': {
        const [name, args] = node.args;
        calls.push({ name, start: node.start, end: node.start + name.length });
        const [first] = args;
        const named = first && takesType.has(name) ? typeName(first) : undefined;
        if (first && named !== undefined) types.push(at(first, named));
        visitAll(named === undefined ? args : args.slice(1), bound);
        return;
      }
      case 'rcall': {
        const [name, receiver, args] = node.args;
        // `cel.bind(v, value, body)`: v is bound in the body only.
        if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel') {
          const [variable, value, body] = args;
          if (value) visit(value, bound);
          if (body) visit(body, variable?.op === 'id' ? new Set([...bound, variable.args]) : bound);
          return;
        }
        calls.push(at(node, name));
        visit(receiver, bound);
        const [variable, ...rest] = args;
        if (macros.has(name) && variable?.op === 'id') {
          loops = true;
          visitAll(rest, new Set([...bound, variable.args]));
        } else visitAll(args, bound);
        return;
      }
      case 'list':
        visitAll(node.args, bound);
        return;
      case 'map':
        for (const [key, value] of node.args) visitAll([key, value], bound);
        return;
      case '!_':
      case '-_':
        visit(node.args, bound);
        return;
      default:
        visitAll(node.args, bound);
    }
  };
  visit(ast, new Set());
  return { variables, members, calls, types, loops };
}

function typeName(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  return node.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
}
