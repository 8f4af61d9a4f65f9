/**
 * A reference model beside the device: both are given the same commands, and must agree. The model is declared; the
 * oracle knows states by their key only. A state is also compared with itself: whatever way leads to it, the device
 * must look the same there.
 */
import { isSuccess, statusName } from '../../abi/ntstatus.ts';
import { breach, type Breach } from './oracle.ts';

/** What a command does to a model of states `S`. */
export interface Command<S> {
  /** Whether the device must do it in this state; always unless told. Elsewhere it must refuse it. */
  readonly when?: (state: S) => boolean;
  readonly next: (state: S) => S;
  /** Statuses other than successes that are in order where it must be done, e.g. a read that is pending. */
  readonly accepts?: (status: number, state: S) => boolean;
}

/** A declared model. */
export interface Machine<S> {
  readonly initial: S;
  /** Tells states apart: `RUN`. */
  readonly key: (state: S) => string;
  readonly commands: Readonly<Record<string, Command<S>>>;
}

/** Most commands of a way that a message shows: the last ones. */
const shown = 12;

export class StateOracle<S> {
  readonly #machine: Machine<S>;
  #state: S;
  #way: string[] = [];
  /** What the device looked like when a state was first reached, and how it was reached; kept over resets. */
  readonly #looks = new Map<string, { readonly look: string; readonly way: string }>();

  constructor(machine: Machine<S>) {
    this.#machine = machine;
    this.#state = machine.initial;
  }

  get state(): S {
    return this.#state;
  }

  /** The object is a new one, in the first state. */
  reset(): void {
    this.#state = this.#machine.initial;
    this.#way = [];
  }

  /** A command was given, and this is what it ended with. The model goes on as the device says that it did. */
  did(name: string, status: number): Breach | null {
    const command = this.#machine.commands[name];
    if (!command) throw new RangeError(`the model has no command ${name}`);
    const before = this.#state;
    const due = command.when?.(before) ?? true;
    this.#way.push(name);
    const done = isSuccess(status) || (due && command.accepts?.(status, before) === true);
    if (done) this.#state = command.next(before);
    if (done === due) return null;
    const { key } = this.#machine;
    return breach(
      'O5',
      `${name} ${due ? `ends with ${statusName(status)}` : 'is done'} in ${key(before)}, after ${this.#path()}`,
      due ? `${key(command.next(before))}` : `${name} is refused in ${key(before)}`,
    );
  }

  /** The device told its state. @param told the key of that state */
  says(told: string): Breach | null {
    const { key } = this.#machine;
    const wanted = key(this.#state);
    return told === wanted ? null : breach('O5', `the state is ${told} after ${this.#path()}`, `the state ${wanted}`);
  }

  /** What the device looks like in the present state: what it answers, refuses and counts, in a text that is equal if all is equal. */
  looks(look: string): Breach | null {
    const key = this.#machine.key(this.#state);
    const known = this.#looks.get(key);
    if (known === undefined) {
      this.#looks.set(key, { look, way: this.#path() });
      return null;
    }
    if (known.look === look) return null;
    return breach('O5', `${key} shows ${look} after ${this.#path()}`, `${known.look}, as after ${known.way}`);
  }

  #path(): string {
    const last = this.#way.slice(-shown).join(' ');
    if (last === '') return 'its creation';
    return this.#way.length > shown ? `… ${last}` : last;
  }
}
