/** A DV camcorder on its bus: its transport is told what to do, and its pictures come while the tape plays. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  KSSTATE,
  type KsDeviceDescriptor,
  type KsFilter,
  type KsFilterDescriptor,
  type KsPinDispatch,
} from '../../classdrivers/avstream/descriptors.ts';
import { makeFormat, specifierNone } from '../../classdrivers/ks/formats.ts';
import type { KsEventSet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { captureDispatch, droppedFrames } from '../../classdrivers/avstream/parts/timed-capture.ts';
import { bibliographicSet, sampleDescriptionSet } from '../../classdrivers/avstream/sets/media-attributes.ts';
import { Camcorder } from '../../hardware/camcorder/camcorder.ts';
import { catalogueEntry, sampleDescriptionBox } from '../../hardware/camcorder/cassette.ts';
import { externalDeviceSets } from '../../classdrivers/avstream/sets/external-device.ts';
import { frameTime } from '../../hardware/camcorder/transport.ts';

/** Bytes of a PAL frame of DV: 12 sequences of 150 blocks of 80. */
const dvFrame = 12 * 150 * 80;
/** The subtype of DV, 'dvsd' as a GUID. */
const dvsd = '{64737664-0000-0010-8000-00AA00389B71}';

const camcorderOf = ({ device }: KsFilter): Camcorder => device.context as Camcorder;

/** Gives the frames under the head while the tape moves. */
const stream = captureDispatch({
  interval: () => frameTime,
  size: () => dvFrame,
  ready: ({ filter }) => camcorderOf(filter).playing,
});

const dispatch: KsPinDispatch = {
  ...stream,
  setDeviceState: (pin, to, from) => {
    // A camcorder that is to stream plays its tape.
    if (to === KSSTATE.RUN) camcorderOf(pin.filter).playForStream();
    return stream.setDeviceState?.(pin, to, from) ?? STATUS.STATUS_SUCCESS;
  },
};

/** What the camcorder tells by itself: it says when its tape does something else, and when that comes or goes. */
const deviceEvents: KsEventSet<KsFilter> = {
  set: ksItem('KSEVENT_EXTDEV_TRANSPORT_STATE_UPDATE').set,
  items: [
    'COMMAND_NOTIFY_INTERIM_READY',
    'COMMAND_CONTROL_INTERIM_READY',
    'COMMAND_BUSRESET',
    'TIMECODE_UPDATE',
    'OPERATION_MODE_UPDATE',
    'TRANSPORT_STATE_UPDATE',
    'NOTIFY_REMOVAL',
    'NOTIFY_MEDIUM_CHANGE',
  ].map((name) => ({ id: ksItem(`KSEVENT_EXTDEV_${name}`).id })),
};

const filter: KsFilterDescriptor = {
  name: 'camcorder',
  friendlyName: 'DV camcorder',
  categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE'].map(ksGuid),
  automation: { properties: [...externalDeviceSets(camcorderOf), bibliographicSet(catalogueEntry)], events: [deviceEvents] },
  dispatch: {
    close: (filter) => {
      // Whoever used it has left: it is made ready for the next.
      if (filter.device.filters.length <= 1) camcorderOf(filter).reset();
    },
  },
  pins: [
    {
      dispatch,
      automation: { properties: [...(droppedFrames.properties ?? []), sampleDescriptionSet(sampleDescriptionBox())] },
      dataRanges: [
        {
          bytes: makeFormat({
            sampleSize: dvFrame,
            majorFormat: ksGuid('KSDATAFORMAT_TYPE_VIDEO'),
            subFormat: dvsd,
            specifier: specifierNone,
          }),
        },
      ],
      dataFlow: KSPIN_DATAFLOW.OUT,
      communication: KSPIN_COMMUNICATION.SINK,
      category: ksGuid('PINNAME_VIDEO_CAPTURE'),
      flags: KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING | KSPIN_FLAG.IMPLEMENT_CLOCK,
      allocatorFraming: {
        items: [{ frames: 4, framingRange: { minFrameSize: dvFrame, maxFrameSize: dvFrame, stepping: 0 } }],
      },
    },
  ],
};

/** Makes the device. */
export function camcorder(): KsDeviceDescriptor {
  return {
    identity: { driver: 'camcorder', version: '1.0.0', provider: 'kscts', hardwareId: 'AVC\\DV_CAMCORDER' },
    start: (device) => {
      const unit = new Camcorder(() => device.now());
      unit.onState = () => {
        device.generateEvents(ksItem('KSEVENT_EXTDEV_TRANSPORT_STATE_UPDATE'));
      };
      unit.onMedium = () => {
        device.generateEvents(ksItem('KSEVENT_EXTDEV_NOTIFY_MEDIUM_CHANGE'));
      };
      device.context = unit;
    },
    filters: [filter],
  };
}
