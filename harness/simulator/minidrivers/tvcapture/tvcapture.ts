import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { StreamDeviceDescriptor } from '../../classdrivers/stream/descriptors.ts';
import { capture } from './capture.ts';
import { Card } from '../../hardware/tvcapture/card.ts';
import { crossbar } from './crossbar.ts';
import { SET } from './sets.ts';
import { TUNER_EVENT } from './tuner-ids.ts';
import { tuner } from './tuner.ts';
import { tvAudio } from './tv-audio.ts';
import { raiseOn, unitDriver } from '../../classdrivers/stream/parts/unit.ts';

/** Makes the device. */
export function tvcapture({ arch }: DeviceOptions): StreamDeviceDescriptor {
  return {
    classDriver: 'stream',
    identity: { driver: 'tvcapture', version: '1.0.0', provider: 'kscts', hardwareId: 'PCI\\VEN_109E&DEV_036E' },
    driverEntry: (stream) => {
      const card = new Card(stream);
      const units = {
        capture: capture(stream, arch, card),
        crossbar: crossbar(arch, card),
        tuner: tuner(stream, arch, card),
        tvAudio: tvAudio(arch, card),
      };
      for (const unit of Object.values(units)) stream.registerAdapter(unitDriver(stream, unit));
      raiseOn(stream, units.capture, card, 'decoder', { set: SET.VIDEODECODER_EVENTS, id: 0 });
      raiseOn(stream, units.crossbar, card, 'crossbar', { set: SET.CROSSBAR_EVENTS, id: 0 });
      raiseOn(stream, units.tuner, card, 'tuner', { set: SET.TUNER_EVENTS, id: TUNER_EVENT.CHANGED });
      raiseOn(stream, units.tvAudio, card, 'audio', { set: SET.TVAUDIO_EVENTS, id: 0 });
    },
  };
}
