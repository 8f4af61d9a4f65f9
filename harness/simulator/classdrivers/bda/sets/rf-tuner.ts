/** The RF tuner node: frequency, capabilities, scanning, and for satellites the LNB and DiSEqC. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsAutomationTable, KsEventSet, KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { diseqcEvents, diseqcProperties } from './diseqc.ts';
import { recorded, signalStatistics, tunerStatistics } from './signal.ts';
import { filterOf, kspNode, type Target } from './target.ts';
import { tunerOf } from './tuner.ts';

const kilohertz = 1000;
/** BDA_SignalType, KS_TUNER_STRATEGY. */
const SIGNAL_DIGITAL = 2;
const MODE_DIGITAL = 0;

/** A structure that travels in In and Out: KSP_NODE, then ULONGs. The request is given back with them filled in. */
function structure(
  id: number,
  size: number,
  members: (request: KsRequest<Target>) => readonly number[],
  set?: KsPropertyItem<Target>['set'],
): KsPropertyItem<Target> {
  return {
    id,
    minProperty: size,
    minData: size,
    get: (request) => {
      const { input, value } = request;
      value.write(0, input.slice(0, kspNode));
      members(request).forEach((member, i) => {
        value.setU32(kspNode + 4 * i, member);
      });
      request.information = size;
      return STATUS.STATUS_SUCCESS;
    },
    ...(set && { set }),
  };
}

/** KSPROPERTY_BDA_RF_TUNER_CAPS_S: frequencies in kHz. */
const capabilities = structure(6, 72, ({ target }) => {
  const { receiver, scanner } = tunerOf(target);
  const { minFrequency, maxFrequency, standards } = receiver;
  return [MODE_DIGITAL, 0, standards, minFrequency / kilohertz, maxFrequency / kilohertz, 100, 0, 125, scanner.millisecondsPerMegahertz, 0];
});

/** KSPROPERTY_BDA_RF_TUNER_SCAN_STATUS_S. */
const scanStatus = structure(7, 48, ({ target }) => {
  const { current, from, to, millisecondsLeft } = tunerOf(target).scanner.status();
  return [current, from, to, millisecondsLeft];
});

/** KSPROPERTY_BDA_RF_TUNER_STANDARD_S: a tuner of one standard takes no other. */
const standard = structure(
  8,
  40,
  ({ target }) => [SIGNAL_DIGITAL, tunerOf(target).receiver.standards],
  ({ target, value }) => {
    const fits = value.u32(kspNode) === SIGNAL_DIGITAL && value.u32(kspNode + 4) === tunerOf(target).receiver.standards;
    return fits ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
  },
);

/** KSEVENT_BDA_TUNER_SCAN: the enable begins a scan, its end or a lock raises the event. */
const scanEvents: KsEventSet<Target> = {
  set: ksGuid('KSEVENTSETID_BdaTunerEvent'),
  items: [
    {
      id: 0,
      extraData: 12,
      add: ({ target }, entry) => {
        const range = new DataView(entry.extra.buffer, entry.extra.byteOffset);
        const [from, to] = [range.getUint32(0, true), range.getUint32(4, true)];
        if (from > to) return STATUS.STATUS_INVALID_PARAMETER;
        const owner = target.kind === 'pin' ? target : filterOf(target);
        tunerOf(target).scanner.start(from, to, () => {
          owner.generateEvents({ set: ksGuid('KSEVENTSETID_BdaTunerEvent'), id: 0, filter: (other) => other === entry });
        });
        return STATUS.STATUS_SUCCESS;
      },
      remove: (target) => {
        tunerOf(target).scanner.stop();
      },
    },
  ],
};

const frequencies = (items: readonly KsPropertyItem<Target>[]): KsPropertySet<Target> => ({
  set: ksGuid('KSPROPSETID_BdaFrequencyFilter'),
  items: [recorded(0, 'frequency'), recorded(5, 'multiplier'), ...items],
});

/** DVB-T: the band is divided into channels of 6, 7 or 8 MHz. */
export const terrestrialTuner: KsAutomationTable<Target> = {
  properties: [
    frequencies([recorded(4, 'bandwidth'), capabilities, scanStatus, standard]),
    signalStatistics(tunerStatistics),
  ],
  events: [scanEvents],
};

/** ATSC: a channel can be named by its number. */
export const channelTuner: KsAutomationTable<Target> = {
  properties: [frequencies([recorded(3, 'transponder'), capabilities]), signalStatistics(tunerStatistics)],
};

/** DVB-S: signals are polarised, and shifted down by the oscillators of the LNB. */
export const satelliteTuner: KsAutomationTable<Target> = {
  properties: [
    frequencies([recorded(1, 'polarity'), recorded(2, 'range'), capabilities]),
    signalStatistics(tunerStatistics),
    {
      set: ksGuid('KSPROPSETID_BdaLNBInfo'),
      items: [recorded(0, 'lowOscillator'), recorded(1, 'highOscillator'), recorded(2, 'switchFrequency')],
    },
    diseqcProperties,
  ],
  events: [diseqcEvents],
};
