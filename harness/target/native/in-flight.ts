/** Requests that were submitted: what is known of each until its answer has been fetched. */
import type { Answer, RequestId } from '../target.ts';
import { TargetMisuse } from '../target.ts';
import type { NativeRegion } from './memory.ts';

/** An output buffer without an address of its own: the bytes go back from where the driver wrote them. */
export interface CopyBack {
  readonly from: NativeRegion;
  readonly to: Uint8Array;
}

/** A submitted request. */
export interface InFlight {
  /** The library's name for it; 0n once the answer is known. */
  readonly id: bigint;
  /** The answer, if the request completed at once. */
  readonly answer: Answer | null;
  /** Memory that was lent to it and is released after it. */
  readonly lent: readonly NativeRegion[];
  readonly copyBack: CopyBack | null;
}

/** The submitted requests of a target. */
export class InFlightTable<Request = InFlight> {
  readonly #requests = new Map<number, Request>();
  #last = 0;

  add(request: Request): RequestId {
    this.#last += 1;
    this.#requests.set(this.#last, request);
    return this.#last as RequestId;
  }

  get(request: RequestId): Request {
    const found = this.#requests.get(request);
    if (!found) throw new TargetMisuse(`request ${request} is not in flight`);
    return found;
  }

  remove(request: RequestId): void {
    this.#requests.delete(request);
  }

  all(): Iterable<Request> {
    return this.#requests.values();
  }

  clear(): void {
    this.#requests.clear();
  }
}
