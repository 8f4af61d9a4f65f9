/** Sets of statuses as `expect.status` names them. */
import { isError, isSuccess, isWarning, statusName, statusNames } from '../../abi/ntstatus.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import type { StatusSet } from '../model.ts';
import { statusCode } from '../names.ts';
import type { CompileContext } from './context.ts';

type Name = string | number;

/** Words for whole classes of statuses. */
const classes: Readonly<Record<string, (status: number) => boolean>> = {
  any: () => true,
  success: isSuccess,
  warning: isWarning,
  error: isError,
  failure: (status) => !isSuccess(status),
};

/** The set `success`, which is meant where an expectation names no status. */
export const successSet: StatusSet = { text: 'success', matches: isSuccess };

/** Compiles `status:`, a name or a list of them. */
export function compileStatus(ctx: CompileContext, cursor: Cursor<Name | Name[]> | undefined): StatusSet {
  if (!cursor) return successSet;
  const codes = new Set<number>();
  const tests: ((status: number) => boolean)[] = [];
  const names = cursor.list();
  for (const name of names) {
    const word = String(name.value);
    const test = Object.hasOwn(classes, word) ? classes[word] : undefined;
    const code = typeof name.value === 'number' ? name.value : statusCode(word);
    if (test) tests.push(test);
    else if (code !== undefined) codes.add(code >>> 0);
    else ctx.report(name.problem('KS035', `there is no status "${word}"`, statusHint(word)));
  }
  return {
    text: names.map(({ value }) => (typeof value === 'number' ? statusName(value) : String(value))).join(' or '),
    matches: (status) => codes.has(status >>> 0) || tests.some((test) => test(status >>> 0)),
  };
}

function statusHint(word: string): string {
  const known = [...statusNames(), ...Object.keys(classes)];
  const withPrefix = statusCode(`STATUS_${word}`) === undefined ? undefined : `did you mean "STATUS_${word}"?`;
  return withPrefix ?? didYouMean(word, known) ?? `a STATUS_* name, a number or one of ${Object.keys(classes).join(', ')}`;
}
