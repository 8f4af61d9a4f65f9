import { STATUS } from '../../../../abi/ntstatus.ts';
import type { HwStreamRequestBlock, StreamBuffer, StreamClassServices } from '../descriptors.ts';

export const framesOf = ({ command }: HwStreamRequestBlock): readonly StreamBuffer[] =>
  'dataBufferArray' in command ? command.dataBufferArray : [];

/** Data requests of a stream that wait for as long as it takes: reads for frames, writes to be taken. */
export class WaitingRequests {
  readonly #services: StreamClassServices;
  readonly #requests: HwStreamRequestBlock[] = [];

  constructor(services: StreamClassServices) {
    this.#services = services;
  }

  add(srb: HwStreamRequestBlock): void {
    srb.timeoutCounter = 0;
    // The SRB extension counts the frames that are filled.
    srb.srbExtension = 0;
    this.#requests.push(srb);
  }

  /** Fills the next frame of the oldest read, which ends with its last one. Whether there was a read. */
  fill(write: (frame: StreamBuffer) => void): boolean {
    const srb = this.#requests[0];
    if (srb === undefined) return false;
    const filled = Number(srb.srbExtension);
    const frames = framesOf(srb);
    const frame = frames[filled];
    if (frame !== undefined) write(frame);
    srb.srbExtension = filled + 1;
    if (filled + 1 < frames.length) return true;
    this.#requests.shift();
    this.#complete(srb, STATUS.STATUS_SUCCESS);
    return true;
  }

  /** Ends every request, the oldest first, after `take` has had its frames. */
  end(take: (frame: StreamBuffer) => void = () => {}): void {
    for (const srb of this.#requests.splice(0)) {
      framesOf(srb).forEach(take);
      this.#complete(srb, STATUS.STATUS_SUCCESS);
    }
  }

  /** Ends one request with a status, unless it does not wait any more. Whether it did. */
  giveUp(srb: HwStreamRequestBlock, status: number): boolean {
    const index = this.#requests.indexOf(srb);
    if (index < 0) return false;
    this.#requests.splice(index, 1);
    this.#complete(srb, status);
    return true;
  }

  #complete(srb: HwStreamRequestBlock, status: number): void {
    srb.status = status;
    this.#services.requestComplete(srb);
  }
}
