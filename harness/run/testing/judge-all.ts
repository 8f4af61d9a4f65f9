/**
 * Judges every case of a target in this process and writes down what came of it, for a machine on which Vitest need not
 * run: `node judge-all.js TARGET RESULT RUNS QUERY…`. RESULT is a JSON file that has a `Judged`.
 */
import { writeFileSync } from 'node:fs';
import { judgeTarget } from './judge-target.ts';

const [target = '', result = '', runs = '', ...query] = process.argv.slice(2);
writeFileSync(result, JSON.stringify(await judgeTarget(target, runs, query)));
