/** A software synthesizer under the DirectMusic port, and beside it a mixer for sound in three dimensions. */
import type { PcDeviceDescriptor } from '../../classdrivers/portcls/adapter.ts';
import { Engine } from '../../hardware/synth/engine.ts';
import { SpatialMiniport } from './spatial-miniport.ts';
import { Listener } from '../../hardware/synth/spatial.ts';
import { SynthMiniport } from './synth-miniport.ts';

/** Makes the device. */
export function synth(): PcDeviceDescriptor {
  return {
    classDriver: 'portcls',
    identity: { driver: 'synth', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\SYNTH' },
    startDevice: (adapter) => {
      adapter.registerSubdevice('dmus', 'Synthesizer', {
        kind: 'DMus',
        miniport: new SynthMiniport(new Engine(), adapter),
      });
      adapter.registerSubdevice('spatial', '3D mixer', {
        kind: 'WaveCyclic',
        miniport: new SpatialMiniport(adapter, new Listener()),
      });
    },
  };
}
