/** Names of JUnit test cases: GitLab takes two cases of one name for one, and keeps 255 characters of a name. */
import { createHash } from 'node:crypto';
import { clean } from './text.ts';

const longest = 255;
const digestLength = 12;

/** Gives case ids names that tell them apart: an id that is too long, or reads like one before it, ends in a digest. */
export class JunitNames {
  readonly #given = new Set<string>();

  nameOf(id: string): string {
    const name = clean(id).replace(/\s+/g, ' ');
    const own = name.length > longest || this.#given.has(name) ? withDigest(name, id) : name;
    this.#given.add(own);
    return own;
  }
}

/** The part of an id before the claim, as the name of a class. */
export function junitClass(path: string): string {
  const name = clean(path).replaceAll('/', '.');
  return name.length > longest ? withDigest(name, path) : name;
}

function withDigest(name: string, id: string): string {
  const digest = createHash('sha256').update(id).digest('hex').slice(0, digestLength);
  return `${name.slice(0, longest - digestLength - 2)}… ${digest}`.slice(0, longest);
}
