/** Chooses cases by queries. */
import { ExitCode, UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Case } from './case.ts';
import { compileQueries } from './query.ts';

/** What the queries are of. The full id of a case is of that case alone, though other ids may begin with it. */
export function selected<C extends Case>(all: readonly C[], query: readonly string[]): readonly C[] {
  if (query.length === 0) return all;
  const ids = new Set(all.map(({ id }) => id));
  const named = new Set(query.filter((text) => ids.has(text)));
  const others = query.filter((text) => !named.has(text));
  const matches = others.length === 0 ? () => false : compileQueries(others);
  return all.filter(({ id }) => named.has(id) || matches(id));
}

/** What is said where the queries match no case. */
export function nothingMatches(query: readonly string[], all: readonly Case[]): UserError {
  const text = query.join(' ');
  return new UserError(
    {
      code: 'KS101',
      message: `no case matches ${query.map((q) => `"${q}"`).join(' ')} (of ${all.length})`,
      hint: didYouMean(text, all.map((c) => c.id)) ?? 'kscts list shows the case ids',
    },
    ExitCode.nothingRan,
  );
}
