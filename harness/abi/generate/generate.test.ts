import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { abiFolder, facts } from '../testing/abi-facts.ts';
import { generatedModules } from './tables.ts';
import { moduleText } from './write-module.ts';

const generated = join(abiFolder, 'generated');

test('the committed tables are what the facts generate', () => {
  const modules = generatedModules(facts);
  expect(readdirSync(generated).sort()).toEqual([...modules.keys()].sort());
  for (const [file, text] of modules) {
    // Compared as a whole first: a line diff of these files would be longer than they are.
    const same = readFileSync(join(generated, file), 'utf8') === text;
    expect(same, `harness/abi/generated/${file} differs: run npm run generate`).toBe(true);
  }
});

test('refuses facts that would end the literal they stand in', () => {
  const table = { file: 'x.ts', constant: 'x', type: 'StringRow', about: 'x', rows: [['a', '`'], ['b', '${c}']] };
  expect(() => moduleText(table)).toThrow('needs escaping');
});
