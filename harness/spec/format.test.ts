import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { UserError } from '../base/errors.ts';
import { formatSpec } from './format.ts';
import { findSpecFiles, shippedSpecs } from './spec-files.ts';

const shipped = findSpecFiles([shippedSpecs], () => undefined).map(({ file }) => ({ file, text: readFileSync(file, 'utf8') }));
const valueOf = (text: string): unknown => parseDocument(text).toJS();
const commentsOf = (text: string): string[] => text.split('\n').flatMap((line) => /(?:^|\s)#.*$/.exec(line)?.[0].trim() ?? []);

const withSingleSpaces = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replace(/ +/g, ' ').replaceAll(' "', '"'));

describe('the canonical form', () => {
  it.each<[string, string, string]>([
    ['indents by two', 'a:\n    - b:\n        c: 1\n', 'a:\n  - b:\n      c: 1\n'],
    ['pads braces, not brackets', 'a: {b: [ 1,2 ], c: []}\n', 'a: { b: [1, 2], c: [] }\n'],
    ['drops quotes that do nothing', `a: "b c"\nd: 'e'\n`, 'a: b c\nd: e\n'],
    ['keeps quotes that do', `a: "true"\nb: "1"\nc: "!x"\nd: "{a: 1}"\n`, 'a: "true"\nb: "1"\nc: "!x"\nd: "{a: 1}"\n'],
    ['keeps the notation of numbers', 'a: 0xFFFF_0\nb: 0x00FF\nc: 1e3\nd: -0.50\n', 'a: 0xFFFF_0\nb: 0x00FF\nc: 1e3\nd: -0.50\n'],
    ['keeps comments', '# top\n\na: 1 # one\n# before b\nb:\n  # inside\n  - c\n', '# top\n\na: 1 # one\n# before b\nb:\n  # inside\n  - c\n'],
    ['keeps one blank line of several', 'a: 1\n\n\n\nb: 2\n', 'a: 1\n\nb: 2\n'],
    ['keeps the lines of block texts', 'a: >-\n     one\n     two\n\n     three\nb: |\n   x\n    y\n', 'a: >-\n  one\n  two\n\n  three\nb: |\n  x\n   y\n'],
    ['ends lines with a line feed', 'a: 1\r\nb: 2\r\n', 'a: 1\nb: 2\n'],
    ['ends with one line end', 'a: 1\n\n\n', 'a: 1\n'],
    [
      'opens braces that do not fit',
      `a: { b: ${'x'.repeat(60)}, c: ${'y'.repeat(60)} }\n`,
      `a:\n  b: ${'x'.repeat(60)}\n  c: ${'y'.repeat(60)}\n`,
    ],
    [
      'opens the outer ones first',
      `- { a: ${'x'.repeat(50)}, b: { c: ${'y'.repeat(40)}, d: ${'z'.repeat(40)} } }\n`,
      `- a: ${'x'.repeat(50)}\n  b: { c: ${'y'.repeat(40)}, d: ${'z'.repeat(40)} }\n`,
    ],
    ['leaves a long expression on its line', `a: ${'x + '.repeat(50)}1\n`, `a: ${'x + '.repeat(50)}1\n`],
  ])('%s', (_, text, expected) => {
    expect(formatSpec(text)).toBe(expected);
    expect(formatSpec(expected)).toBe(expected);
  });

  it('is refused to what is no spec', () => {
    expect(() => formatSpec('a: [', 'x.yaml')).toThrow(UserError);
    expect(() => formatSpec('a: &b 1\n', 'x.yaml')).toThrow('x.yaml:1:7: error[KS012]');
  });
});

describe('the shipped specs', () => {
  it.each(shipped)('$file says the same when formatted, with every comment', ({ text }) => {
    const formatted = formatSpec(text);
    expect(valueOf(formatted)).toEqual(valueOf(text));
    expect(commentsOf(formatted)).toEqual(commentsOf(text));
  });

  it.each(shipped)('$file is in canonical form: run `kscts fmt` if not', ({ text }) => {
    expect(formatSpec(text)).toBe(text);
  });

  it('stay in it, and mean the same, however they were laid out before', () => {
    const edits = fc.array(fc.record({ at: fc.nat(), kind: fc.constantFrom('blank', 'comment', 'space', 'long', 'trailing') }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(), edits, (which, changes) => {
        const lines = shipped[which % shipped.length]?.text.split('\n') ?? [];
        for (const { at, kind } of changes) {
          const index = at % lines.length;
          const line = lines[index] ?? '';
          if (kind === 'blank') lines.splice(index, 0, '', '');
          else if (kind === 'comment') lines.splice(index, 0, `${/^ */.exec(line)?.[0] ?? ''}# a comment`);
          else if (kind === 'trailing') lines[index] = `${line}   `;
          else if (kind === 'space') lines[index] = line.replace(/([:,]) (?=\S)/g, '$1   ');
          else lines[index] = line.replace(/\b(STATUS_\w+)\b/, `$1, ${'STATUS_SUCCESS, '.repeat(9)}$1`);
        }
        const text = lines.join('\n');
        if (parseDocument(text).errors.length > 0) return;
        const formatted = formatSpec(text);
        expect(formatSpec(formatted)).toBe(formatted);
        // Spaces at the ends of the lines of a folded text are part of it; no expression or sentence means anything by them.
        expect(withSingleSpaces(valueOf(formatted))).toEqual(withSingleSpaces(valueOf(text)));
      }),
      { numRuns: 60 },
    );
  });
});
