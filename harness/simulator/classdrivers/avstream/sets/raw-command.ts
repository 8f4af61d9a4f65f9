/** RAW_AVC_CMD: commands of the 1394 Trade Association that go to the device as they are. */
import { layoutOf } from '../../../../abi/layout.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../descriptors.ts';
import type { KsPropertyItem } from '../../ks/automation.ts';

/** Where PayloadSize and Payload lie, and how long a command is. */
const sizeAt = 24;
const payloadAt = 28;
const shortest = 3;
const longest = 512;

/** The item: a get whose request holds the command, and whose answer holds the response. */
export function rawCommand(
  id: number,
  deviceOf: (filter: KsFilter) => { respond(command: Uint8Array): Uint8Array },
): KsPropertyItem<KsFilter> {
  const size = layoutOf('x64', 'KSPROPERTY_EXTXPORT_S')?.size ?? 0;
  return {
    id,
    minProperty: size,
    minData: size,
    get: (request) => {
      const { input, value } = request;
      const length = input.u32(sizeAt);
      if (length < shortest || length > longest) return STATUS.STATUS_INVALID_PARAMETER;
      const response = deviceOf(request.target).respond(input.slice(payloadAt, payloadAt + length));
      value.write(0, input.slice(0, sizeAt));
      value.zero(sizeAt, size - sizeAt);
      value.setU32(sizeAt, response.length);
      value.write(payloadAt, response);
      request.information = size;
      return STATUS.STATUS_SUCCESS;
    },
  };
}
