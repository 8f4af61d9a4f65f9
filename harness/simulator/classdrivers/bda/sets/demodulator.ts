/** Demodulator nodes: what they are told of the modulation, or that they shall find it out. */
import type { KsAutomationTable, KsPropertyItem, KsPropertySet } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { demodulatorStatistics, recorded, signalStatistics } from './signal.ts';
import { kspNode, type Target } from './target.ts';
import { record, type Setting } from './tuner.ts';

/** KSPROPSETID_BdaDigitalDemodulator: ids are places in this list. */
const parameters: readonly Setting[] = [
  'modulation',
  'innerFec',
  'innerFecRate',
  'outerFec',
  'outerFecRate',
  'symbolRate',
  'spectralInversion',
  'guardInterval',
  'transmissionMode',
];

const demodulator = (...used: readonly Setting[]): KsPropertySet<Target> => ({
  set: ksGuid('KSPROPSETID_BdaDigitalDemodulator'),
  items: parameters.flatMap((setting, id) => (used.includes(setting) ? [recorded(id, setting)] : [])),
});

/** A property without a value that is set only. */
const command = (id: number, setting: Setting, value: number): KsPropertyItem<Target> => ({
  id,
  minProperty: kspNode,
  minData: 0,
  set: ({ target }) => record(target, setting, value),
});

/** KSPROPSETID_BdaAutodemodulate. */
const autodemodulate: KsPropertySet<Target> = {
  set: ksGuid('KSPROPSETID_BdaAutodemodulate'),
  items: [command(0, 'autodemodulate', 1), command(1, 'autodemodulate', 0)],
};

/** COFDM, the demodulator of DVB-T. */
export const cofdm: KsAutomationTable<Target> = {
  properties: [
    demodulator('modulation', 'innerFec', 'innerFecRate', 'outerFec', 'outerFecRate', 'spectralInversion', 'guardInterval', 'transmissionMode'),
    autodemodulate,
    signalStatistics(demodulatorStatistics),
  ],
};

/** QPSK, the demodulator of DVB-S. */
export const qpsk: KsAutomationTable<Target> = {
  properties: [
    demodulator('modulation', 'innerFec', 'innerFecRate', 'outerFec', 'outerFecRate', 'symbolRate', 'spectralInversion'),
    signalStatistics(demodulatorStatistics),
  ],
};

/** 8VSB, the demodulator of ATSC: it has one configuration only. */
export const vsb: KsAutomationTable<Target> = {
  properties: [autodemodulate, signalStatistics(demodulatorStatistics)],
};
