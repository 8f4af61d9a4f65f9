/** Stores the trees of the shipped spec files beside the build, and whether all is right with them: the last step of `npm run build`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { compileBook } from './loader.ts';
import { digestOf, digestOfAll, precompiledFile, type PrecompiledSpecs } from './precompiled.ts';
import { checkedTree, documentOf, findSpecFiles, shippedSpecs } from './spec-files.ts';

// What is wrong with a file is told by whoever reads it: it is not stored.
let right = true;
const wrong = (): void => {
  right = false;
};

const files = findSpecFiles([shippedSpecs], wrong).map((at) => {
  const text = readFileSync(at.file, 'utf8');
  return { at, text, tree: checkedTree(at.file, text, wrong) };
});
compileBook(files.flatMap(({ at, text, tree }) => (tree ? [documentOf(at, text, tree)] : [])), wrong);

const precompiled: PrecompiledSpecs = {
  trees: Object.fromEntries(files.flatMap(({ text, tree }) => (tree ? [[digestOf(text), tree] as const] : []))),
  ...(right && { right: digestOfAll(files.map(({ text }) => text)) }),
};
writeFileSync(precompiledFile, JSON.stringify(precompiled));
