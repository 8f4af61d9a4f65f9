import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../base/package-root.ts';
import { recordSchemaText } from '../../run/record-schema.ts';
import { generatedPages } from './pages.ts';

test.each(Object.entries(generatedPages()))('%s is what "npm run generate" writes', (name, text) => {
  expect(readFileSync(join(packageRoot, name), 'utf8'), 'run npm run generate').toBe(text);
});

test('docs/record.md speaks of every kind of line', () => {
  const page = readFileSync(join(packageRoot, 'docs/record.md'), 'utf8');
  const kinds = [...recordSchemaText().matchAll(/"t": \{\s*"const": "(\w+)"/g)].map(([, kind = '']) => kind);
  expect(kinds.length).toBeGreaterThan(5);
  expect(kinds.filter((kind) => !page.includes(`| \`${kind}\` |`))).toEqual([]);
});
