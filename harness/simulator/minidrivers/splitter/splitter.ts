/**
 * A software transform on KS itself, as drivers before AVStream were written: what is written to the sink pin comes
 * out of every source pin that runs. The sink makes a clock, every pin makes allocators.
 */
import type { KsDispatchDeviceDescriptor } from '../../classdrivers/ksdispatch/descriptors.ts';
import { filterTable } from '../../classdrivers/ksdispatch/parts/filter-table.ts';
import { categories, createFilter, type SplitterFilter } from './filter.ts';

/** Makes the device. */
export function splitter(): KsDispatchDeviceDescriptor {
  return {
    classDriver: 'ks',
    identity: { driver: 'splitter', version: '1.0.0', provider: 'kscts', hardwareId: 'SW\\KSCTS_SPLITTER' },
    startDevice: (device) => {
      const table = filterTable<SplitterFilter>(device.ks.ks);
      device.registerInterface({
        name: 'splitter',
        friendlyName: 'Audio splitter',
        categories,
        create: (create) => createFilter(device, table, create),
      });
    },
  };
}
