import { beforeAll, expect, test } from 'vitest';
import type { DeviceDescription } from '../../harness/description/format.ts';
import { readDescription } from '../../harness/description/read.ts';
import { bundledDescription } from '../../harness/simulator/described/device.ts';
import { plain } from '../text.ts';
import { rangeTexts } from './formats.ts';
import { offerLines } from './properties.ts';
import { descriptionSummary } from './text.ts';

let microphone: DeviceDescription;
beforeAll(() => {
  microphone = readDescription(bundledDescription('realtek-alc255-asus'));
});

const layout = { width: 100, paint: plain, verbose: false } as const;

test('a device is told as text', async () => {
  const text = descriptionSummary(microphone, 'simulator:realtek-alc255-asus', layout);
  await expect(text).toMatchFileSnapshot('../__snapshots__/description.txt');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('control characters of a device do no harm', () => {
  const [filter] = microphone.filters;
  const hostile = { ...microphone, filters: [{ ...filter, friendlyName: 'a\u001b[31mb\u0007c' }] } as DeviceDescription;
  const text = descriptionSummary(hostile, 'x\u001b[2J', layout);
  expect([...text].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
});

test('formats', () => {
  const guids = (sub: string, specifier: string) => ({ MajorFormat: 'KSDATAFORMAT_TYPE_VIDEO', SubFormat: sub, Specifier: `KSDATAFORMAT_SPECIFIER_${specifier}` });
  const yuy2 = '{32595559-0000-0010-8000-00AA00389B71}';
  const caps = { MinOutputSize: { cx: 320, cy: 240 }, MaxOutputSize: { cx: 320, cy: 240 }, MinFrameInterval: 333_333, MaxFrameInterval: 1_000_000 };
  const bounds = { MinimumBitsPerSample: 8, MaximumBitsPerSample: 16, MinimumSampleFrequency: 8000, MaximumSampleFrequency: 8000 };
  const audio = { MajorFormat: 'KSDATAFORMAT_TYPE_AUDIO', SubFormat: 'KSDATAFORMAT_SUBTYPE_PCM', Specifier: 'KSDATAFORMAT_SPECIFIER_DSOUND' };
  expect(
    rangeTexts([
      { ...guids(yuy2, 'VIDEOINFO'), ConfigCaps: caps },
      { ...guids(yuy2, 'VIDEOINFO2'), ConfigCaps: caps },
      { ...audio, MaximumChannels: 1, ...bounds },
      { MajorFormat: 'KSDATAFORMAT_TYPE_STREAM', SubFormat: 'KSDATAFORMAT_SUBTYPE_NONE', Specifier: 'KSDATAFORMAT_SPECIFIER_NONE' },
      {},
      { hex: '0011' },
    ]),
  ).toEqual([
    'YUY2 320×240, 10–30 fps (videoinfo, videoinfo2)',
    'pcm, 1 channel, 8–16 bits, 8000 Hz (dsound)',
    'stream (none)',
    'any format (any specifier)',
    '2 bytes that no known range holds (any specifier)',
  ]);
});

test('controls', () => {
  const stepped = { MembersHeader: { MembersFlags: 2 }, Members: [{ SteppingDelta: 5, Bounds: { SignedMinimum: -10 } }] };
  const description = { MembersLists: [stepped, { MembersHeader: { MembersFlags: 3, Flags: 1 }, Members: [-5] }] };
  const type = 'KSPROPERTY_VIDEOPROCAMP_S';
  const lines = offerLines(
    {
      properties: [
        {
          set: 'PROPSETID_VIDCAP_VIDEOPROCAMP',
          items: [
            { id: 'KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS', access: ['get', 'set'], type, description, value: { Flags: 2 } },
            { id: 7, access: ['get'], answers: [{ pin: 0, value: 1 }, { pin: 1, status: 'STATUS_NOT_FOUND' }] },
            { id: 9, access: ['set'] },
          ],
        },
      ],
      events: [{ set: 'KSEVENTSETID_Connection', items: [{ id: 'KSEVENT_CONNECTION_ENDOFSTREAM' }] }],
    },
    80,
  );
  expect(lines).toEqual([
    'PROPSETID_VIDCAP_VIDEOPROCAMP',
    '  VIDEOPROCAMP_BRIGHTNESS  get set  -10…0 step 5, default -5  = Value 0, Flags 2',
    '  #7                       get      = pin 0: 1; pin 1: STATUS_NOT_FOUND',
    '  #9',
    'KSEVENTSETID_Connection',
    '  CONNECTION_ENDOFSTREAM',
  ]);
});
