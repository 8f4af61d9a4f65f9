import { expect, it } from 'vitest';
import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
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

it.each([-1, 1e12, 'x'])('cannot be %s bytes long', (holds) => {
  expect(() => run(holds)).toThrow(`chunk cannot be ${String(holds)} bytes long`);
});
