/** What the tuner tells of scanning: the networks that it knows, and what it can do on each. */
import { codecOf } from '../../../abi/codec.ts';
import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import type { StreamClassServices } from '../../classdrivers/stream/descriptors.ts';
import type { MiniProperty } from '../../classdrivers/stream/minidriver.ts';
import { integer, structProperty } from '../../classdrivers/stream/struct-property.ts';
import { modes } from '../../hardware/tvcapture/card.ts';
import { MODE } from '../../hardware/tvcapture/constants.ts';
import { TUNER } from './tuner-ids.ts';

/** ANALOG_TV_NETWORK_TYPE and ANALOG_FM_NETWORK_TYPE of bdamedia.h, with the modes that belong to them. */
const networks: readonly { readonly type: string; readonly mode: number }[] = [
  { type: '{B820D87E-E0E3-478F-8A38-4E13F7B3DF42}', mode: MODE.TV },
  { type: '{7728087B-2BB9-4E30-8078-449476E59DBB}', mode: MODE.FM_RADIO },
];
const guidSize = 16;

/** The network types as an array of GUIDs. */
function networkTypes(count: number): Uint8Array {
  const bytes = new Uint8Array(count * guidSize);
  networks.slice(0, count).forEach(({ type }, i) => {
    writeGuid(bytes, i * guidSize, type);
  });
  return bytes;
}

/** SCAN_CAPS and NETWORKTYPE_SCAN_CAPS: both fill memory that the structure points to. */
export function scanCapabilities(stream: StreamClassServices, arch: Arch): MiniProperty[] {
  const analog = codecOf('TUNER_ANALOG_CAPS_S', arch);
  return [
    structProperty(arch, TUNER.SCAN_CAPS, 'KSPROPERTY_TUNER_SCAN_CAPS_S', {
      get: (asked) => {
        const bucket = integer(asked, 'GUIDBucket');
        const count = Math.min(integer(asked, 'lengthofBucket'), networks.length);
        // The first request asks how many there are; the next has room for them.
        const status = bucket === 0 ? STATUS.STATUS_SUCCESS : stream.copyOut(bucket, networkTypes(count));
        if (status !== STATUS.STATUS_SUCCESS) return status;
        return { fSupportsHardwareAssistedScanning: 1, SupportedBroadcastStandards: networks.length };
      },
    }),
    structProperty(arch, TUNER.NETWORKTYPE_SCAN_CAPS, 'KSPROPERTY_TUNER_NETWORKTYPE_SCAN_CAPS_S', {
      get: (asked) => {
        const network = networks.find(({ type }) => type === asked['NetworkType']);
        const caps = network && modes.get(network.mode);
        if (network === undefined || caps === undefined) return STATUS.STATUS_NOT_SUPPORTED;
        const target = integer(asked, 'NetworkTunerCapabilities');
        if (target === 0) return { BufferSize: analog.minSize };
        if (integer(asked, 'BufferSize') < analog.minSize) return STATUS.STATUS_INVALID_PARAMETER;
        const bytes = analog.encode({
          Mode: network.mode,
          StandardsSupported: caps.standards,
          MinFrequency: caps.min,
          MaxFrequency: caps.max,
          TuningGranularity: caps.granularity,
          SettlingTime: caps.settling,
          ScanSensingRange: 4 * caps.granularity,
          FineTuneSensingRange: caps.granularity,
        });
        const status = stream.copyOut(target, bytes);
        return status === STATUS.STATUS_SUCCESS ? { BufferSize: analog.minSize } : status;
      },
    }),
  ];
}
