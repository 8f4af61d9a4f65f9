/**
 * What the shipped specs are compiled to, file by file: a change of the compiler that is not meant to change it shows
 * here. Where a file was changed, `-u` takes its new line.
 */
import { expect, test } from 'vitest';
import { loadSpecs } from './loader.ts';
import { digestOf } from './testing/print.ts';

const book = loadSpecs();

test('items and claims of each file', async () => {
  const sections = { items: book.items, laws: book.laws, behaviours: book.behaviours, models: book.models, profiles: book.profiles };
  const paths = [...new Set(Object.values(sections).flatMap((all) => all.map(({ path }) => path)))].sort();
  const lines = paths.map((path) => {
    const own = Object.entries(sections).map(([name, all]) => [name, all.filter((each) => each.path === path)] as const).filter(([, all]) => all.length > 0);
    return `${path}: ${own.map(([name, all]) => `${all.length} ${name} ${digestOf(all)}`).join(', ')}\n`;
  });
  await expect(lines.join('')).toMatchFileSnapshot('__snapshots__/compiled.txt');
});

test('kinds of objects', async () => {
  const lines = [...book.objects].map(([kind, object]) => `${kind}: ${digestOf(object)}\n`);
  await expect(lines.join('')).toMatchFileSnapshot('__snapshots__/compiled-objects.txt');
});
