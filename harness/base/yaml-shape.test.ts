import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Problem } from './errors.ts';
import { checkShape } from './yaml-shape.ts';
import { parseYaml, specFiles } from './yaml-source.ts';

/** What is wrong with a text, as codes, messages and hints. */
function wrong(schema: v.GenericSchema, text: string): string[] {
  const problems: Problem[] = [];
  const yaml = parseYaml('x.yaml', text, (problem) => problems.push(problem), {}, specFiles);
  if (yaml?.root) checkShape(schema, yaml.root, yaml.source, (problem) => problems.push(problem));
  return problems.map(({ code, message, hint }) => [code, message, hint].filter(Boolean).join(' | '));
}

const point = v.strictObject({ x: v.number(), y: v.optional(v.number()) });
const step = v.union([v.strictObject({ send: v.string() }), v.strictObject({ wait: v.number() })]);
const names = v.record(v.pipe(v.string(), v.regex(/^[a-z]+$/, 'a name of small letters')), v.number());

test.each<[string, v.GenericSchema, string, string[]]>([
  ['a map where one belongs', point, 'x: 1', []],
  ['a list where a map belongs', point, '[1]', ['KS013 | expected a map with x, found a list']],
  ['a map that must have nothing', v.strictObject({ x: v.optional(v.number()) }), '7', ['KS013 | expected a map, found the number 7']],
  ['a key that is missing', point, 'y: 1', ['KS015 | the key "x" is missing']],
  ['a key that there is not', point, '{ x: 1, length: 2 }', ['KS014 | unknown key "length" | known keys: x, y']],
  ['names of a map', names, 'one: 1', []],
  ['a name that is none', names, 'One: 1', ['KS016 | "One" is no name of small letters']],
  ['a text where a map of names belongs', names, 'one', ['KS013 | expected a map of names, found the text "one"']],
  ['a list', v.array(v.number()), '[1, 2]', []],
  ['a map where a list belongs', v.array(v.number()), 'one: 1', ['KS013 | expected a list, found a map']],
  ['a map where a number belongs', v.number(), '{ a: 1 }', ['KS013 | expected a number, found a map']],
  ['nothing where a flag belongs', v.strictObject({ on: v.boolean() }), 'on: null', [expect.stringMatching(/^KS013 \| expected true or false, found /) as string]],
  ['one of several words', v.picklist(['in', 'out']), 'in', []],
  ['another word', v.picklist(['in', 'out']), 'inn', [expect.stringMatching(/^KS016 \| "inn" cannot stand here \| /) as string]],
  ['a number where words belong', v.picklist(['in', 'out']), '3', ['KS013 | expected one of in, out, found the number 3']],
  ['the one word', v.literal('all'), 'every', ['KS016 | "every" cannot stand here | one of all']],
  ['a number where the word belongs', v.literal('all'), '3', ['KS013 | expected "all", found the number 3']],
  ['an empty text', v.pipe(v.string(), v.minLength(1, 'a text')), '""', ['KS016 | must not be empty']],
  ['a list where one may stand', v.union([v.string(), v.array(v.string())]), '[one]', []],
  ['a list where none may', v.union([v.string(), v.number()]), '[one]', ['KS013 | expected a text or a number, found a list']],
  ['a map where none may', v.union([v.string(), v.number()]), '{ one: 1 }', ['KS013 | expected a text or a number, found a map']],
  ['a map where one kind may', v.union([v.string(), point]), '{ x: a }', ['KS013 | expected a number, found the text "a"']],
  ['a text where only maps may', step, 'now', ['KS013 | expected a map with send or a map with wait, found the text "now"']],
  ['a step, by its key', step, 'wait: soon', ['KS013 | expected a number, found the text "soon"']],
  ['a step without its key', step, 'waitt: 1', [expect.stringMatching(/^KS017 \| one of these keys must say what it is: send, wait \| .*wait/) as string]],
  ['no step at all', step, '{}', ['KS017 | one of these keys must say what it is: send, wait']],
  ['a flag where it may be text or number', v.union([v.string(), v.number()]), 'true', ['KS013 | expected a text or a number, found the boolean true']],
  ['a word among alternatives', v.union([v.number(), v.picklist(['all'])]), 'none', ['KS016 | "none" cannot stand here | one of all']],
  ['anything', v.unknown(), '{ a: [1] }', []],
])('%s', (_what, schema, text, problems) => {
  expect(wrong(schema, text)).toEqual(problems);
});

test('what the language says of a value stands beside the mistake', () => {
  const described = v.strictObject({ n: v.pipe(v.number(), v.description('how many there are')) });
  expect(wrong(described, 'n: many')).toEqual(['KS013 | expected a number, found the text "many" | how many there are']);
  expect(wrong(described, '{}')).toEqual(['KS015 | the key "n" is missing | n: how many there are']);
});
