/**
 * A DVD decoder card under the stream class: MPEG-2 video, AC-3 or LPCM audio and subpictures come in as encrypted packs;
 * a video port, analog video and sound, and the closed captions of line 21 go out.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import {
  KSPIN_DATAFLOW,
  type HwStreamInformation,
  type HwStreamRequestBlock,
  type StreamClassServices,
  type StreamDeviceDescriptor,
} from '../../classdrivers/stream/descriptors.ts';
import { answerProperty, propertyArray, type MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import { framing } from '../../classdrivers/stream/parts/framing.ts';
import { unitDriver, type Unit } from '../../classdrivers/stream/parts/unit.ts';
import { copyProtection } from '../../classdrivers/stream/sets/copy-protection.ts';
import { videoPortConfig, vpNotify } from '../../classdrivers/stream/sets/decoder-port.ts';
import { ac3, audioDecoderOut, mpeg2Video, rateChange, subpicture, wave } from '../../classdrivers/stream/sets/dvd-streams.ts';
import { Decrypter } from '../../hardware/dvddecoder/decrypter.ts';
import { DataFlow, DvdStream, extensionOf, extensionsOf, type DvdDevice } from './data.ts';
import {
  accepts,
  analogRanges,
  audioRanges,
  intersect,
  line21Ranges,
  subpictureRanges,
  videoPortRanges,
  videoRanges,
} from './formats.ts';
import { PIN } from './streams.ts';

const categories = [ksGuid('KSCATEGORY_DATADECOMPRESSOR')];

/** A stream with what it can be asked. */
interface Stream extends Omit<HwStreamInformation, 'numberOfPossibleInstances'> {
  readonly sets: readonly MiniPropertySet[];
}

/** Packs of 2 KB in system memory, a few at a time. */
const packs = framing({ requirements: 2, frames: 8, frameSize: 2048, fileAlignment: 0 });

/** The streams by number. */
function makeStreams(arch: DeviceOptions['arch'], device: DvdDevice): readonly Stream[] {
  const { IN, OUT } = KSPIN_DATAFLOW;
  const input = [copyProtection(device.decrypter, () => device.decrypter.busy(extensionsOf(device))), rateChange];
  const bridge = { sets: [packs], dataFlow: OUT, bridgeStream: true } as const;
  return [
    { sets: [...input, mpeg2Video, packs], dataFlow: IN, streamFormatsArray: videoRanges },
    { sets: [...input, ac3, audioDecoderOut, wave, packs], dataFlow: IN, streamFormatsArray: audioRanges },
    { sets: [...input, subpicture, packs], dataFlow: IN, streamFormatsArray: subpictureRanges },
    {
      sets: [videoPortConfig(arch), packs],
      dataFlow: OUT,
      streamFormatsArray: videoPortRanges,
      streamEventsArray: [{ set: vpNotify.set, items: [{ id: vpNotify.FORMATCHANGE }] }],
      mediums: [{ set: ksGuid('KSMEDIUMSETID_VPBus'), id: 0 }],
      category: ksGuid('PINNAME_VIDEO_VIDEOPORT'),
    },
    { sets: [packs], dataFlow: OUT, streamFormatsArray: line21Ranges, category: ksGuid('PINNAME_VIDEO_CC') },
    { ...bridge, streamFormatsArray: analogRanges },
    { ...bridge, streamFormatsArray: analogRanges, category: ksGuid('KSNODETYPE_SPDIF_INTERFACE') },
  ];
}

/** What comes in through a pin goes out through others. */
const { VIDEO, AUDIO, SUBPICTURE, VIDEO_PORT, CAPTIONS, ANALOG, SOUND } = PIN;
const wires = [[VIDEO, VIDEO_PORT], [VIDEO, ANALOG], [VIDEO, CAPTIONS], [SUBPICTURE, VIDEO_PORT], [SUBPICTURE, ANALOG], [AUDIO, SOUND]] as const;

/** Makes the filter. */
function decoder(services: StreamClassServices, arch: DeviceOptions['arch']): Unit {
  const device: DvdDevice = { decrypter: new Decrypter(), streams: [] };
  const { decrypter } = device;
  const streams = makeStreams(arch, device);
  const data = new DataFlow(services, device);
  const rangesOf = (streamNumber: number) => streams[streamNumber]?.streamFormatsArray ?? [];

  /** A negotiation is announced while the old key is in use: other requests of the stream go on. */
  const hold = (srb: HwStreamRequestBlock): void => {
    srb.timeoutCounter = 0;
    decrypter.hold(srb, () => {
      srb.status = STATUS.STATUS_SUCCESS;
      services.requestComplete(srb);
    });
    if (srb.streamObject !== null) services.readyForNextStreamControlRequest(srb.streamObject);
  };

  /** What a request about a stream ends in, data excepted. */
  const control = (srb: HwStreamRequestBlock): number => {
    const { command, streamObject } = srb;
    const streamNumber = streamObject?.streamNumber ?? -1;
    switch (command.code) {
      case 'SRB_GET_STREAM_PROPERTY':
      case 'SRB_SET_STREAM_PROPERTY':
        return answerProperty(streams[streamNumber]?.sets ?? [], srb);
      case 'SRB_SET_STREAM_STATE':
        if (streamObject !== null) data.setState(streamObject, command.streamState);
        return STATUS.STATUS_SUCCESS;
      case 'SRB_PROPOSE_DATA_FORMAT':
      case 'SRB_SET_DATA_FORMAT':
        return accepts(rangesOf(streamNumber), command.openFormat) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NOT_SUPPORTED;
      case 'SRB_INDICATE_MASTER_CLOCK':
      case 'SRB_OPEN_MASTER_CLOCK':
        return STATUS.STATUS_SUCCESS;
      default:
        return STATUS.STATUS_NOT_IMPLEMENTED;
    }
  };

  return {
    name: 'decoder',
    friendlyName: 'DVD decoder',
    categories,
    properties: [],
    topology: {
      categories,
      nodes: [],
      connections: wires.map(([fromPin, toPin]) => ({ fromNode: -1, fromPin, toNode: -1, toPin })),
    },
    perInstance: true,
    streams: {
      information: streams.map(({ sets, ...stream }) => ({
        numberOfPossibleInstances: 1,
        streamPropertiesArray: propertyArray(sets),
        ...stream,
      })),
      intersect: (streamNumber, range) => intersect(rangesOf(streamNumber), range),
      open: ({ streamObject }, format) => {
        if (streamObject === null || !accepts(rangesOf(streamObject.streamNumber), format)) return STATUS.STATUS_NO_MATCH;
        const { streamNumber } = streamObject;
        streamObject.hwStreamExtension = new DvdStream(services);
        streamObject.receiveControlPacket = (srb) => {
          const status = control(srb);
          if (status === STATUS.STATUS_PENDING) return hold(srb);
          srb.status = status;
          services.completeRequestAndMarkQueueReady(srb);
        };
        // Nothing travels through memory on a video port.
        if (streamNumber !== VIDEO_PORT) streamObject.receiveDataPacket = (srb) => data.receive(srb);
        // The audio stream gives the time for all.
        if (streamNumber === AUDIO) streamObject.hwClockObject = {};
        device.streams.push(streamObject);
        return STATUS.STATUS_SUCCESS;
      },
      close: ({ streamObject }) => {
        if (streamObject === null) return;
        device.streams.splice(device.streams.indexOf(streamObject), 1);
        if (decrypter.negotiator === streamObject) decrypter.negotiator = null;
        decrypter.review(extensionsOf(device));
      },
      giveUp: (srb, status) => {
        if (srb.streamObject !== null && extensionOf(srb.streamObject).waiting.giveUp(srb, status)) return;
        if (!decrypter.drop(srb)) return;
        srb.status = status;
        services.requestComplete(srb);
      },
    },
  };
}

/** Makes the device. */
export function dvddecoder({ arch }: DeviceOptions): StreamDeviceDescriptor {
  return {
    classDriver: 'stream',
    identity: { driver: 'dvddecoder', version: '1.0.0', provider: 'kscts', hardwareId: 'PCI\\VEN_0000&DEV_0003' },
    driverEntry: (services) => services.registerAdapter(unitDriver(services, decoder(services, arch))),
  };
}
