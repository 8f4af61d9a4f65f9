/** The tuner filters of a broadcast receiver card: terrestrial, satellite, and one that the client configures. */
import type { KsDevice } from '../../classdrivers/avstream/descriptors.ts';
import type { BdaDeviceDescriptor } from '../../classdrivers/bda/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { captureFilter } from './capture.ts';
import { cofdm, qpsk, vsb } from '../../classdrivers/bda/sets/demodulator.ts';
import { tunerFilter } from './filter.ts';
import { channelTuner, satelliteTuner, terrestrialTuner } from '../../classdrivers/bda/sets/rf-tuner.ts';
import { ReceiverCard, type Channel, type Receiver } from '../../hardware/bda/tuner.ts';

const megahertz = 1_000_000;
/** BDA_DigitalSignalStandard. */
const STANDARD = { DVB_T: 1, DVB_S: 2, ATSC: 8 } as const;
/** The medium between the terrestrial tuner and the capture filter of the card. */
export const cardMedium = '{4B3C7A90-2D1E-4F60-9B8A-6C5D4E3F2A10}';

const channel = (at: number, width: number, strength: number, quality: number): Channel => ({
  frequency: at * megahertz,
  width: width * megahertz,
  strength,
  quality,
});

const terrestrial: Receiver = {
  name: 'terrestrial',
  channels: [channel(474, 8, 1500, 100), channel(530, 8, 24_000, 65), channel(690, 8, 48_000, 10)],
  minFrequency: 174 * megahertz,
  maxFrequency: 862 * megahertz,
  bandwidths: [6, 7, 8],
  standards: STANDARD.DVB_T,
};

const american: Receiver = {
  name: 'atsc',
  channels: [channel(473, 6, 2000, 98), channel(533, 6, 30_000, 40)],
  minFrequency: 54 * megahertz,
  maxFrequency: 890 * megahertz,
  bandwidths: [],
  standards: STANDARD.ATSC,
};

const satellite: Receiver = {
  name: 'satellite',
  channels: [channel(11_727, 36, -500, 100), channel(12_188, 36, 8000, 92)],
  minFrequency: 10_700 * megahertz,
  maxFrequency: 12_750 * megahertz,
  bandwidths: [],
  standards: STANDARD.DVB_S,
};

/** Makes the device: three tuner filters and the capture filter behind the terrestrial one. */
export function bda(): BdaDeviceDescriptor {
  return {
    classDriver: 'bda',
    identity: { driver: 'bdatuner', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_BDA' },
    start: (device: KsDevice) => {
      device.context = new ReceiverCard();
    },
    filters: [
      tunerFilter({
        name: 'dvbt',
        friendlyName: 'kscts DVB-T tuner',
        receiver: terrestrial,
        tuner: { type: ksGuid('KSNODE_BDA_RF_TUNER'), automation: terrestrialTuner },
        demodulator: { type: ksGuid('KSNODE_BDA_COFDM_DEMODULATOR'), automation: cofdm },
        medium: cardMedium,
        dynamic: false,
      }),
      tunerFilter({
        name: 'dvbs',
        friendlyName: 'kscts DVB-S tuner',
        receiver: satellite,
        tuner: { type: ksGuid('KSNODE_BDA_RF_TUNER'), automation: satelliteTuner },
        demodulator: { type: ksGuid('KSNODE_BDA_QPSK_DEMODULATOR'), automation: qpsk },
        dynamic: false,
      }),
      tunerFilter({
        name: 'atsc',
        friendlyName: 'kscts ATSC tuner',
        receiver: american,
        tuner: { type: ksGuid('KSNODE_BDA_RF_TUNER'), automation: channelTuner },
        demodulator: { type: ksGuid('KSNODE_BDA_8VSB_DEMODULATOR'), automation: vsb },
        dynamic: true,
      }),
      captureFilter(cardMedium),
    ],
  };
}
