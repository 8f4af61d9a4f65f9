/** KSPROPSETID_Wave on the pins of the older codec: what it is able to do, and its buffer. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { longs, pcAnswer, verbs } from '../answers.ts';
import type { PcAutomationTable, PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { cellItem, readItem } from '../parts/state-items.ts';

/** What the codec can do in either direction: channels, bits and rates. */
export interface WaveLimits {
  readonly maxChannels: number;
  readonly minBits: number;
  readonly maxBits: number;
  readonly minRate: number;
  readonly maxRate: number;
}

/** Members of KSWAVE_OUTPUT_CAPABILITIES behind the limits: one connection at a time, streamed, and none in 3D. */
const outputConnections = [1, 0, 1, ...Array.from({ length: 12 }, () => 0)];
/** Those of KSWAVE_INPUT_CAPABILITIES: one, and none is told to be active. */
const inputConnections = [1, 0];
const bufferSize = 19_200;

/** KSWAVE_BUFFER: the driver has its own buffer, and takes none that a user points at. */
const waveBuffer: PcPropertyItem = {
  ...ksItem('KSPROPERTY_WAVE_BUFFER'),
  ...verbs({
    get: (request) => pcAnswer(request, longs(0, bufferSize, ...(request.arch === 'x64' ? [0, 0] : [0]))),
    set: (request) => {
      const { value, arch } = request;
      const words = arch === 'x64' ? 4 : 3;
      if (value.length < words * 4) return STATUS.STATUS_BUFFER_TOO_SMALL;
      const wanted = Array.from({ length: words }, (_, i) => value.u32(i * 4));
      const own = wanted[0] === 0 && wanted[1] === bufferSize && wanted.slice(2).every((word) => word === 0);
      return own ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
    },
  }),
};

/** The table of a pin. KSWAVE_COMPATCAPS_INPUT is 0, _OUTPUT 1. */
export function waveTable(capture: boolean, limits: WaveLimits): PcAutomationTable {
  const { maxChannels, minBits, maxBits, minRate, maxRate } = limits;
  const [name, connections] = capture
    ? ['KSPROPERTY_WAVE_INPUT_CAPABILITIES', inputConnections]
    : ['KSPROPERTY_WAVE_OUTPUT_CAPABILITIES', outputConnections];
  return {
    properties: [
      readItem('KSPROPERTY_WAVE_COMPATIBLE_CAPABILITIES', () => longs(capture ? 0 : 1)),
      readItem(name, () => longs(maxChannels, minBits, maxBits, minRate, maxRate, ...connections)),
      waveBuffer,
      cellItem('KSPROPERTY_WAVE_FREQUENCY', { value: maxRate }, { legal: (rate) => rate >= minRate && rate <= maxRate }),
    ],
  };
}
