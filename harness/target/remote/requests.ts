/** The requests of a client, and their outputs that have no address of their own: those are arrays of the caller. */
import { TargetMisuse } from '../target.ts';
import type { Answer, Buffer as CallerBuffer, Handle, Hns, PlainRequest, RequestId } from '../target.ts';
import type { Asking } from './asking.ts';
import type { CallerMemory } from './caller-memory.ts';
import { applyChanges } from './changes.ts';
import type { Given, Slot } from './protocol.ts';

/** How long a request may take unless told, and how long the agent waits for a cancelled one: 5 s. */
const usualLimit: Hns = 50_000_000n;
/** How long the requests of one list may take together: as long as a case. */
const longestList: Hns = 600_000_000n;

/** A submitted request, until its answer was taken. */
interface Flight {
  /** The array that gets the output, if that has no address of its own. */
  readonly output: Uint8Array | null;
}

export class Requests {
  readonly #asking: Asking;
  readonly #memory: CallerMemory;
  readonly #flights = new Map<Slot, Flight>();
  #last: Slot = 0;

  constructor(asking: Asking, memory: CallerMemory) {
    this.#asking = asking;
    this.#memory = memory;
  }

  /** Whether one was submitted whose answer was not taken. */
  get inFlight(): boolean {
    return this.#flights.size > 0;
  }

  /** See `Target.ioctl`. */
  ioctl(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer, limit?: Hns): Answer {
    // A request that takes too long is cancelled there, and waited for as long again.
    const patience = (limit ?? usualLimit) + usualLimit;
    const asked = { handle, code, input: this.#wire(input), output: this.#wire(output), limit: limit ?? null };
    const { result, fate } = this.#asking.timed('ioctl', asked, patience);
    const answer = answerOf(result, arrayOf(output));
    return fate ? { ...answer, took: () => fate.took ?? 0 } : answer;
  }

  /** See `Pipeline.ask`. */
  askAll(requests: readonly PlainRequest[]): readonly Answer[] {
    const answers: Answer[] = [];
    if (requests.length === 0) return answers;
    if (this.#asking.ahead) return requests.map(({ handle, code, input, output }) => this.ioctl(handle, code, input, output));
    this.#asking.together((talk) => {
      for (const { handle, code, input, output } of requests) {
        const request = { handle, code, input: { bytes: input }, output: output && { bytes: output }, limit: null };
        talk.tell('ioctl', request, (given) => answers.push(answerOf(given, output)));
      }
      talk.settle(longestList);
    });
    return answers;
  }

  /** See `Target.submit`. */
  submit(handle: Handle, code: number, input: CallerBuffer, output: CallerBuffer): RequestId {
    const makes = ++this.#last;
    this.#asking.tell('submit', { makes, handle, code, input: this.#wire(input), output: this.#wire(output) });
    this.#flights.set(makes, { output: arrayOf(output) });
    return makes as RequestId;
  }

  /** See `Target.wait`. */
  wait(request: RequestId, limit: Hns): Answer | null {
    const flight = this.#flight(request);
    const { answer } = this.#asking.request('wait', { request, limit }, limit);
    if (!answer) return null;
    this.#flights.delete(request);
    return answerOf(answer, flight.output);
  }

  /** See `Target.cancel`. */
  cancel(request: RequestId): void {
    this.#flight(request);
    this.#asking.tell('cancel', { request });
  }

  forget(): void {
    this.#flights.clear();
  }

  /** Gives what puts back which requests are in flight now. */
  mark(): () => void {
    const [last, flights] = [this.#last, [...this.#flights]];
    return () => {
      this.#last = last;
      this.#flights.clear();
      for (const [made, flight] of flights) this.#flights.set(made, flight);
    };
  }

  #flight(request: RequestId): Flight {
    this.#asking.check();
    const flight = this.#flights.get(request);
    if (!flight) throw new TargetMisuse(`request ${request} is not in flight`);
    return flight;
  }

  #wire(buffer: CallerBuffer) {
    return this.#memory.wire(buffer, this.#asking.ahead);
  }
}

function arrayOf(output: CallerBuffer): Uint8Array | null {
  return output instanceof Uint8Array ? output : null;
}

function answerOf({ status, information, timedOut, output }: Given<'ioctl'>, array: Uint8Array | null): Answer {
  if (array) applyChanges(array, output);
  return { status, information, ...(timedOut && { timedOut }) };
}
