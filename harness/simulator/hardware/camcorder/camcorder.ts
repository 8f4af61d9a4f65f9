/** The camcorder as it is known on its bus, with its tape. */
import {
  DEV_PORT_1394,
  ED_DEVTYPE,
  ED_RATE_25,
  ED_SEEK_SLOW,
  ED_SYNCACC_FRAME,
  ED_TRANSBASIC_SIGNAL_625_50_SD,
  ED_TRANSCAP_CAN_EJECT,
} from '../../../abi/xprtdefs.ts';
import { frameRate, Transport } from './transport.ts';

/** Response codes, and the one operation that is known: UNIT INFO, asked of the unit as a status. */
const RESPONSE = { NOT_IMPLEMENTED: 0x08, STABLE: 0x0c } as const;
const unitInfo = [0x01, 0xff, 0x30] as const;
/** A tape recorder of the company whose id the device has. */
const unitInfoAnswer = [RESPONSE.STABLE, 0xff, 0x30, 0x07, 0x20, 0x08, 0x00, 0x46] as const;

export class Camcorder extends Transport {
  readonly uniqueId = [0x0800_4601, 0x0102_0304] as const;
  readonly version = 'kscts DV camcorder 1.0';
  readonly port = DEV_PORT_1394;
  /** Members of DEVCAPS: TRUE is 1. */
  readonly capabilities = [
    1, 0, 1, 1, 0, 0, ED_DEVTYPE.VCR, 1, 0, 0, 0, 0, 0, ED_SYNCACC_FRAME, ED_RATE_25, 0, 0, 0, 1, 1, 0, ED_SEEK_SLOW, 0,
  ] as const;
  readonly transportCapabilities = ED_TRANSCAP_CAN_EJECT;
  readonly signalMode = ED_TRANSBASIC_SIGNAL_625_50_SD;
  readonly frameRate = frameRate;

  /** What it responds to a command of the 1394 Trade Association. */
  respond(command: Uint8Array): Uint8Array {
    if (unitInfo.every((byte, i) => command[i] === byte)) return Uint8Array.from(unitInfoAnswer);
    const response = command.slice();
    response[0] = RESPONSE.NOT_IMPLEMENTED;
    return response;
  }
}
