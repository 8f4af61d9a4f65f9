/** What `kscts compare` prints. */
import type { Compared } from '../run/compare/compare.ts';
import type { Ignores } from '../run/compare/ignores.ts';
import type { RunOptions } from '../run/options.ts';
import { allowanceOf } from '../run/replay-command.ts';
import { version } from '../run/version.ts';
import { titleOf } from '../traffic/about.ts';
import { clean, count, counted, type Paint } from '../../reports/text.ts';
import type { ShownGroup } from './compare.ts';

export interface Comparison {
  readonly compared: Compared;
  readonly groups: readonly ShownGroup[];
  readonly ignores: Ignores;
  readonly options: RunOptions;
  readonly reference: string;
  readonly referenceFaults: readonly string[];
}

/** Cases that are named of each kind of difference. */
const mostCases = 2;
/** Requests that are named on the way to it. */
const mostBefore = 8;

export function comparedText(comparison: Comparison, paint: Paint): string {
  const { compared, groups, ignores, options, reference, referenceFaults } = comparison;
  const faults = (list: readonly string[]) => list.map((fault) => ` --fault ${fault}`).join('');
  const lines = [
    `kscts ${version()}  compare, seed ${options.seed}`,
    `target    ${options.target} (${options.arch})${faults(options.fault)}`,
    `reference ${reference}${faults(referenceFaults)}`,
    `compared  ${counted(compared.actions, 'action')} of ${counted(compared.cases, 'case')}`,
    '',
    ...groups.flatMap((group) => [...groupLines(group, options, paint), '']),
    ...[...ignores.used].map(([{ at, reason }, n]) => `ignored   ${counted(n, 'difference')} by ${at}: ${reason}`),
    ...ignores.unused.map(({ at, reason }) => paint('yellow', `unused    ${at}: ${reason}`)),
    ...(ignores.used.size + ignores.unused.length > 0 ? [''] : []),
    resultLine(comparison, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function groupLines({ first, cases, count: n, story, file }: ShownGroup, { target, arch }: RunOptions, paint: Paint): string[] {
  const before = story.slice(0, -1).map(({ action }) => titleOf(action, arch));
  const shown = before.slice(-mostBefore);
  const left = before.length - shown.length;
  const others = cases.length - Math.min(cases.length, mostCases);
  return [
    `${paint('red', 'DIFFERENT')}  ${clean(first.title)}: ${first.part}`,
    `  target    ${clean(first.target)}`,
    `  reference ${clean(first.reference)}`,
    ...(before.length > 0 ? [`  before    ${left > 0 ? `${left} more, ` : ''}${clean(shown.join(', '))}`] : []),
    `  seen      ${n === 1 ? 'once' : `${count(n)} times`}, in ${cases.slice(0, mostCases).join(', ')}${others > 0 ? ` and ${counted(others, 'more case')}` : ''}`,
    `  replay    npx kscts replay ${file}${allowanceOf(target)}`,
  ];
}

function resultLine({ compared, groups }: Comparison, paint: Paint): string {
  if (compared.cases === 0) return `Result    ${paint('yellow', 'NOTHING')}  no case could be judged on the target`;
  if (groups.length > 0) return `Result    ${paint('red', 'DIFFERENT')}  ${counted(groups.length, 'kind')} of difference`;
  return `Result    ${paint('green', 'SAME')}  ${compared.ignored > 0 ? 'all answers are the same but for what is ignored' : 'all answers are the same'}`;
}
