/**
 * Case queries: which cases to run. A query is a whole case id, a prefix that ends at a separator, or a glob in which
 * `*` stands for anything but `/` and `**` for anything. A glob without `@` or `:` matches the start of the id up to one
 * of these, so that `core/clock/*` means every case of every item there.
 */

/** A test for case ids. No queries match everything. */
export function compileQueries(queries: readonly string[]): (id: string) => boolean {
  if (queries.length === 0) return () => true;
  const tests = queries.map(compileQuery);
  return (id) => tests.some((test) => test(id));
}

const separators = new Set(['/', ':', '@']);

function compileQuery(query: string): (id: string) => boolean {
  if (!query.includes('*')) {
    return (id) => id === query || (id.startsWith(query) && (separators.has(id.charAt(query.length)) || separators.has(query.at(-1) ?? '')));
  }
  const pattern = query.replace(/\*\*|\*|[\\^$.|?+()[\]{}]/g, (token) =>
    token === '**' ? '.*' : token === '*' ? '[^/]*' : `\\${token}`,
  );
  const regex = new RegExp(`^${pattern}(?=$|[/:@])`);
  return (id) => regex.test(id);
}
