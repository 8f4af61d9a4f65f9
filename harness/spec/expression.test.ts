import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../abi/codec.ts';
import { specFunctions } from './functions/index.ts';
import { compileExpression, ExpressionCompiler, ExpressionError, ExpressionMistakes } from './expression.ts';
import type { Scope } from './model.ts';
import { sameValue } from './values.ts';

const at = { file: 'x.yaml', line: 3, column: 5 };
const compile = (source: string | number | boolean) => compileExpression(source, at);
const x64: Scope = { arch: 'x64' };
const run = (source: string, variables: Record<string, unknown> = {}) => compile(source).evaluate({ ...x64, ...variables });

describe('values', () => {
  it.each<[string, Record<string, unknown>, Value]>([
    ['1 + 2', {}, 3],
    ['n + 1', { n: 1 }, 2],
    ['n + 1', { n: 2n ** 60n }, 2n ** 60n + 1n],
    ['n - 1', { n: 2n ** 53n }, 2 ** 53 - 1],
    ['n * 3', { n: 2 ** 52 }, 3n * 2n ** 52n],
    ['x * 1.5', { x: 2 }, 3],
    ['x / 2', { x: 3 }, 1],
    ['double(x) / 2', { x: 3 }, 1.5],
    ['a == b', { a: 1, b: 1n }, true],
    ['a.b[1]', { a: { b: [1, 2] } }, 2],
    ['a', { a: { b: [1n, 'x', null] } }, { b: [1n, 'x', null] }],
    ['list.map(e, e.Id)', { list: [{ Id: 1 }, { Id: 2 ** 40 }] }, [1, 2 ** 40]],
    ['size(b)', { b: new Uint8Array(5) }, 5],
    ['KSSTATE_RUN', {}, 3],
    ['status == STATUS_BUFFER_OVERFLOW', { status: 0x80000005 }, true],
    ['IOCTL_KS_PROPERTY', {}, 0x2f0003],
    ['GUID_NULL', {}, '{00000000-0000-0000-0000-000000000000}'],
    ['KSSTRING_Clock', {}, '{53172480-4791-11D0-A5D6-28DB04C10000}'],
    ['0xFFFFFFFFFFFFFFFF', {}, 2n ** 64n - 1n],
    ["c ? 'a' : 'b'", { c: false }, 'b'],
    ['bytes.map(b, b + 1) == list', { bytes: [1], list: [2n] }, true],
    ['x.all(list, list > bytes) && [list].exists(type, type == list)', { x: [2, 3], bytes: 1, list: 4 }, true],
    ['x.map(list, [list].map(bytes, bytes + list))', { x: [2, 3] }, [[4], [6]]],
    ['size(bytes) + size(bytes(3))', { bytes: new Uint8Array(2) }, 5],
    ["has(a.b) && a.b == 2", { a: {} }, false],
  ])('%s with %o is %o', (source, variables, expected) => {
    expect(sameValue(run(source, variables), expected)).toBe(true);
  });

  it('takes numbers and booleans as they are', () => {
    expect(compile(7).constant).toBe(7);
    expect(compile(true).test(x64)).toBe(true);
  });

  it('knows constants and free variables when compiled', () => {
    expect(compile('KSSTATE_RUN + 1').constant).toBe(4);
    expect(compile('KSSTATE_RUN + n').constant).toBeUndefined();
    expect(compile('list.exists(e, e.Id == n) && m.x > KSSTATE_RUN').variables).toEqual(['list', 'm', 'n']);
  });

  it('measures types in the ABI of the caller', () => {
    expect(run('sizeof(KSEVENTDATA)')).toBe(32);
    expect(compile('sizeof(KSEVENTDATA)').evaluate({ arch: 'x86' })).toBe(16);
    // The same for both: known before any caller is.
    expect(compile('sizeof(KSPROPERTY)').constant).toBe(24);
  });

  it('lets a variable hide a name of the ABI', () => {
    const known = { names: new Set(['KSSTATE_RUN']), members: new Map() };
    const expression = new ExpressionCompiler().compile('KSSTATE_RUN', at, known);
    expect(expression.evaluate({ ...x64, KSSTATE_RUN: 9 })).toBe(9);
  });
});

describe('what cannot be evaluated', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a.b', { a: {} }, /No such key: b/],
    ['a.b', { a: null }, /No such key: b/],
    ['n + 1', {}, /n has no value/],
    ['n + 1', { n: 'x' }, /no such overload/],
    ['n + 1', { n: 2n ** 63n - 1n }, /overflow/],
    ['1 / n', { n: 0 }, /division by zero/],
    ['align8(n)', { n: 'x' }, /argument 1 must be an integer, not the string x/],
    ["decode('ULONG', b)", { b: new Uint8Array(2) }, /4 bytes/],
    ['bytes(n)', { n: -1 }, /not in 0/],
  ])('%s with %o', (source, variables, message) => {
    expect(() => run(source, variables)).toThrow(ExpressionError);
    expect(() => run(source, variables)).toThrow(message);
  });

  it('says so of a number or condition that is none', () => {
    expect(() => compile("'a'").evaluateNumber(x64)).toThrow('it must give a number');
    expect(() => compile('1').test(x64)).toThrow('it must give true or false');
    expect(compile('2 > 1').test(x64)).toBe(true);
    expect(compile('n').evaluateNumber({ ...x64, n: 2n ** 60n })).toBe(2 ** 60);
  });
});

describe('mistakes', () => {
  const known = { names: new Set(['size', 'status', 'object']), members: new Map([['object', new Set(['pinCount'])]]) };
  const mistakes = (source: string) => {
    try {
      new ExpressionCompiler().compile(source, at, known);
    } catch (error) {
      if (error instanceof ExpressionMistakes) return error.mistakes.map(({ code, start, end, hint }) => [code, start, end, hint]);
      throw error;
    }
    return [];
  };

  it.each<[string, unknown[][]]>([
    ['size +', [['KS020', 6, 6, undefined]]],
    ['statsu == 1', [['KS021', 0, 6, 'did you mean "status"?']]],
    ['status == STATUS_SUCESS', [['KS021', 10, 23, 'did you mean "STATUS_SUCCESS"?']]],
    ['object.pinCuont > 0', [['KS021', 7, 15, 'did you mean "pinCount"?']]],
    ['1 + object.pinCuont', [['KS021', 11, 19, 'did you mean "pinCount"?']]],
    ['lineerFit([])', [['KS022', 0, 9, 'did you mean "linearFit"?']]],
    ["'abc'.matches('a*')", [['KS022', 0, 19, undefined]]],
    ['size + alse', [['KS021', 7, 11, 'did you mean "else"?']]],
    ['align8(1, 2)', [['KS022', 0, 12, 'it is align8(n)']]],
    ["1 + 'a'", [['KS022', 0, 7, undefined]]],
    ['sizeof(KSPROPERTI)', [['KS032', 7, 17, undefined]]],
    ['list.all(e, e > 0)', [['KS021', 0, 4, undefined]]],
  ])('%s', (source, expected) => {
    const found = mistakes(source);
    expect(found.map(([code, start]) => [code, start])).toEqual(expected.map(([code, start]) => [code, start]));
    for (const [index, [, , end, hint]] of expected.entries()) {
      if (source !== 'size + alse') expect(found[index]?.slice(2)).toEqual(hint === undefined ? [end, found[index]?.[3]] : [end, hint]);
    }
  });

  it('refuses an expression that grows beyond what a person reads', () => {
    expect(mistakes(`${'('.repeat(200)}1${')'.repeat(200)}`)[0]?.[0]).toBe('KS020');
    expect(mistakes(Array.from({ length: 3000 }, () => '1').join('+'))[0]?.[0]).toBe('KS020');
  });
});

/** Anything that could be written, over values of every kind. */
const anything = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('i', 'big', 'd', 's', 'b', 'l', 'm', 't', 'n', '1', '2.5', "'x'", "b'ab'", '[]', '{}', 'null', '10u', "'ULONG'", "'KSDATARANGE'"),
    fc
      .tuple(tie('e'), fc.constantFrom('+', '-', '*', '/', '%', '<', '>=', '==', '!=', '&&', '||', 'in'), tie('e'))
      .map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie('e'), fc.constantFrom('x', 'Items', 'length', 'constructor', '__proto__')).map(([l, name]) => `(${l}).${name}`),
    fc.tuple(tie('e'), tie('e')).map(([l, r]) => `(${l})[${r}]`),
    fc.tuple(tie('e'), fc.constantFrom('map', 'filter', 'all', 'exists'), tie('e')).map(([l, macro, r]) => `(${l}).${macro}(q, ${r})`),
    fc
      .tuple(fc.constantFrom(...specFunctions), fc.array(tie('e'), { maxLength: 3 }))
      .map(([{ name, parameters }, args]) => `${name}(${args.slice(0, parameters.length).join(', ')})`),
    fc.array(tie('e'), { maxLength: 2 }).map((list) => `{${list.map((e, index) => `'k${index}': ${e}`).join(', ')}}`),
  ),
}));

describe('whatever is written', () => {
  it('compiles and evaluates, or fails in one of two ways', () => {
    const values = { i: 5, big: 2n ** 63n, d: 1.5, s: 'abc', b: new Uint8Array([1, 2]), l: [1, 'x', null], m: { x: [1] }, t: true, n: null };
    fc.assert(
      fc.property(anything.e, (source) => {
        try {
          compile(source).evaluate({ arch: 'x86', ...values });
        } catch (error) {
          if (!(error instanceof ExpressionMistakes || error instanceof ExpressionError)) throw error;
        }
      }),
      { numRuns: 2000, examples: [["{'k0': (([])[1] < uint(i))}"]] },
    );
  });
});

describe('named functions', () => {
  it.each(specFunctions.map(({ name, example }) => [name, ...example] as const))('%s: %s is %s', (_, expression, value) => {
    expect(sameValue(run(expression), run(value))).toBe(true);
  });
});

/** Expressions over small integers, and what the fast path must agree on with CEL. */
const expressions = fc.letrec<{ number: string; condition: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('m', 'list', 'texts', '[]', '{}', "{'n': n}", '[n]', '[1.5]'),
    fc.tuple(tie('number'), tie('number')).map(([l, r]) => `[${l}, ${r}]`),
    fc.tuple(tie('number'), tie('part')).map(([l, r]) => `{'a': ${l}, 'b': ${r}}`),
    fc.tuple(tie('part'), tie('number')).map(([l, r]) => `[${l}, ${r}]`),
  ),
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('0', '1', '7', '9007199254740991', 'a', 'b', 'm.x', 'list[0]', 'KSSTATE_RUN', 'size(list)'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    tie('number').map((n) => `-(${n})`),
    tie('number').map((n) => `{'n': ${n}, 's': s}.n`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([c, l, r]) => `(${c} ? ${l} : ${r})`),
    fc.tuple(tie('number'), tie('number')).map(([l, r]) => `max(${l}, ${r})`),
  ),
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('true', 'false', 'c', "s == 'x'", 'm.missing == 1', 'n == 1'),
    fc.tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    tie('condition').map((c) => `!(${c})`),
    fc.tuple(tie('part'), fc.constantFrom('==', '!='), tie('part')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([n, l, r]) => `(${n} in [${l}, ${r}])`),
    fc.constantFrom('s in texts', "'y' in texts", 's in list', 'a in list', 'bytes == m.bytes', 'bytes != m.bytes', 'bytes == m.others', 'bytes == s'),
  ),
}));
const scalars = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), fc.double(), fc.constantFrom('x', null));

describe('the fast path', () => {
  it('agrees with CEL wherever it answers', () => {
    fc.assert(
      fc.property(fc.oneof(expressions.number, expressions.condition, expressions.part), fc.tuple(scalars, scalars, scalars), (source, [a, b, x]) => {
        const bytes = new Uint8Array([1, 2]);
        const m = { x, bytes: bytes.slice(), others: new Uint8Array([1, 3]) };
        const variables = { a, b, c: true, s: 'x', n: null, m, list: [x, 1], bytes, texts: ['x', 'z'] };
        const outcome = (expression: string): unknown => {
          try {
            return run(expression, variables);
          } catch (error) {
            // A constant that overflows is told as a mistake already when it is compiled.
            if (error instanceof ExpressionError || error instanceof ExpressionMistakes) return 'cannot be evaluated';
            throw error;
          }
        };
        // A macro keeps an expression off the fast path without changing its value.
        const viaCel = outcome(`[0].map(i, ${source})[0]`);
        const direct = outcome(source);
        expect(sameValue(direct as Value, viaCel as Value), `${String(direct)} but CEL ${String(viaCel)}`).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
