/** The antenna cable as a bus: messages to the switch and the LNB, and their replies. */
import type { Machine } from '../machine.ts';

/** Size of BDA_DISEQC_SEND and BDA_DISEQC_RESPONSE. */
const messageSize = 16;
/** How long the reply takes. */
const replyTime = 500_000;
/** A slave's framing byte for "command understood". */
const understood = 0xe4;

/** The cable of one tuner. */
export class DiseqcLine {
  enabled = 0;
  /** BDA_LNB_SOURCE_NOT_SET at first. */
  source = 0xffff_ffff;
  toneBurst = 0;
  repeats = 0;
  /** The last reply: BDA_DISEQC_RESPONSE. */
  response = new Uint8Array(messageSize);
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Sends a message; `replied` is called when the reply to it is there. */
  send(requestId: number, replied: () => void): void {
    const reply = new Uint8Array(messageSize);
    const view = new DataView(reply.buffer);
    view.setUint32(0, requestId, true);
    view.setUint32(4, 1, true);
    reply[8] = understood;
    this.#machine.setTimer(this.#machine.now() + replyTime, () => {
      this.response = reply;
      replied();
    });
  }
}
