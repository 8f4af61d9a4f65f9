/** Stores the trees of the shipped spec files beside the build: the last step of `npm run build`. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Problem } from '../base/errors.ts';
import { digestOf, precompiledFile } from './precompiled.ts';
import { checkedTree, findSpecFiles, shippedSpecs } from './spec-files.ts';

// What is wrong with a file is told by whoever reads it: it is not stored.
const ignore: (problem: Problem) => void = () => undefined;

const trees = findSpecFiles([shippedSpecs], ignore).flatMap(({ file }) => {
  const text = readFileSync(file, 'utf8');
  const tree = checkedTree(file, text, ignore);
  return tree ? [[digestOf(text), tree] as const] : [];
});
writeFileSync(precompiledFile, JSON.stringify(Object.fromEntries(trees)));
