import { STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

/** Devices that lack what their kind must have. */
export const kindFaults: readonly Fault[] = [
  {
    id: 'kind.no-dropped-frames',
    bugClass: '',
    title: 'A video capture pin does not count the frames that it drops',
    apply: (simulation) => {
      lack(simulation, 'PROPSETID_VIDCAP_DROPPEDFRAMES');
    },
  },
  {
    id: 'kind.node-without-its-property',
    bugClass: '',
    title: 'The mute, volume and mux nodes have no properties',
    device: 'hdaudio',
    apply: (simulation) => {
      lack(simulation, 'KSPROPSETID_Audio');
    },
  },
];

/** Takes a property set from every object. */
function lack({ ks: { properties } }: Simulation, set: string): void {
  const guid = ksGuid(set);
  wrap(properties, 'judge', (judge) => (call, sets) =>
    call.input.guid(0) === guid ? STATUS.STATUS_PROPSET_NOT_FOUND : judge(call, sets),
  );
}
