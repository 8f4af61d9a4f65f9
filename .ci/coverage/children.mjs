// What the processes that tests start reached of the sources. They run what is built: the compiler and Vite, which gives
// Vitest its code, put the columns of a branch down a little differently, but keep the order of what is in a file.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mergeProcessCovs } from '@bcoe/v8-coverage';
import convert from 'ast-v8-to-istanbul';
import { parseAstAsync } from 'vitest/node';

/** How many processes are merged at once: all would not fit into memory. */
const atOnce = 25;

/**
 * Adds what processes reached to `map`, which holds all sources, reached or not.
 * @param folder with what Node.js wrote for each process (NODE_V8_COVERAGE)
 * @param dist folder of what they ran
 * @param maps folder of its source maps
 * @returns how many there were, and how many branches of what they ran are not in `map`
 */
export async function addChildren(map, folder, dist, maps) {
  const names = readdirSync(folder);
  let unknown = 0;
  for (const { url, functions } of mergedScripts(names.map((name) => join(folder, name)), pathToFileURL(`${dist}/`).href)) {
    const path = fileURLToPath(url);
    const code = readFileSync(path, 'utf8');
    const mapPath = join(maps, `${relative(dist, path)}.map`);
    const sourceMap = JSON.parse(readFileSync(mapPath, 'utf8'));
    sourceMap.sources = sourceMap.sources.map((source) => pathToFileURL(resolve(dirname(mapPath), source)).href);
    const reached = await convert({ code, sourceMap, ast: await parseAstAsync(code), coverage: { url, functions } });
    for (const [source, data] of Object.entries(reached)) {
      if (map.files().includes(source)) unknown += addFile(map.fileCoverageFor(source).data, data);
    }
  }
  return { processes: names.length, unknown };
}

function mergedScripts(files, start) {
  let all = { result: [] };
  for (let i = 0; i < files.length; i += atOnce) {
    const some = files.slice(i, i + atOnce).map((file) => {
      const { result } = JSON.parse(readFileSync(file, 'utf8'));
      return { result: result.filter(({ url }) => url.startsWith(start)) };
    });
    all = mergeProcessCovs([all, ...some]);
  }
  return all.result;
}

/** Adds the counts of one file. */
function addFile(to, from) {
  add(to.statementMap, from.statementMap, () => '', (own, id) => { to.s[own] += from.s[id]; });
  add(to.fnMap, from.fnMap, () => '', (own, id) => { to.f[own] += from.f[id]; });
  const shape = ({ type, locations }) => `${type} ${locations.length}`;
  return add(to.branchMap, from.branchMap, shape, (own, id) => from.b[id].forEach((count, i) => { to.b[own][i] += count; }));
}

/** Finds for all in `from` what it is in `to`: by its order, or by where it begins if one of the two has more. */
function add(to, from, shape, found) {
  const [own, theirs] = [Object.entries(to), Object.entries(from)];
  const shapes = (entries) => entries.map(([, what]) => shape(what)).join();
  const same = shapes(own) === shapes(theirs);
  let unknown = 0;
  theirs.forEach(([id, what], i) => {
    const counterpart = same ? own[i] : nearest(own.filter(([, other]) => shape(other) === shape(what)), what);
    if (counterpart) found(counterpart[0], id);
    else unknown++;
  });
  return unknown;
}

/** What begins in the same line, and closest to it there. */
function nearest(entries, what) {
  const begin = ({ loc, start }) => loc?.start ?? start;
  const { line, column } = begin(what);
  const off = ([, other]) => Math.abs(begin(other).column - column);
  return entries.filter(([, other]) => begin(other).line === line).sort((a, b) => off(a) - off(b))[0];
}
