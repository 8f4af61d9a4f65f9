/** Damaged texts for tests of parsers: what an editor, a transfer or an attacker makes of a good one. */
import fc from 'fast-check';

type Edit = (text: string) => string;

/** Numbers where counts, sizes and indices go wrong. */
const numbers = ['-1', '0', '255', '256', '65536', '2147483648', '4294967296', '9007199254740993', '1e999', '0x', 'NaN'];
/** What means something in YAML, JSON, descriptors or expressions. */
const pieces = ['\0', '\t', '\n', ' ', ':', ': ', '- ', '{', '}', '[', ']', '"', "'", '\\', '#', '&a', '*a', '!!js', '<<: ', '${', '__proto__', '(', ')', '\u{1F600}', '\uD800', '\uFEFF'];

const edits: readonly fc.Arbitrary<Edit>[] = [
  at((text, i, length) => text.slice(0, i) + text.slice(i + length)),
  at((text, i, length) => text.slice(0, i + length) + text.slice(i)),
  at((text, i) => text.slice(0, i)),
  fc.tuple(position(), fc.constantFrom(...pieces)).map(([where, piece]): Edit => (text) => {
    const i = indexOf(text, where);
    return text.slice(0, i) + piece + text.slice(i);
  }),
  fc.tuple(position(), fc.constantFrom(...numbers)).map(([where, number]): Edit => (text) => {
    const found = [...text.matchAll(/\d+/g)];
    const one = found[Math.floor(where * found.length)];
    return one ? text.slice(0, one.index) + number + text.slice(one.index + one[0].length) : text;
  }),
  fc.tuple(position(), position()).map(([from, to]): Edit => (text) => {
    const lines = text.split('\n');
    const [line = ''] = lines.splice(Math.floor(from * lines.length), 1);
    lines.splice(Math.floor(to * lines.length), 0, line);
    return lines.join('\n');
  }),
  fc.constantFrom('[', '{"a":', '- ', '(').map((piece): Edit => (text) => text + piece.repeat(20_000)),
];

/** One of the texts with one to four kinds of damage. */
export function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.oneof(...edits), { minLength: 1, maxLength: 4 }))
    .map(([text, list]) => list.reduce((before, edit) => edit(before), text));
}

function position(): fc.Arbitrary<number> {
  return fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
}

function indexOf(text: string, where: number): number {
  return Math.floor(where * text.length);
}

function at(edit: (text: string, index: number, length: number) => string): fc.Arbitrary<Edit> {
  return fc.tuple(position(), fc.integer({ min: 1, max: 200 })).map(([where, length]): Edit => (text) => edit(text, indexOf(text, where), length));
}
