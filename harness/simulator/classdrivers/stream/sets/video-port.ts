/** What the video-port streams can be asked: the electrical port, the pixel formats, and the overlay behind it. */
import { codecOf, type Value } from '../../../../abi/codec.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import { answerBytes, answerU32 } from '../../ks/answers.ts';
import { ksItem } from '../../ks/identifiers.ts';
import { ksGuid } from '../../ks/guids.ts';
import type { MiniProperty, MiniPropertySet } from '../minidriver.ts';

/** DDVPTYPE_* of the port: CCIR 656, and external syncs with 16 bits. */
const connections = [
  { dwPortWidth: 8, guidTypeID: '{FCA326A0-DA60-11CF-9B06-00A0C903A3B8}' },
  { dwPortWidth: 16, guidTypeID: '{92783220-DA60-11CF-9B06-00A0C903A3B8}' },
];
/** DDPF_FOURCC, and the layouts of a pixel pair that the port can send. */
const fourCc = 4;
const pixelFormats = [0x5956_5955, 0x3259_5559];

type Verbs = Pick<MiniProperty, 'get' | 'set'> & { readonly size: number };

/** What distinguishes the port of the picture from that of the blanking interval. */
interface Port {
  readonly set: string;
  readonly width: number;
  /** Lines of a field, as the decoder is set. */
  readonly height: () => number;
  readonly vbi: boolean;
}

const notImplemented = () => STATUS.STATUS_NOT_IMPLEMENTED;
const done = () => STATUS.STATUS_SUCCESS;

/** KSPROPSETID_VPConfig and KSPROPSETID_VPVBIConfig share their items. */
function portSet(arch: Arch, port: Port): MiniPropertySet {
  const { pointerSize } = sizes(arch);
  const connect = codecOf('DDVIDEOPORTCONNECT', arch);
  const pixel = codecOf('DDPIXELFORMAT', arch);
  const connectList = listOf(connections.map((each) => connect.encode({ dwSize: connect.minSize, ...each })));
  const formatList = listOf(
    pixelFormats.map((code) => pixel.encode({ dwSize: pixel.minSize, dwFlags: fourCc, dwFourCC: code, dwYUVBitCount: 16 })),
  );
  const info = (height: number): Value => ({
    dwSize: 80,
    dwMicrosecondsPerField: 16_683,
    amvpDimInfo: {
      dwFieldWidth: port.width,
      dwFieldHeight: height,
      dwVBIWidth: port.vbi ? port.width : 0,
      dwVBIHeight: port.vbi ? height : 0,
      rcValidRegion: { left: 0, top: 0, right: port.width, bottom: height },
    },
    dwPictAspectRatioX: 4,
    dwPictAspectRatioY: 3,
    bDataIsInterlaced: 1,
    lHalfLinesOdd: 1,
    dwNumLinesInVREF: 1,
  });
  const rate = (height: number): Value => ({
    Size: { dwWidth: port.width, dwHeight: height },
    MaxPixelsPerSecond: 13_500_000,
  });
  const items: Readonly<Record<string, Verbs>> = {
    NUMCONNECTINFO: { size: 4, get: (request) => answerU32(request, connections.length) },
    GETCONNECTINFO: { size: 0, get: (request) => answerBytes(request, connectList) },
    SETCONNECTINFO: {
      size: connect.minSize,
      set: ({ value }) => {
        const type = value.guid(8);
        return connections.some(({ guidTypeID }) => guidTypeID === type) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
      },
    },
    VPDATAINFO: { size: 80, get: (request) => answerBytes(request, codecOf('KS_AMVPDATAINFO', arch).encode(info(port.height()))) },
    MAXPIXELRATE: { size: 16, get: (request) => answerBytes(request, codecOf('KSVPMAXPIXELRATE', arch).encode(rate(port.height()))) },
    NUMVIDEOFORMAT: { size: 4, get: (request) => answerU32(request, pixelFormats.length) },
    GETVIDEOFORMAT: { size: 0, get: (request) => answerBytes(request, formatList) },
    SETVIDEOFORMAT: {
      size: pixel.minSize,
      // Only what GETVIDEOFORMAT lists.
      set: ({ value }) =>
        pixelFormats.includes(value.u32(8)) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER,
    },
    INVERTPOLARITY: { size: 4, set: port.vbi ? notImplemented : done },
    DECIMATIONCAPABILITY: { size: 4, get: port.vbi ? notImplemented : (request) => answerU32(request, 1) },
    SCALEFACTOR: { size: 8, set: port.vbi ? notImplemented : done },
    DDRAWHANDLE: { size: pointerSize, set: done },
    VIDEOPORTID: { size: 4, set: done },
    DDRAWSURFACEHANDLE: { size: pointerSize, set: done },
    SURFACEPARAMS: { size: 12, set: done },
  };
  return { set: port.set, items: entries('KSPROPERTY_VPCONFIG_', items) };
}

/** PROPSETID_ALLOCATOR_CONTROL: the mixer has to make the surfaces that the framing asks for. */
function allocatorControl(): MiniPropertySet {
  const pair = new Uint8Array(8);
  new DataView(pair.buffer).setUint32(0, 720, true);
  new DataView(pair.buffer).setUint32(4, 240, true);
  return {
    set: ksGuid('PROPSETID_ALLOCATOR_CONTROL'),
    items: entries('KSPROPERTY_ALLOCATOR_CONTROL_', {
      HONOR_COUNT: { size: 4, get: (request) => answerU32(request, 1) },
      SURFACE_SIZE: { size: 8, get: (request) => answerBytes(request, pair) },
      CAPTURE_CAPS: { size: 4, get: (request) => answerU32(request, 1) },
      CAPTURE_INTERLEAVE: { size: 4, get: (request) => answerU32(request, 1) },
    }),
  };
}

/** KSPROPSETID_OverlayUpdate: the port follows the window and its colour key. */
function overlayUpdate(): MiniPropertySet {
  const interests = ksItem('KSPROPERTY_OVERLAYUPDATE_COLORKEY').id | ksItem('KSPROPERTY_OVERLAYUPDATE_VIDEOPOSITION').id;
  return {
    set: ksGuid('KSPROPSETID_OverlayUpdate'),
    items: entries('KSPROPERTY_OVERLAYUPDATE_', {
      INTERESTS: { size: 4, get: (request) => answerU32(request, interests) },
      COLORKEY: { size: 0, set: done },
      VIDEOPOSITION: { size: 0, set: done },
    }),
  };
}

function entries(prefix: string, items: Readonly<Record<string, Verbs>>): MiniProperty[] {
  return Object.entries(items).map(([name, { size, ...verbs }]) => ({
    id: ksItem(prefix + name).id,
    minData: size,
    ...verbs,
  }));
}

const sizes = (arch: Arch) => ({ pointerSize: arch === 'x64' ? 8 : 4 });

function listOf(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The properties of a video port's stream. @param height lines of a field now */
export const videoPortSets = (arch: Arch, width: number, height: () => number): MiniPropertySet[] => [
  portSet(arch, { set: ksGuid('KSPROPSETID_VPConfig'), width, height, vbi: false }),
  allocatorControl(),
  overlayUpdate(),
];

/** The properties of a port's stream of the blanking interval. */
export const vbiPortSet = (arch: Arch, width: number, lines: number): MiniPropertySet =>
  portSet(arch, { set: ksGuid('KSPROPSETID_VPVBIConfig'), width, height: () => lines, vbi: true });
