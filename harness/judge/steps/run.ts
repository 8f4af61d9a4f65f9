/** What steps are compiled to. */
import type { CaseContext } from '../context.ts';

/** Does a step, or several. Throws what ends the try: see `outcome.ts`. */
export type Run = (ctx: CaseContext) => void;
