import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../base/package-root.ts';
import { withTable } from './testing/document.ts';

test('docs/oracles.md has the table that the catalogue and the tests make', () => {
  const file = join(packageRoot, 'docs', 'oracles.md');
  const text = readFileSync(file, 'utf8');
  if (process.env['KSCTS_UPDATE_SESSIONS'] === '1') writeFileSync(file, withTable(text));
  else expect(withTable(text), 'KSCTS_UPDATE_SESSIONS=1 writes it anew').toBe(text);
});
