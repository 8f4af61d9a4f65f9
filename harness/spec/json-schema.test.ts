import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { schemaFile, schemaText } from './json-schema.ts';
import { findSpecFiles, shippedSpecs } from './spec-files.ts';
import { LanguageServer } from './testing/language-server.ts';

describe('specs/schema.json', () => {
  it('is what the language says: run `npm run generate` if not', () => {
    expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText());
  });

  it('is of draft-07 and refers to nothing outside', () => {
    const schema = JSON.parse(schemaText()) as { $schema: string };
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    const references = [...schemaText().matchAll(/"\$ref": "([^"]*)"/g)].map(([, target]) => target);
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((target) => !target?.startsWith('#/definitions/'))).toEqual([]);
  });
});

describe('an editor with yaml-language-server', () => {
  let server: LanguageServer;
  beforeAll(async () => {
    server = await LanguageServer.start(packageRoot);
  }, 60_000);
  afterAll(() => {
    server.stop();
  });

  it('shows no diagnostics in the shipped specs, each of which names the schema', async () => {
    const files = findSpecFiles([shippedSpecs], (problem) => expect.fail(problem.message));
    expect(files.length).toBeGreaterThan(10);
    for (const { file, path } of files) {
      const up = '../'.repeat(path.split('/').length - 1);
      expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(`# yaml-language-server: $schema=${up}schema.json`);
    }
    const shown = await Promise.all(
      files.map(async ({ file }) =>
        (await server.diagnose(file)).map(({ message, range }) => `${file}:${range.start.line + 1}: ${message}`),
      ),
    );
    expect(shown.flat()).toEqual([]);
  });

  it('does see mistakes, so that silence means something', async () => {
    const text = [
      '# yaml-language-server: $schema=../schema.json',
      'title: x',
      'laws:',
      '  - law: a.b',
      '    title: t',
      '    cites: [PROP-021]',
      '    for: { kind: propertie }',
      '    sedn: { output: 0 }',
      '',
    ].join('\n');
    const diagnostics = await server.diagnose(join(shippedSpecs, 'core', 'mistaken.yaml'), text);
    expect(diagnostics.map(({ message, range }) => `${range.start.line + 1}: ${message}`).sort()).toEqual([
      expect.stringContaining('7: Value is not accepted'),
      expect.stringContaining('8: Property sedn is not allowed'),
    ]);
  });
});
