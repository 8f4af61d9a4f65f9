/** The target does not die, whatever it is asked. */
import { TargetDied, type Liveness } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

const expected = 'the target stays alive';

/** What was thrown while the target was asked; `null` unless it is its death. */
export function deathBreach(thrown: unknown): Breach | null {
  return thrown instanceof TargetDied ? breach('O1', thrown.message, expected) : null;
}

/** What a probe told between requests: a target can die of a timer, too. */
export function livenessBreach(liveness: Liveness): Breach | null {
  return liveness.alive ? null : breach('O1', `the target died: ${liveness.detail}`, expected);
}
