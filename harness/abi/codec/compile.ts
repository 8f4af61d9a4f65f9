/** From a type expression to a compiled node. */
import { didYouMean } from '../../base/suggest.ts';
import { layoutOf, namedType, pointerSize, typeNames, type Arch, type Layout } from '../layout.ts';
import { builtinScalars } from '../scalars.ts';
import { expressionText, parseTypeExpression, type TypeExpression } from '../type-expression.ts';
import { bytesNode, fixedArrayNode, fixedStringNode, openArrayNode, restOfBytesNode, stringNode } from './array-node.ts';
import { bitFieldNode } from './bit-field-node.ts';
import { TypeExpressionError } from './errors.ts';
import { listNode } from './list-node.ts';
import { memberTree, type MemberTree } from './member-tree.ts';
import type { FixedNode, Node } from './node.ts';
import { noneNode } from './none-node.ts';
import { enumNode, guidNode, scalarNode } from './scalar-node.ts';
import { selfSizedNode } from './self-sized-node.ts';
import { sequenceNode } from './sequence-node.ts';
import { serialNode } from './serial-node.ts';
import { flexibleStructNode, structNode, type Member } from './struct-node.ts';
import { vendorLayout, type TypeTable } from './vendor-layout.ts';

/** Compiles types for one architecture and one table of a vendor's structs; each struct once. */
export class TypeCompiler {
  readonly #arch: Arch;
  readonly #types: TypeTable;
  readonly #structs = new Map<string, FixedNode>();
  /** Structs being compiled: one that contains itself has no size. */
  readonly #open: string[] = [];

  constructor(arch: Arch, types: TypeTable) {
    this.#arch = arch;
    this.#types = types;
  }

  /** @throws TypeExpressionError */
  compile(text: string): Node {
    return this.#whole(parseTypeExpression(text), text);
  }

  /** The layout of a struct, a vendor's included. */
  layout(name: string): Layout | undefined {
    return this.#layout(name, name);
  }

  /** A type at a place where it may be of any size. */
  #whole(expression: TypeExpression, text: string): Node {
    switch (expression.kind) {
      case 'none':
        return noneNode;
      case 'name':
        return this.#selfSized(expression.name, text) ?? this.#flexible(expression.name, text) ?? this.#named(expression.name, text);
      case 'array':
        return expression.count === null ? this.#openArray(expression.item, text) : this.#fixed(expression, text);
      case 'list':
        return listNode(this.#item(expression.item, text));
      case 'serial':
        return serialNode(this.#named('KSPROPERTY_SERIALHDR', text), this.#named('KSPROPERTY_SERIAL', text));
      case 'sequence': {
        const last = expression.parts.length - 1;
        return sequenceNode(text, expression.parts.map((part, i) => (i === last ? this.#whole(part, text) : this.#inner(part, text))));
      }
    }
  }

  /** A part of a sequence that others follow: it must tell its own end. */
  #inner(expression: TypeExpression, text: string): Node {
    if (expression.kind === 'list' || expression.kind === 'serial') return this.#whole(expression, text);
    return (expression.kind === 'name' ? this.#selfSized(expression.name, text) : undefined) ?? this.#fixed(expression, text);
  }

  /** An item of a list: of fixed size, or one that tells its own. */
  #item(item: TypeExpression, text: string): Node {
    return (item.kind === 'name' ? this.#selfSized(item.name, text) : undefined) ?? this.#fixed(item, text);
  }

  #openArray(item: TypeExpression, text: string): Node {
    const name = item.kind === 'name' ? item.name : '';
    if (name === 'WCHAR') return stringNode;
    if (isByte(name)) return restOfBytesNode(`${name}[]`);
    if (this.#selfSized(name, text)) {
      throw new TypeExpressionError(text, `items of ${name}[] differ in size`, `write KSMULTIPLE_ITEM + ${name}[]`);
    }
    return openArrayNode(`${expressionText(item)}[]`, this.#fixed(item, text));
  }

  /** A type of fixed size; structs that end in a one-element array count with that element, as sizeof does. */
  #fixed(expression: TypeExpression, text: string): FixedNode {
    if (expression.kind === 'name') return this.#named(expression.name, text);
    if (expression.kind !== 'array' || expression.count === null) {
      throw new TypeExpressionError(text, `${expressionText(expression)} has no fixed size here`);
    }
    const { item, count } = expression;
    const type = expressionText(expression);
    const name = item.kind === 'name' ? item.name : '';
    if (name === 'WCHAR') return fixedStringNode(type, count);
    if (isByte(name)) return bytesNode(type, count);
    return fixedArrayNode(type, this.#fixed(item, text), count);
  }

  #selfSized(name: string, text: string): Node | undefined {
    return selfSizedNode(name, (type) => this.#named(type, text), (type) => this.#flexible(type, text));
  }

  /** A named type of fixed size. */
  #named(name: string, text: string): FixedNode {
    return this.#scalar(name) ?? this.#struct(name, text) ?? this.#unknown(name, text);
  }

  #unknown(name: string, text: string): never {
    const known = [...typeNames(), ...Object.keys(this.#types), 'none'];
    throw new TypeExpressionError(text, `unknown type "${name}"`, didYouMean(name, known));
  }

  #scalar(name: string): FixedNode | undefined {
    if (name === 'GUID') return guidNode;
    const named = namedType(this.#arch, name);
    if (!named) return undefined;
    if ('opaque' in named) return bytesNode(name, named.opaque);
    if ('enumName' in named) return enumNode(name);
    const kind = builtinScalars.get(named.scalar);
    return kind && scalarNode(name, kind, pointerSize(this.#arch));
  }

  #struct(name: string, text: string): FixedNode | undefined {
    const known = this.#structs.get(name);
    if (known) return known;
    if (this.#open.includes(name)) throw new TypeExpressionError(text, `${name} contains itself`);
    this.#open.push(name);
    try {
      const layout = this.#layout(name, text);
      if (!layout) return undefined;
      const { size, align } = layout;
      const node = structNode({ type: name, size, align, members: this.#members(layout, text) });
      this.#structs.set(name, node);
      return node;
    } finally {
      this.#open.pop();
    }
  }

  /** A struct that ends in an array of as many items as there is data. */
  #flexible(name: string, text: string): Node | undefined {
    const layout = this.#layout(name, text);
    const last = layout?.fields.at(-1);
    if (!layout?.flexible || !last) return undefined;
    const members = this.#members({ ...layout, fields: layout.fields.slice(0, -1) }, text);
    const item = parseTypeExpression(last.type.replace(/\[\d*\]$/, ''));
    const flexible = { name: last.name, offset: last.offset, node: this.#openArray(item, text) };
    return flexibleStructNode({ type: name, size: last.offset, align: layout.align, members }, flexible);
  }

  #layout(name: string, text: string): Layout | undefined {
    const fields = Object.hasOwn(this.#types, name) ? this.#types[name] : undefined;
    if (!fields) return layoutOf(this.#arch, name);
    if (layoutOf(this.#arch, name) ?? namedType(this.#arch, name)) {
      throw new TypeExpressionError(text, `"${name}" is a type of the ABI and cannot be declared again`);
    }
    return vendorLayout(name, fields, (type) => this.#fixed(parseTypeExpression(type), text));
  }

  #members(layout: Layout, text: string): Member[] {
    return memberTree(layout).map((tree) => this.#member(tree, text));
  }

  #member({ field, offset, children }: MemberTree, text: string): Member {
    const name = field.name.slice(field.name.lastIndexOf('.') + 1);
    if (field.bits) return { name, offset, node: bitFieldNode(field.type, field.bits.offset, field.bits.size), bits: true };
    if (children.length > 0) {
      const members = children.map((child) => this.#member(child, text));
      return { name, offset, node: structNode({ type: field.name, size: field.size, align: 1, members }) };
    }
    return { name, offset, node: this.#fixed(parseTypeExpression(field.type), text) };
  }
}

const isByte = (name: string): boolean => name === 'UCHAR' || name === 'BYTE';
