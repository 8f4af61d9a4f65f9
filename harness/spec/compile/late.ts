/** Members of a claim that are compiled when somebody first asks for them: most runs judge some of the claims. */
import type { CompileContext } from './context.ts';

/**
 * A claim with the rest of its members. Of specs that are known to be right the rest is made late; of others at once, so
 * that all their mistakes are told.
 */
export function completed<C extends object, R extends object>(
  ctx: CompileContext,
  claim: C,
  names: readonly (keyof R & string)[],
  rest: () => R,
): C & R {
  if (!ctx.knownRight) return { ...claim, ...rest() };
  const member = (name: keyof R & string): PropertyDescriptor => ({
    configurable: true,
    enumerable: true,
    get: () => {
      const made = rest();
      for (const each of names) Object.defineProperty(claim, each, { enumerable: true, value: made[each] });
      return made[name];
    },
  });
  return Object.defineProperties(claim, Object.fromEntries(names.map((name) => [name, member(name)]))) as C & R;
}
