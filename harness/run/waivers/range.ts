/** Ranges of dotted versions, as drivers and Windows have them: of any number of parts, missing ones are 0. */

type Test = (version: readonly number[]) => boolean;

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '': (order) => order === 0,
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** The first dotted number in a text: of `Windows 10.0.22631` the parts 10, 0 and 22631. */
export function versionIn(text: string): readonly number[] | undefined {
  return /\d+(?:\.\d+)+/.exec(text)?.[0].split('.').map(Number);
}

/**
 * A test for versions: `>=1.2 <1.4` where all must hold, `1.2.*` for what begins so, `1.2.3.4` for exactly that.
 * `undefined` if the text is no range.
 */
export function parseRange(text: string): Test | undefined {
  const tests = text.trim().split(/\s+/).map(parseOne);
  return tests.includes(undefined) ? undefined : (version) => tests.every((test) => test?.(version));
}

function parseOne(text: string): Test | undefined {
  const [, sign = '', digits = '', wild] = /^(<=|>=|<|>|=)?(\d+(?:\.\d+)*)(\.\*)?$/.exec(text) ?? [];
  if (digits === '' || (wild !== undefined && sign !== '')) return undefined;
  const bound = digits.split('.').map(Number);
  if (wild !== undefined) return (version) => compare(version.slice(0, bound.length), bound) === 0;
  return (version) => comparisons[sign]?.(compare(version, bound)) ?? false;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
