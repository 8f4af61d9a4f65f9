import { STATUS } from '../../../abi/ntstatus.ts';

/** A request as a queue holds it, whether it streams or is a method. */
export interface QueuedRequest {
  /** Marks it pending; `cancel` is called at most once. */
  readonly pend: (cancel: () => void) => void;
  readonly complete: (status: number, information: number) => void;
}

/**
 * A queue of requests that can be cancelled: KsAddIrpToCancelableQueue, KsRemoveIrpFromCancelableQueue and KsCancelIo
 * with the cancel routine of KS.
 */
export class KsCancelableQueue<Entry extends QueuedRequest> {
  readonly #entries: Entry[] = [];

  /** The oldest request, which stays in the queue. */
  get head(): Entry | undefined {
    return this.#entries[0];
  }

  /** Marks the request pending and puts it at the end. */
  add(entry: Entry): void {
    entry.pend(() => {
      this.cancel(entry);
    });
    this.#entries.push(entry);
  }

  /** Takes a request out, to be completed by its driver. */
  remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index >= 0) this.#entries.splice(index, 1);
  }

  /** The cancel routine: a request that is queued ends in STATUS_CANCELLED, one that was taken out is left alone. */
  cancel(entry: Entry): void {
    if (!this.#entries.includes(entry)) return;
    this.remove(entry);
    entry.complete(STATUS.STATUS_CANCELLED, 0);
  }

  /** Cancels every request. */
  cancelIo(): void {
    for (const entry of [...this.#entries]) this.cancel(entry);
  }
}
