/** Which class driver, and which of its ports, a described filter is simulated under. */
import type { FilterDescription } from '../../description/format.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { PcNewPort } from '../classdrivers/portcls/adapter.ts';
import { known } from './avstream.ts';

const realTimeAudio = ksGuid('KSPROPSETID_RtAudio');
const topologyCategory = ksGuid('KSCATEGORY_TOPOLOGY');

const streams = ({ pins }: FilterDescription): boolean =>
  pins.some(({ communication }) => communication !== 'none' && communication !== 'bridge');

const isRealTime = ({ pins }: FilterDescription): boolean =>
  pins.some(({ open }) => open?.properties?.some(({ set }) => known(set) === realTimeAudio));

/**
 * The class driver: the one that is told, if it is the port class; else what the filter shows. All others are simulated
 * under AVStream.
 */
export function classDriverOf(filter: FilterDescription): 'avstream' | 'portcls' {
  const { classDriver, port, categories } = filter;
  if (classDriver !== undefined) return classDriver === 'portcls' ? 'portcls' : 'avstream';
  const topology = !streams(filter) && categories.some((category) => known(category) === topologyCategory);
  return port !== undefined || topology || isRealTime(filter) ? 'portcls' : 'avstream';
}

/** The port of a filter of the port class: the one that is told, else the simplest that offers what the pins do. */
export function portOf(filter: FilterDescription): PcNewPort['kind'] {
  if (filter.port !== undefined) return filter.port;
  if (isRealTime(filter)) return 'WaveRT';
  const formats = filter.pins.flatMap(({ dataRanges }) => dataRanges);
  const has = (member: string, name: string): boolean => formats.some((format) => format[member] === name);
  if (has('SubFormat', 'KSDATAFORMAT_SUBTYPE_DIRECTMUSIC')) return 'DMus';
  if (has('MajorFormat', 'KSDATAFORMAT_TYPE_MUSIC')) return 'Midi';
  return streams(filter) ? 'WaveCyclic' : 'Topology';
}
