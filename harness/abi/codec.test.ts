import { describe, expect, test } from 'vitest';
import { codecOf } from './codec.ts';
import { layoutNames } from './layout.ts';

describe('codecOf', () => {
  test('compiles every struct of the facts for both architectures', () => {
    for (const name of layoutNames()) {
      for (const arch of ['x64', 'x86'] as const) codecOf(name, arch);
    }
  });
  test('decodes a request', () => {
    const codec = codecOf('KSP_PIN', 'x64');
    const bytes = codec.encode({ Property: { Set: '{8C134960-51AD-11CF-878A-94F801C10000}', Id: 1, Flags: 1 }, PinId: 7 });
    expect(codec.decode(bytes)).toEqual({ Property: { Set: '{8C134960-51AD-11CF-878A-94F801C10000}', Id: 1, Flags: 1 }, PinId: 7, Reserved: 0, Flags: 0 });
  });
});
