import { describe, expect, it, vi } from 'vitest';
import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import type { Target } from '../../target/target.ts';
import { buffer } from './buffer.ts';

const made: { length: number; kind: string; bytes: Uint8Array }[] = [];
const ctx = {
  scope: {} as Record<string, unknown>,
  buffers: new Map(),
  allocate(length: number, kind: string) {
    const region = { address: 0x1000n, length, kind, bytes: new Uint8Array(kind === 'normal' ? length : 0) };
    made.push(region);
    return region;
  },
};
const step = (holds: unknown, memory = 'normal') =>
  ({ buffer: 'chunk', holds: { evaluate: () => holds }, memory }) as unknown as CompiledSteps['buffer'];
const run = (holds: unknown, memory?: string) => {
  buffer(step(holds, memory))(ctx as unknown as CaseContext);
  return made.at(-1);
};

it('holds the bytes that are told, or as many as are told, and has an address', () => {
  expect(run(Uint8Array.of(1, 2, 3))).toMatchObject({ length: 3, bytes: Uint8Array.of(1, 2, 3) });
  expect(ctx.scope['chunk']).toEqual({ address: 0x1000n, length: 3, bytes: Uint8Array.of(1, 2, 3) });
  expect(run(20)).toMatchObject({ length: 20 });
});

it('can be memory that cannot be touched', () => {
  expect(run(Uint8Array.of(1, 2, 3), 'no-access')).toMatchObject({ length: 3, kind: 'no-access', bytes: new Uint8Array(0) });
});

describe('memory at an address that a driver told', () => {
  const given = { buffer: 'register', address: { evaluateNumber: () => 0x2000 }, holds: { evaluate: () => 4 }, memory: 'normal' } as unknown as CompiledSteps['buffer'];
  const bytesWith = (target: Partial<Target>): unknown => {
    const scope: Record<string, { readonly bytes: Uint8Array }> = {};
    buffer(given)({ ...ctx, scope, target } as unknown as CaseContext);
    return scope['register']?.bytes;
  };

  it('is what the target reads there, when somebody looks', () => {
    const peek = vi.fn((_address: bigint, length: number) => new Uint8Array(length).fill(7));
    expect(bytesWith({ peek })).toEqual(Uint8Array.of(7, 7, 7, 7));
    expect(peek.mock.calls).toEqual([[0x2000n, 4]]);
  });

  it('is empty where nothing can be read', () => {
    expect(bytesWith({ peek: () => null })).toEqual(new Uint8Array(0));
  });

  it('is not judged on a target that cannot tell', () => {
    expect(() => bytesWith({})).toThrow(expect.objectContaining({ reason: 'target-cannot' }));
  });
});

it.each([-1, 1e12, 'x'])('cannot be %s bytes long', (holds) => {
  expect(() => run(holds)).toThrow(`chunk cannot be ${String(holds)} bytes long`);
});
