import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';
import { formatYaml } from './format-yaml.ts';

test('gives the common layout and keeps comments, order, blank lines and numbers', () => {
  const text = `# top\nb:   [ 1,2 ]   # why\n\n\na: {x: "y [ z ]", n: 0x10}\nlist:\n- "one"\n- [ {p: [ ] } ]\n`;
  expect(formatYaml(text, 'a.yaml')).toBe(
    `# top\nb: [1, 2] # why\n\na: { x: "y [ z ]", n: 0x10 }\nlist:\n  - "one"\n  - [{ p: [] }]\n`,
  );
});

test('says where the text is not YAML', () => {
  expect(() => formatYaml('a: 1\nb: [\n', 'a.yaml')).toThrow(/^a\.yaml:\d:\d+: error\[KS230\]: Flow sequence/);
});

const specs = join(packageRoot, 'specs');
const shipped = readdirSync(specs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
test.each(shipped)('formatting %s changes no meaning, and nothing a second time', (name) => {
  const text = readFileSync(join(specs, name), 'utf8');
  const once = formatYaml(text, name);
  expect(parse(once)).toEqual(parse(text));
  expect(formatYaml(once, name)).toBe(once);
});
