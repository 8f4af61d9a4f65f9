/** KSPROPSETID_VPConfig of the video port stream: one way to connect, one pixel format, no scaling. */
import { codecOf } from '../../../../abi/codec.ts';
import { answerBytes, ulongs } from '../../ks/answers.ts';
import { ksGuid } from '../../ks/guids.ts';
import type { MiniProperty, MiniPropertySet } from '../minidriver.ts';
import type { Arch } from '../../../../target/target.ts';
import { fixed, notImplemented, setting } from '../parts/items.ts';

/** KSEVENTSETID_VPNotify. */
export const vpNotify = { set: ksGuid('KSEVENTSETID_VPNotify'), FORMATCHANGE: 0 } as const;

/** DDVPTYPE_CCIR656 as the connection's guidTypeID. */
const ccir656 = '{FCA326A0-DA60-11CF-9B06-00A0C903A3B8}';
const UYVY = 0x5956_5955;
const DDPF_FOURCC = 4;
const [width, height] = [720, 480];
const pixelsPerSecond = 13_500_000;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

/** One element of a list that a client has read before. */
const chosen = (id: number, element: Uint8Array): MiniProperty => ({
  ...setting(id, element.length, (value) => sameBytes(element, value.slice(0, element.length))),
});

/** An array of elements, one behind the other; Out may hold them all, or asks for the size. */
const array = (id: number, element: Uint8Array): MiniProperty => ({
  id,
  minData: element.length,
  get: (request) => answerBytes(request, element),
});

/** The set for callers of an architecture: some of the structures hold pointer-sized members. */
export function videoPortConfig(arch: Arch): MiniPropertySet {
  const pointer = arch === 'x64' ? 8 : 4;
  const connection = codecOf('DDVIDEOPORTCONNECT', arch).encode({
    dwSize: arch === 'x64' ? 40 : 32,
    dwPortWidth: 8,
    guidTypeID: ccir656,
    dwFlags: 0,
  });
  const pixels = codecOf('DDPIXELFORMAT', arch).encode({
    dwSize: 32,
    dwFlags: DDPF_FOURCC,
    dwFourCC: UYVY,
    dwRGBBitCount: 16,
  });
  const data = codecOf('KS_AMVPDATAINFO', arch).encode({
    dwSize: 80,
    dwMicrosecondsPerField: 16_683,
    amvpDimInfo: {
      dwFieldWidth: width,
      dwFieldHeight: height / 2,
      rcValidRegion: { left: 0, top: 0, right: width, bottom: height / 2 },
    },
    dwPictAspectRatioX: 4,
    dwPictAspectRatioY: 3,
    bDataIsInterlaced: 1,
  });
  const maximum = codecOf('KSVPMAXPIXELRATE', arch).encode({
    Size: { dwWidth: width, dwHeight: height },
    MaxPixelsPerSecond: pixelsPerSecond,
  });
  return {
    set: ksGuid('KSPROPSETID_VPConfig'),
    items: [
      fixed(0, ulongs(1)),
      array(1, connection),
      chosen(2, connection),
      fixed(3, data),
      fixed(4, maximum),
      fixed(6, ulongs(1)),
      array(7, pixels),
      chosen(8, pixels),
      notImplemented(9, 4, 'set'),
      notImplemented(10, 4, 'get'),
      notImplemented(11, 8, 'set'),
      setting(12, pointer),
      setting(13, 4),
      setting(14, pointer),
      setting(15, 12),
    ],
  };
}
