import { relative } from 'node:path';

/** An absolute path as people would write it from the folder `from`: relative where it lies inside. */
export function nearPath(path: string, from: string): string {
  const short = relative(from, path);
  return short === '' || short.startsWith('..') ? path : short;
}
