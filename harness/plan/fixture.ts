/**
 * Opens objects of a device and closes them again. One fixture serves one case: what it opened is its own, so a case
 * neither sees nor disturbs the handles of another.
 */
import { codecOf, type Value } from '../abi/codec.ts';
import { createName } from '../abi/create-strings.ts';
import { isSuccess, statusName, type NtStatus } from '../abi/ntstatus.ts';
import type { Bindings, Scope, SpecBook } from '../spec/model.ts';
import { Access, type Handle, type Opened, type Target } from '../target/target.ts';
import { carrier, declarationScope, type DeviceObject } from './device.ts';

/** An object of the device could not be opened. The caller decides what that means for the claim. */
export class OpenFailed extends Error {
  readonly object: DeviceObject;
  readonly status: number;
  constructor(object: DeviceObject, status: number) {
    super(`opening ${object.path} answered ${statusName(status)}`);
    this.name = 'OpenFailed';
    this.object = object;
    this.status = status;
  }
}

/** What a step may say differently from the declaration when it opens an object. */
export interface OpenOverrides {
  readonly fields?: Readonly<Record<string, Value>>;
  readonly class?: string;
  readonly parameters?: Uint8Array;
  readonly append?: Uint8Array;
  readonly access?: keyof typeof Access;
}

/** Opened as declared. */
const plain: OpenOverrides = {};

/** Everything that goes into creating a child object. */
export interface CreateRequest {
  readonly class: string;
  readonly parameters: Uint8Array;
  readonly access: number;
}

const noBytes = new Uint8Array(0);

/** Create requests as the declaration has them: the same every time. Bytes are only to be looked at. */
const declared = new WeakMap<DeviceObject, CreateRequest>();
/** Names of objects by what they were made of. */
const names = new WeakMap<CreateRequest, Uint8Array>();

export class Fixture {
  readonly target: Target;
  readonly #book: SpecBook;
  readonly #opened = new Map<DeviceObject, Handle>();
  /** In the order opened; closed in reverse. */
  readonly #handles: Handle[] = [];

  constructor(target: Target, book: SpecBook) {
    this.target = target;
    this.#book = book;
  }

  /**
   * The handle that requests about `object` are sent to, opened on first use together with its ancestors.
   * @throws OpenFailed if the device refuses
   */
  handleOf(object: DeviceObject): Handle {
    const owner = carrier(object);
    const known = this.#opened.get(owner);
    if (known !== undefined) return known;
    const { status, handle } = this.openAnother(owner);
    if (!isSuccess(status)) throw new OpenFailed(owner, status);
    this.#opened.set(owner, handle);
    return handle;
  }

  /** Opens one more instance of `object`; ancestors are opened on first use. The caller judges the status. */
  openAnother(object: DeviceObject, overrides: OpenOverrides = plain, from?: Handle): Opened {
    const access = overrides.access;
    if (!object.parent) {
      return this.adopt(this.target.open(object.filter.path, Access[access ?? 'readWrite']));
    }
    const request = this.createRequest(object, overrides);
    return this.openChild(from ?? this.handleOf(object.parent), request);
  }

  /** Opens a child by class string and raw parameters. */
  openChild(parent: Handle, request: CreateRequest): Opened {
    let name = names.get(request);
    if (!name) names.set(request, (name = createName(request.class, request.parameters)));
    return this.adopt(this.target.openChild(parent, name, request.access));
  }

  /** The create request that the declaration of the object's kind asks for, with `overrides` in place. */
  createRequest(object: DeviceObject, overrides: OpenOverrides = plain): CreateRequest {
    if (overrides !== plain) return this.#createRequest(object, overrides);
    let request = declared.get(object);
    if (!request) declared.set(object, (request = this.#createRequest(object, plain)));
    return request;
  }

  #createRequest(object: DeviceObject, overrides: OpenOverrides): CreateRequest {
    const { open } = object.declaration;
    if (!open) throw new Error(`objects of kind ${object.kind} are not opened`);
    const scope = declarationScope(object, this.target.arch);
    let parameters = overrides.parameters;
    if (!parameters) {
      const fields = { ...evaluateAll(open.fields, scope), ...overrides.fields };
      const blob = codecOf(open.struct, this.target.arch, this.#book.types).encode(fields);
      const tail = overrides.append ?? (open.append ? (open.append.evaluate(scope) as Uint8Array) : noBytes);
      parameters = new Uint8Array(blob.length + tail.length);
      parameters.set(blob);
      parameters.set(tail, blob.length);
    }
    const access = overrides.access ?? ((open.access?.evaluate(scope) ?? 'read') as keyof typeof Access);
    return {
      class: overrides.class ?? String(open.class.evaluate(scope)),
      parameters,
      access: Access[access],
    };
  }

  /** Takes charge of a handle: it is closed with the fixture. */
  adopt(opened: Opened): Opened {
    if (isSuccess(opened.status)) this.#handles.push(opened.handle);
    return opened;
  }

  /** Closes a handle before its time. */
  close(handle: Handle): NtStatus {
    const index = this.#handles.indexOf(handle);
    if (index >= 0) this.#handles.splice(index, 1);
    for (const [object, h] of this.#opened) if (h === handle) this.#opened.delete(object);
    return this.target.close(handle);
  }

  /** Closes all that is still open, last opened first. */
  closeAll(): void {
    for (let handle = this.#handles.pop(); handle !== undefined; handle = this.#handles.pop()) closeUnasked(this.target, handle);
    this.#opened.clear();
  }
}

/** Closes a handle whose status says nothing any more. */
export function closeUnasked(target: Target, handle: Handle): void {
  if (target.pipeline) target.pipeline.close(handle);
  else target.close(handle);
}

/** Evaluates bindings in order; each sees those before it. Names in `skip` are given otherwise and left out. */
export function evaluateAll(
  bindings: Bindings,
  scope: Scope,
  skip: Readonly<Record<string, unknown>> = {},
): Record<string, Value> {
  const values: Record<string, Value> = {};
  if (bindings.size === 0) return values;
  if (!areChained(bindings)) {
    for (const [name, expression] of bindings) if (!(name in skip)) values[name] = expression.evaluate(scope);
    return values;
  }
  const inner = { ...scope } as Record<string, unknown> & Scope;
  for (const [name, expression] of bindings) {
    if (name in skip) continue;
    values[name] = expression.evaluate(inner);
    (inner as Record<string, unknown>)[name] = values[name];
  }
  return values;
}

const chained = new WeakMap<Bindings, boolean>();

/** Whether any of the bindings reads one before it. */
function areChained(bindings: Bindings): boolean {
  let known = chained.get(bindings);
  if (known === undefined) {
    const before = new Set<string>();
    known = [...bindings].some(([name, { variables }]) => {
      const reads = variables.some((variable) => before.has(variable));
      before.add(name);
      return reads;
    });
    chained.set(bindings, known);
  }
  return known;
}
