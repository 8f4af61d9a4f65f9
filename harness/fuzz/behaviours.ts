/**
 * What a device has been seen to do: which status and which kind of Information each request got in each state. A
 * campaign is guided by what is new here, with nothing built into the driver.
 */
import type { Answer } from '../target/target.ts';

const mostStates = 4096;
const mostStatuses = 256;
/** Nothing, less than the buffer, all of it, more than it: the size that is wanted. */
const informationClasses = 4;

export class Behaviours {
  readonly #seen = new Set<number>();
  readonly #states = new Map<string, number>();
  readonly #statuses = new Map<number, number>();

  /** How many there are. */
  get count(): number {
    return this.#seen.size;
  }

  /** A small number for a state, the same each time. */
  stateNumber(state: string): number {
    return numberOf(this.#states, state, mostStates);
  }

  /** Takes note of an answer. True if it is unlike all before. */
  see(template: number, state: number, outputLength: number, { status, information }: Answer): boolean {
    const kind = information === 0 ? 0 : information < outputLength ? 1 : information === outputLength ? 2 : 3;
    const key = ((template * mostStates + state) * mostStatuses + numberOf(this.#statuses, status, mostStatuses)) * informationClasses + kind;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

/** The last number stands for all that come when the others are given away. */
function numberOf<K>(numbers: Map<K, number>, key: K, most: number): number {
  let number = numbers.get(key);
  if (number === undefined) numbers.set(key, (number = Math.min(numbers.size, most - 1)));
  return number;
}
