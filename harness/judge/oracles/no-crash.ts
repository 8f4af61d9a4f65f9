/** The target does not die, whatever it is asked. */
import { TargetDied, type Liveness } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

const expected = 'the target stays alive';

/** What was thrown while the target was asked; `null` unless it is its death, or that it never came back (O11). */
export function deathBreach(thrown: unknown): Breach | null {
  if (!(thrown instanceof TargetDied)) return null;
  return thrown.how === 'hang' ? breach('O11', thrown.message, 'every request completes') : breach('O1', thrown.message, expected);
}

/** What a probe told between requests: a target can die of a timer, too. */
export function livenessBreach(liveness: Liveness): Breach | null {
  return liveness.alive ? null : breach('O1', `the target died: ${liveness.detail}`, expected);
}
