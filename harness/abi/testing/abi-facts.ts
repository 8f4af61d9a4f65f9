/** What the facts say of the structs beyond their layout: who declares them. */
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { readFacts, type FactType } from '../generate/facts.ts';
import type { Arch } from '../layout.ts';

export const abiFolder = join(packageRoot, 'harness', 'abi');
export const facts = readFacts(join(abiFolder, 'facts'));

/** Structs of the facts, by name. */
export const factTypes: Readonly<Record<Arch, ReadonlyMap<string, FactType>>> = {
  x64: new Map(facts.x64.types.map((type) => [type.name, type])),
  x86: new Map(facts.x86.types.map((type) => [type.name, type])),
};
