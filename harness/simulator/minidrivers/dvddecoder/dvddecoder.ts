/**
 * A DVD decoder card under the stream class: MPEG-2 video, AC-3 or LPCM audio and subpictures come in as encrypted packs;
 * a video port, analog video and sound, and the closed captions of line 21 go out.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import {
  KSPIN_DATAFLOW,
  type HwStreamInformation,
  type HwStreamRequestBlock,
  type StreamClassServices,
  type StreamDeviceDescriptor,
} from '../../classdrivers/stream/descriptors.ts';
import { answerProperty, propertyArray, type MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import type { DeviceOptions } from '../../devices.ts';
import { copyProtection } from './copy-protection.ts';
import { dataFlow } from './data.ts';
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
import { ac3, audioDecoderOut, framing, mpeg2Video, rateChange, subpicture, wave } from './input-sets.ts';
import { deviceOf, DvdDevice, DvdStream } from './state.ts';
import { PIN } from './streams.ts';
import { videoPortConfig, vpNotify } from './video-port.ts';

const categories = [ksGuid('KSCATEGORY_DATADECOMPRESSOR')];

interface Stream {
  readonly information: HwStreamInformation;
  readonly sets: readonly MiniPropertySet[];
}

function stream(
  own: readonly MiniPropertySet[],
  information: Omit<HwStreamInformation, 'numberOfPossibleInstances'>,
): Stream {
  const sets = [...own, framing];
  return {
    sets,
    information: { numberOfPossibleInstances: 1, streamPropertiesArray: propertyArray(sets), ...information },
  };
}

/** The streams by number. */
function makeStreams(arch: DeviceOptions['arch']): readonly Stream[] {
  const { IN, OUT } = KSPIN_DATAFLOW;
  const bridge = { dataFlow: OUT, bridgeStream: true } as const;
  return [
    stream([copyProtection, rateChange, mpeg2Video], { dataFlow: IN, streamFormatsArray: videoRanges }),
    stream([copyProtection, rateChange, ac3, audioDecoderOut, wave], {
      dataFlow: IN,
      streamFormatsArray: audioRanges,
    }),
    stream([copyProtection, rateChange, subpicture], { dataFlow: IN, streamFormatsArray: subpictureRanges }),
    stream([videoPortConfig(arch)], {
      dataFlow: OUT,
      streamFormatsArray: videoPortRanges,
      streamEventsArray: [{ set: vpNotify.set, items: [{ id: vpNotify.FORMATCHANGE }] }],
      mediums: [{ set: ksGuid('KSMEDIUMSETID_VPBus'), id: 0 }],
      category: ksGuid('PINNAME_VIDEO_VIDEOPORT'),
    }),
    stream([], { dataFlow: OUT, streamFormatsArray: line21Ranges, category: ksGuid('PINNAME_VIDEO_CC') }),
    stream([], { ...bridge, streamFormatsArray: analogRanges }),
    stream([], { ...bridge, streamFormatsArray: analogRanges, category: ksGuid('KSNODETYPE_SPDIF_INTERFACE') }),
  ];
}

const wire = (fromPin: number, toPin: number) => ({ fromNode: -1, fromPin, toNode: -1, toPin });

class Decoder {
  readonly #services: StreamClassServices;
  readonly #streams: readonly Stream[];

  constructor(services: StreamClassServices, arch: DeviceOptions['arch']) {
    this.#services = services;
    this.#streams = makeStreams(arch);
  }

  /** HwReceivePacket: requests about the device. */
  device(srb: HwStreamRequestBlock): void {
    const { command } = srb;
    switch (command.code) {
      case 'SRB_GET_STREAM_INFO':
        command.streamBuffer = {
          streamHeader: {
            devicePropertiesArray: [],
            topology: {
              categories,
              nodes: [],
              connections: [
                wire(PIN.VIDEO, PIN.VIDEO_PORT),
                wire(PIN.VIDEO, PIN.ANALOG),
                wire(PIN.VIDEO, PIN.CAPTIONS),
                wire(PIN.SUBPICTURE, PIN.VIDEO_PORT),
                wire(PIN.SUBPICTURE, PIN.ANALOG),
                wire(PIN.AUDIO, PIN.SOUND),
              ],
            },
          },
          streamInfo: this.#streams.map(({ information }) => information),
        };
        break;
      case 'SRB_OPEN_STREAM':
        this.#finish(srb, this.#open(srb, command.openFormat));
        return;
      case 'SRB_CLOSE_STREAM':
        this.#close(srb);
        break;
      case 'SRB_GET_DATA_INTERSECTION': {
        const { intersectInfo } = command;
        const format = intersect(this.#rangesOf(intersectInfo.streamNumber), intersectInfo.dataRange);
        if (typeof format !== 'number') intersectInfo.dataFormat = format;
        this.#finish(srb, typeof format === 'number' ? format : STATUS.STATUS_SUCCESS);
        return;
      }
      case 'SRB_INITIALIZE_DEVICE':
      case 'SRB_INITIALIZATION_COMPLETE':
      case 'SRB_OPEN_DEVICE_INSTANCE':
      case 'SRB_CLOSE_DEVICE_INSTANCE':
        break;
      default:
        this.#finish(srb, STATUS.STATUS_NOT_IMPLEMENTED);
        return;
    }
    this.#finish(srb, STATUS.STATUS_SUCCESS);
  }

  /** Requests about a stream, data excepted. */
  control(srb: HwStreamRequestBlock): void {
    const { command, streamObject } = srb;
    if (streamObject === null) return;
    switch (command.code) {
      case 'SRB_GET_STREAM_PROPERTY':
      case 'SRB_SET_STREAM_PROPERTY': {
        const status = answerProperty(this.#streams[streamObject.streamNumber]?.sets ?? [], srb);
        if (status === STATUS.STATUS_PENDING) this.#hold(srb);
        else this.#finish(srb, status);
        return;
      }
      case 'SRB_SET_STREAM_STATE':
        dataFlow.setState(this.#services, streamObject, command.streamState);
        break;
      case 'SRB_PROPOSE_DATA_FORMAT':
      case 'SRB_SET_DATA_FORMAT': {
        const good = accepts(this.#rangesOf(streamObject.streamNumber), command.openFormat);
        this.#finish(srb, good ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NOT_SUPPORTED);
        return;
      }
      case 'SRB_INDICATE_MASTER_CLOCK':
      case 'SRB_OPEN_MASTER_CLOCK':
        break;
      default:
        this.#finish(srb, STATUS.STATUS_NOT_IMPLEMENTED);
        return;
    }
    this.#finish(srb, STATUS.STATUS_SUCCESS);
  }

  /** HwCancelPacket, and HwRequestTimeoutHandler: whatever waits is given up. */
  abandon(srb: HwStreamRequestBlock, status: number): void {
    if (!dataFlow.drop(srb) && !deviceOf(srb).decrypter.drop(srb)) return;
    srb.status = status;
    this.#services.requestComplete(srb);
  }

  #rangesOf(streamNumber: number) {
    return this.#streams[streamNumber]?.information.streamFormatsArray ?? [];
  }

  #open({ streamObject }: HwStreamRequestBlock, format: Uint8Array): number {
    if (streamObject === null || !accepts(this.#rangesOf(streamObject.streamNumber), format)) {
      return STATUS.STATUS_NO_MATCH;
    }
    const { streamNumber } = streamObject;
    streamObject.receiveControlPacket = (srb) => {
      this.control(srb);
    };
    // Nothing travels through memory on a video port.
    if (streamNumber !== PIN.VIDEO_PORT) {
      streamObject.receiveDataPacket = (srb) => {
        dataFlow.receive(this.#services, srb);
      };
    }
    // The audio stream gives the time for all.
    if (streamNumber === PIN.AUDIO) streamObject.hwClockObject = {};
    deviceOf(streamObject).streams.push(streamObject);
    return STATUS.STATUS_SUCCESS;
  }

  #close({ streamObject }: HwStreamRequestBlock): void {
    if (streamObject === null) return;
    const { decrypter, streams } = deviceOf(streamObject);
    streams.splice(streams.indexOf(streamObject), 1);
    if (decrypter.negotiator === streamObject) decrypter.negotiator = null;
    decrypter.review(streams);
  }

  /** A negotiation is announced while the old key is in use: other requests of the stream go on. */
  #hold(srb: HwStreamRequestBlock): void {
    srb.timeoutCounter = 0;
    deviceOf(srb).decrypter.hold(srb, () => {
      srb.status = STATUS.STATUS_SUCCESS;
      this.#services.requestComplete(srb);
    });
    if (srb.streamObject !== null) this.#services.readyForNextStreamControlRequest(srb.streamObject);
  }

  #finish(srb: HwStreamRequestBlock, status: number): void {
    srb.status = status;
    this.#services.completeRequestAndMarkQueueReady(srb);
  }
}

/** Makes the device. */
export function dvddecoder({ arch }: DeviceOptions): StreamDeviceDescriptor {
  return {
    classDriver: 'stream',
    identity: { driver: 'dvddecoder', version: '1.0.0', provider: 'kscts', hardwareId: 'PCI\\VEN_0000&DEV_0003' },
    driverEntry: (services) => {
      const decoder = new Decoder(services, arch);
      services.registerAdapter({
        name: 'decoder',
        friendlyName: 'DVD decoder',
        categories,
        deviceExtension: () => new DvdDevice(),
        streamExtension: () => new DvdStream(),
        // Every open of the filter counts its own streams; the hardware behind them is one.
        filterInstanceExtension: () => ({}),
        hwReceivePacket: (srb) => {
          decoder.device(srb);
        },
        hwCancelPacket: (srb) => {
          decoder.abandon(srb, STATUS.STATUS_CANCELLED);
        },
        hwRequestTimeoutHandler: (srb) => {
          decoder.abandon(srb, STATUS.STATUS_IO_TIMEOUT);
        },
      });
    },
  };
}
