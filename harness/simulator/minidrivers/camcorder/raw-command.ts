/** RAW_AVC_CMD: commands of the 1394 Trade Association that go to the device as they are. */
import { layoutOf } from '../../../abi/layout.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import type { KsPropertyItem } from '../../classdrivers/ks/automation.ts';

/** Where PayloadSize and Payload lie, and how long a command is. */
const sizeAt = 24;
const payloadAt = 28;
const shortest = 3;
const longest = 512;

/** Response codes, and the one operation that is known: UNIT INFO, asked of the unit as a status. */
const RESPONSE = { NOT_IMPLEMENTED: 0x08, STABLE: 0x0c } as const;
const unitInfo = [0x01, 0xff, 0x30] as const;
/** A tape recorder of the company whose id the device has. */
const unitInfoAnswer = [RESPONSE.STABLE, 0xff, 0x30, 0x07, 0x20, 0x08, 0x00, 0x46] as const;

/** What the device responds. */
function respond(command: Uint8Array): Uint8Array {
  if (unitInfo.every((byte, i) => command[i] === byte)) return Uint8Array.from(unitInfoAnswer);
  const response = command.slice();
  response[0] = RESPONSE.NOT_IMPLEMENTED;
  return response;
}

/** The item: a get whose request holds the command, and whose answer holds the response. */
export function rawCommand(id: number): KsPropertyItem<KsFilter> {
  const size = layoutOf('x64', 'KSPROPERTY_EXTXPORT_S')?.size ?? 0;
  return {
    id,
    minProperty: size,
    minData: size,
    get: (request) => {
      const { input, value } = request;
      const length = input.u32(sizeAt);
      if (length < shortest || length > longest) return STATUS.STATUS_INVALID_PARAMETER;
      const response = respond(input.slice(payloadAt, payloadAt + length));
      value.write(0, input.slice(0, sizeAt));
      value.zero(sizeAt, size - sizeAt);
      value.setU32(sizeAt, response.length);
      value.write(payloadAt, response);
      request.information = size;
      return STATUS.STATUS_SUCCESS;
    },
  };
}
