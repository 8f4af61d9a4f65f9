import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../base/package-root.ts';
import { UserError } from '../../base/errors.ts';
import type { UsbDevice } from './descriptors.ts';
import { parseLsusb } from './lsusb.ts';

/** Descriptor texts of real devices; they are not part of the project. */
const realDevices = join(packageRoot, '..', 'shared', 'data', 'uvc');

/** One line for each video function, and how many oddities were noticed. */
function summary(devices: readonly UsbDevice[]): string[] {
  return devices.flatMap(({ videoFunctions, remarks }) => [
    ...videoFunctions.map(({ version, entities, streams }) => {
      const units = entities.map(
        ({ kind, id, sources }) =>
          `${kind
            .split('-')
            .map((word) => word[0])
            .join('')}${id}${sources.length > 0 ? `<${sources.join(',')}` : ''}`,
      );
      const formats = streams.map(
        ({ interfaceNumber, stillMethod, formats }) =>
          `if${interfaceNumber} still${stillMethod} ${formats.map(({ kind, guid, frames }) => `${kind}${guid === undefined ? '' : `:${guid.slice(1, 9)}`}x${frames.length}`).join(' ')}`,
      );
      return `${version.toString(16)} ${units.join(' ')} | ${formats.join(' | ')}`;
    }),
    `${remarks.length} remarks`,
  ]);
}

const expected: Readonly<Record<string, readonly string[]>> = {
  '045e-07be-surface-pro3-front-uvc15.txt': [
    '150 it1 pu2<1 eu4<2 eu11<4 ot8<4 ot9<11 | if1 still1 uncompressed:32595559x9 mjpegx6 | if2 still1 h264x22',
    '0 remarks',
  ],
  '045e-0810-lifecam-hd3000.txt': [
    '100 it1 ot2<5 su3<1 pu4<3 eu5<4 | if1 still1 uncompressed:32595559x12 mjpegx11',
    '0 remarks',
  ],
  '046d-0809-quickcam-pro-9000.txt': [
    '100 it1 pu2<1 eu4<2 eu13<2 eu8<4 eu10<4 eu14<1 eu9<4 eu12<4 ot5<4 | if1 still2 uncompressed:32595559x18 mjpegx18',
    '2 remarks',
  ],
  '046d-082d-logitech-c920.txt': [
    '100 it1 pu3<1 eu6<3 eu8<1 eu9<1 eu10<1 eu11<1 eu12<3 ot4<3 | if1 still0 uncompressed:32595559x19 frame-based:34363248x17 mjpegx17',
    '0 remarks',
  ],
  '04f2-b6cb-chicony-rgb-ir-uvc15.txt': [
    '110 it1 pu2<1 ot3<8 eu4<2 eu7<4 eu8<7 | if1 still1 mjpegx9 uncompressed:32595559x9',
    '150 it9 ot12<14 eu11<9 eu10<11 eu13<10 eu14<13 | if3 still1 uncompressed:00000032x2',
    '1 remarks',
  ],
  '05ac-8501-isight-macbook.txt': ['100 it1 pu2<1 ot3<2 | if1 still0 uncompressed:59565955x3', '0 remarks'],
  '05ac-8600-apple-ibridge-uvc15.txt': ['150 it1 ot2<1 pu3<1 | if1 still0 mjpegx2', '0 remarks'],
  '0c45-62e0-msi-starcam-racer.txt': [
    '100 ot2<5 eu4<3 eu5<4 it1 pu3<1 | if1 still1 uncompressed:32595559x6 mjpegx6',
    '0 remarks',
  ],
  '0fd9-009b-elgato-4k-x.txt': [
    '100 it1 pu2<1 ot3<4 eu4<2 | if1 still0 uncompressed:32595559x9 mjpegx6 uncompressed:3231564Ex9 uncompressed:30323449x9 uncompressed:E436EB7Dx4 uncompressed:30313050x5',
    '0 remarks',
  ],
  '1532-0e05-razer-kiyo-pro.txt': [
    '100 ot4<2 eu2<6 eu6<3 it1 pu3<1 | if1 still0 uncompressed:32595559x4 mjpegx4 frame-based:34363248x4 uncompressed:3231564Ex4',
    '0 remarks',
  ],
  '18ec-5850-arkmicro-easycap.txt': ['100 it1 pu2<1 ot3<2 | if1 still2 mjpegx2', '0 remarks'],
  // The 3 formats and 5 frames that it declares, and bytes after its last descriptor.
  '199e-8302-imaging-source-bayer.txt': ['100 it1 pu3<1 eu4<3 ot2<4 | if1 still2 frame-based:47425247x2', '4 remarks'],
  '1e4e-0100-purethermal2.txt': [
    '100 it1 pu2<1 eu3<2 eu4<2 eu5<2 eu6<2 eu7<2 eu21<2 eu254<2 ot255<3 | if1 still1 uncompressed:59565955x1 uncompressed:20363159x2 uncompressed:20203859x1 uncompressed:50424752x1 uncompressed:E436EB7Dx1',
    '0 remarks',
  ],
  '2207-0018-rockchip-dual-uvc.txt': [
    '100 it1 pu2<1 ot3<2 eu6<2 | if1 still0 mjpegx1',
    '100 it1 pu2<1 ot3<2 eu6<2 | if3 still0 frame-based:35363248x5',
    '4 remarks',
  ],
  // Its output terminal names a source that does not exist.
  '291a-3369-anker-powerconf-c200.txt': [
    '110 it1 pu2<1 eu6<2 ot3<4 | if1 still2 mjpegx6 uncompressed:32595559x3 frame-based:34363248x6',
    '1 remarks',
  ],
  // An extension unit and the output terminal share an id.
  '32e4-9415-elp-hdmi-h265.txt': [
    '110 it1 pu2<1 eu3<2 eu4<2 ot4<3 | if1 still0 mjpegx8 frame-based:34363248x8 frame-based:35363248x8 uncompressed:32595559x6',
    '1 remarks',
  ],
};

describe.skipIf(!existsSync(realDevices))(`real devices (skipped without the folder ${realDevices})`, () => {
  const read = (file: string): string => readFileSync(join(realDevices, file), 'utf8');
  const files = existsSync(realDevices) ? readdirSync(realDevices).filter((file) => file.endsWith('.txt')) : [];

  test('every file of the folder has an expectation', () => {
    expect(files).toEqual(Object.keys(expected));
  });

  test.each(Object.entries(expected))('%s', (file, lines) => {
    expect(summary(parseLsusb(read(file), file))).toEqual(lines);
  });

  test('bytes that the tool could not name are read as descriptors', () => {
    const [device] = parseLsusb(read('045e-07be-surface-pro3-front-uvc15.txt'), 'surface');
    const h264 = device!.videoFunctions[0]!.streams[1]!.formats[0]!;
    expect(h264.frames[0]).toMatchObject({
      width: 1920,
      height: 1080,
      minBitRate: 1,
      maxBitRate: 22_000_000,
      defaultInterval: 333_333,
      intervals: { kind: 'discrete', values: [333_333, 666_666] },
      h264: { wProfile: 0x4240, bLevelIDC: 41 },
    });
    expect(h264.h264).toMatchObject({ wMaxMBperSecOneResolutionNoScalability: 245, bMaxCodecConfigDelay: 3 });
    expect(device!.videoFunctions[0]!.entities[3]).toMatchObject({ kind: 'encoding-unit', controls: 0x003e_cd });
  });

  test('GUIDs are the same whichever order the tool prints', () => {
    const guids = (file: string): string[] =>
      parseLsusb(read(file), file)[0]!.videoFunctions[0]!.entities.flatMap((entity) =>
        entity.kind === 'extension-unit' ? [entity.guid] : [],
      );
    expect(guids('046d-082d-logitech-c920.txt')[1]).toBe('{69678EE4-410F-40DB-A850-7420D7D8240E}');
    expect(guids('04f2-b6cb-chicony-rgb-ir-uvc15.txt')[2]).toBe('{0F3F95DC-2632-4C4E-92C9-A04782F43BC8}');
  });

  test('a text with lines deleted, doubled or altered is read or refused, never more', () => {
    const texts = files.map((file) => read(file).split('\n'));
    const replacement = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('0', '0x', '4294967296', '-1', '{', '1.', '** UNRECOGNIZED: 24 24', '('),
    );
    const edit = fc.record({
      kind: fc.constantFrom('delete', 'double', 'alter', 'swap'),
      at: fc.nat(),
      to: fc.nat(),
      text: replacement,
    });
    fc.assert(
      fc.property(fc.nat({ max: texts.length - 1 }), fc.array(edit, { minLength: 1, maxLength: 8 }), (which, edits) => {
        const lines = [...texts[which]!];
        for (const { kind, at, to, text } of edits) {
          const i = at % lines.length;
          const line = lines[i]!;
          if (kind === 'delete') lines.splice(i, 1 + (to % 3));
          else if (kind === 'double') lines.splice(i, 0, line);
          else if (kind === 'swap') lines[i] = lines.splice(to % lines.length, 1, line)[0]!;
          else {
            const cut = to % (line.length + 1);
            lines[i] = line.slice(0, cut) + text + (to % 2 === 0 ? line.slice(cut + 1) : '');
          }
          if (lines.length === 0) lines.push('');
        }
        readsOrRefuses(lines.join('\n'));
      }),
      { numRuns: 600 },
    );
  });
});

/** Passes if the text becomes a device or a UserError with a place; anything else that is thrown fails the test. */
function readsOrRefuses(text: string): void {
  try {
    parseLsusb(text, 'mutated.txt');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.problems[0]?.position?.file).toBe('mutated.txt');
  }
}

test('any bytes at all are read or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), readsOrRefuses), { numRuns: 300 });
});

/** The text of a small camera; `over` replaces whole lines (without their indentation), `drop` leaves them out. */
function camera(over: Readonly<Record<string, string>> = {}, drop: readonly string[] = []): string {
  return cameraText
    .split('\n')
    .filter((line) => !drop.includes(line.trim()))
    .map((line) => line.replace(line.trim(), over[line.trim()] ?? line.trim()))
    .join('\n');
}

const cameraText = `Device Descriptor:
  idVendor 0x1234
  idProduct 0x5678
  Configuration Descriptor:
    Interface Descriptor:
      bInterfaceNumber 0
      bAlternateSetting 0
      bInterfaceClass 14 Video
      bInterfaceSubClass 1 Video Control
      VideoControl Interface Descriptor:
        bDescriptorSubtype 1 (HEADER)
        bcdUVC 1.10
        baInterfaceNr( 0) 1
      VideoControl Interface Descriptor:
        bDescriptorSubtype 2 (INPUT_TERMINAL)
        bTerminalID 1
        wTerminalType 0x0201 Camera Sensor
    Interface Descriptor:
      bInterfaceNumber 1
      bAlternateSetting 0
      bInterfaceClass 14 Video
      bInterfaceSubClass 2 Video Streaming
      VideoStreaming Interface Descriptor:
        bDescriptorSubtype 1 (INPUT_HEADER)
        bNumFormats 1
        bTerminalLink 2
      VideoStreaming Interface Descriptor:
        bDescriptorSubtype 6 (FORMAT_MJPEG)
        bFormatIndex 1
        bNumFrameDescriptors 1
        bDefaultFrameIndex 1
      VideoStreaming Interface Descriptor:
        bDescriptorSubtype 7 (FRAME_MJPEG)
        bFrameIndex 1
        wWidth 640
        wHeight 480
        dwMinBitRate 1
        dwMaxBitRate 2
        dwDefaultFrameInterval 333333
        bFrameIntervalType 1
        dwFrameInterval( 0) 333333`;

describe('errors name the descriptor and the place', () => {
  const messageOf = (text: string): string => {
    try {
      parseLsusb(text, 'cam.txt');
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return 'no error';
  };

  test('the text they are made from is a camera', () => {
    expect(messageOf(camera())).toBe('no error');
  });

  test('a missing field points at the heading of its descriptor', () => {
    expect(messageOf(camera({}, ['wWidth 640']))).toBe(
      [
        'cam.txt:32:7: error[KS303]: VideoStreaming Interface Descriptor (FRAME_MJPEG): wWidth is missing',
        '  32 |       VideoStreaming Interface Descriptor:',
        '     |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      ].join('\n'),
    );
  });

  test('a value that is no number points at the value', () => {
    expect(messageOf(camera({ 'wWidth 640': 'wWidth wide' }))).toBe(
      [
        'cam.txt:35:16: error[KS301]: VideoStreaming Interface Descriptor (FRAME_MJPEG): wWidth is "wide", which is no number',
        '  35 |         wWidth wide',
        '     |                ^^^^',
      ].join('\n'),
    );
  });

  test.each([
    ['wHeight 480', 'wHeight 65536', 'wHeight is 65536, more than 2 byte(s) hold'],
    ['wHeight 480', 'wHeight 0', 'wHeight is 0'],
    ['dwFrameInterval( 0) 333333', 'dwFrameInterval( 0) 0', 'a frame interval is 0'],
    [
      'bDescriptorSubtype 7 (FRAME_MJPEG)',
      'bDescriptorSubtype 5 (FRAME_UNCOMPRESSED)',
      'a frame descriptor must follow a format descriptor of its own kind',
    ],
    [
      'bDescriptorSubtype 1 (HEADER)',
      'bDescriptorSubtype 9 (OTHER)',
      'the VideoControl interface has no HEADER descriptor',
    ],
    [
      'bDescriptorSubtype 1 (INPUT_HEADER)',
      'bDescriptorSubtype 9 (OTHER)',
      'the VideoStreaming interface has no INPUT_HEADER descriptor',
    ],
    [
      'bInterfaceClass 14 Video',
      'bInterfaceClass 3 HID',
      'it stands in interface 0, which is no VideoControl interface',
    ],
    [
      'baInterfaceNr( 0) 1',
      'baInterfaceNr( 0) 4',
      'none of the streaming interfaces that it lists brings video from the device',
    ],
    ['wWidth 640', 'wWidth 60000\nwHeight 60000', '60000 × 60000 pixels are more than a camera has'],
    ['bFrameIntervalType 1', 'bFrameIntervalType 0\ndwMinFrameInterval 5\ndwMaxFrameInterval 4', 'dwMinFrameInterval 5 is above dwMaxFrameInterval 4'],
    ['dwFrameInterval( 0) 333333', '', 'dwFrameInterval is missing, 1 are declared'],
    ['bDefaultFrameIndex 1', 'bDefaultFrameIndex 1\nbBitsPerPixel 65', 'no pixel has 65 bits'],
    ['bDescriptorSubtype 7 (FRAME_MJPEG)', 'bDescriptorSubtype 99 (OTHER)', 'the VideoStreaming interface has no format with frames'],
    ['bDescriptorSubtype 6 (FORMAT_MJPEG)', 'bDescriptorSubtype 4 (FORMAT_UNCOMPRESSED)\nguidFormat nothing', 'guidFormat is "nothing", which is no GUID'],
    ['bcdUVC 1.10', 'bcdUVC one', 'bcdUVC is "one", which is no version like 1.00'],
    ['bTerminalLink 2', '** UNRECOGNIZED: zz', '"zz" is not a byte of two hexadecimal digits'],
    ['bcdUVC 1.10', 'Invalid desc subtype: 1', '"1" is not a byte of two hexadecimal digits'],
  ])('%s → %s', (line, replacement, message) => {
    expect(messageOf(camera({ [line]: replacement }))).toContain(message);
  });

  test('a device that is no camera, and a text that is no descriptor', () => {
    expect(messageOf('Device Descriptor:\n  idVendor 1\n')).toContain(
      'cam.txt:1:1: error[KS306]: Device Descriptor: the device has no video function',
    );
    expect(messageOf('hello')).toContain('cam.txt:1:1: error[KS300]: this text holds no USB descriptors');
    expect(messageOf('')).toContain('error[KS300]');
  });

  test('bytes that end early name the field they lack', () => {
    const text = camera({
      'bDescriptorSubtype 7 (FRAME_MJPEG)': 'bDescriptorSubtype 7 Invalid desc subtype: 01 00 80 02 e0',
    });
    expect(messageOf(text)).toContain(
      'cam.txt:33:9: error[KS304]: the bytes of VideoStreaming Interface Descriptor end before wHeight',
    );
  });
});

test('a fragment that begins with an interface is read', () => {
  const fragment = cameraText.slice(cameraText.indexOf('    Interface Descriptor:'));
  expect(parseLsusb(fragment, 'fragment.txt')).toMatchObject([{ vendorId: 0, configurationCount: 1 }]);
});

test('a camera given wholly as unrecognized bytes is read', () => {
  const frame =
    '** UNRECOGNIZED:  1e 24 07 01 00 80 02 e0 01 00 00 00 01 00 00 00 02 00 60 09 00 15 16 05 00 01 15 16 05 00';
  const beforeFrame = cameraText.slice(0, cameraText.lastIndexOf('      VideoStreaming Interface Descriptor:'));
  const [device] = parseLsusb(beforeFrame + frame, 'raw.txt');
  expect(device!.videoFunctions[0]!.streams[0]!.formats[0]!.frames).toMatchObject([
    { width: 640, height: 480, maxFrameSize: 614_400, intervals: { kind: 'discrete', values: [333_333] } },
  ]);
});

describe('what is odd is remarked', () => {
  const remarksOf = (over: Readonly<Record<string, string>>) => parseLsusb(camera(over), 'odd.txt')[0]!.remarks.map(({ text }) => text);
  const last = 'dwFrameInterval( 0) 333333';

  test.each<[string, string, string[]]>([
    ['dwDefaultFrameInterval 333333', 'dwDefaultFrameInterval 400000', ['default frame interval 400000 is not offered']],
    ['bNumFormats 1', 'bNumFormats 2', ['2 formats declared, 1 present']],
    ['bNumFrameDescriptors 1', 'bNumFrameDescriptors 3', ['3 frames declared, 1 present']],
    ['bFrameIntervalType 1', 'bFrameIntervalType 2', ['2 frame intervals declared, 1 present']],
    [last, `${last}\n** UNRECOGNIZED: 05 30 00`, ['descriptor of type 48 left out']],
    [last, `${last}\n** UNRECOGNIZED:`, ['descriptor of type unknown left out']],
    ['wTerminalType 0x0201 Camera Sensor', 'wTerminalType 0x0201 Camera Sensor\nVideoControl Interface Descriptor:\nbDescriptorSubtype 2 (INPUT_TERMINAL)\nbTerminalID 1\nwTerminalType 0x0401', ['the id 1 is used twice']],
  ])('%s → %s', (line, replacement, remarks) => {
    expect(remarksOf({ [line]: replacement })).toEqual(remarks);
  });

  test('a range of intervals is none of it', () => {
    const over = { 'bFrameIntervalType 1': 'bFrameIntervalType 0\ndwMinFrameInterval 166666\ndwMaxFrameInterval 666666\ndwFrameIntervalStep 1' };
    const [device] = parseLsusb(camera(over), 'range.txt');
    expect(device!.remarks).toEqual([]);
    expect(device!.videoFunctions[0]!.streams[0]!.formats[0]!.frames[0]).toMatchObject({ defaultInterval: 333_333, intervals: { kind: 'continuous', min: 166_666, max: 666_666, step: 1 } });
    expect(remarksOf({ ...over, 'dwDefaultFrameInterval 333333': 'dwDefaultFrameInterval 700000' })).toEqual(['default frame interval 700000 is not offered']);
  });
});

test('GUIDs are read in either order', () => {
  const formatOf = (guid: string) => {
    const over = { 'bDescriptorSubtype 6 (FORMAT_MJPEG)': `bDescriptorSubtype 4 (FORMAT_UNCOMPRESSED)\nguidFormat {${guid}}`, 'bDescriptorSubtype 7 (FRAME_MJPEG)': 'bDescriptorSubtype 5 (FRAME_UNCOMPRESSED)' };
    return parseLsusb(camera(over), 'guid.txt')[0]!.videoFunctions[0]!.streams[0]!.formats[0]!.guid;
  };
  const [rgb24, yuy2] = ['{E436EB7D-524F-11CE-9F53-0020AF0BA770}', '{32595559-0000-0010-8000-00AA00389B71}'];
  expect(formatOf('e436eb7d-524f-11ce-9f53-0020af0ba770')).toBe(rgb24);
  expect(formatOf('7deb36e4-4f52-ce11-9f53-0020af0ba770')).toBe(rgb24);
  expect(formatOf('32595559-0000-0010-8000-00aa00389b71')).toBe(yuy2);
  expect(formatOf('59555932-0000-1000-8000-00aa00389b71')).toBe(yuy2);
});

test('the line of the device tells its ids', () => {
  const text = cameraText.split('\n').filter((line) => !/idVendor|idProduct/.test(line)).join('\n');
  expect(parseLsusb(`Bus 001 Device 003: ID 04f2:b6cb A Camera\n${text}`, 'bus.txt')).toMatchObject([{ vendorId: 0x04f2, productId: 0xb6cb }]);
});
