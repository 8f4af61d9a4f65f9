import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { descriptionSchemaFile, descriptionSchemaText } from './json-schema.ts';
import { parseDescription, readDescription } from './read.ts';
import { blankValue, encodeJson, jsonOf } from './values.ts';
import { descriptionText } from './write.ts';

/** A description with one filter, whose members may be overridden. */
const device = (filter: Readonly<Record<string, unknown>> = {}): unknown => ({
  format: 'kscts-device/1',
  identity: { driver: 'demo' },
  filters: [
    {
      name: 'wave',
      friendlyName: 'Demo wave',
      categories: ['KSCATEGORY_AUDIO'],
      pins: [{ dataflow: 'in', communication: 'sink', instances: { possible: 1 }, dataRanges: [] }],
      nodes: [{ type: 'KSNODETYPE_DAC' }],
      ...filter,
    },
  ],
});

/** The problems that a description is refused with. */
function mistakes(description: unknown): string {
  try {
    parseDescription(JSON.stringify(description, null, 2), 'demo.json');
    return '';
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

test('the schema for editors is what the reader checks with: run `npm run generate` if not', () => {
  expect(readFileSync(descriptionSchemaFile, 'utf8')).toBe(descriptionSchemaText());
});

test('the examples of docs/device-descriptions.md are right', () => {
  const page = readFileSync(join(packageRoot, 'docs', 'device-descriptions.md'), 'utf8');
  const [whole = '', set = ''] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, json]) => json);
  expect(parseDescription(whole, 'whole').filters).toHaveLength(1);
  expect(mistakes(device({ properties: [JSON.parse(set)] }))).toBe('');
});

test('a description that was written is read as it was', () => {
  const read = parseDescription(JSON.stringify(device()), 'demo.json');
  const text = descriptionText(read);
  expect(parseDescription(text, 'demo.json')).toEqual(read);
  expect(text).toContain('"nodes": [{ "type": "KSNODETYPE_DAC" }]');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

describe('values', () => {
  const range = {
    MajorFormat: 'KSDATAFORMAT_TYPE_AUDIO',
    SubFormat: 'KSDATAFORMAT_SUBTYPE_PCM',
    Specifier: 'KSDATAFORMAT_SPECIFIER_WAVEFORMATEX',
    MaximumChannels: 2,
    MaximumBitsPerSample: 16,
  };

  test('names stand for GUIDs, what is left out is 0, sizes are computed', () => {
    const bytes = encodeJson('KSDATARANGE', range);
    expect(bytes.length).toBe(88);
    expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(88);
    expect(jsonOf('KSDATARANGE', bytes)).toEqual(range);
  });

  test.each<[string, string | undefined, number[]]>([
    ['of no type', undefined, [1, 2, 3]],
    ['too short for their type', 'KSDATARANGE', [64, 0, 0, 0]],
    ['whose size lies', 'KSMULTIPLE_ITEM + GUID[]', [200, 0, 0, 0, 1, 0, 0, 0]],
  ])('bytes %s are kept as bytes', (_, type, bytes) => {
    const json = jsonOf(type, Uint8Array.from(bytes));
    expect(json).toEqual({ hex: Buffer.from(bytes).toString('hex') });
    expect([...encodeJson(type ?? '', json)]).toEqual(bytes);
  });

  test('64 bits are kept where JSON has no number for them', () => {
    const bytes = new Uint8Array(8).fill(0xfe);
    expect(jsonOf('LONGLONG', bytes)).toBe('-72340172838076674');
    expect(encodeJson('LONGLONG', '-72340172838076674')).toEqual(bytes);
  });

  test('there is an empty value of every type', () => {
    expect([...blankValue('ULONG')]).toEqual([0, 0, 0, 0]);
    expect([...blankValue('KSMULTIPLE_ITEM + GUID[]')]).toEqual([8, 0, 0, 0, 0, 0, 0, 0]);
    expect(blankValue(undefined)).toHaveLength(0);
  });
});

describe('what is wrong is said with its place', () => {
  const offering = (item: object, set = 'KSPROPSETID_Audio') => device({ properties: [{ set, items: [item] }] });
  test.each<[string, unknown, string]>([
    ['no map', 3, 'demo.json:1:1: error[KS331]: a device description is a map'],
    ['no format', { filters: [] }, 'demo.json:2:3: error[KS331]: it does not say that its format is "kscts-device/1"'],
    ['another format', { schema: 'facts/1' }, 'demo.json:2:13: error[KS331]: the format is "facts/1", not "kscts-device/1"'],
    ['an unknown key', device({ pinz: [] }), 'demo.json:28:7: error[KS014]: unknown key "pinz"'],
    ['a number out of bounds', device({ properties: [{ set: 'KSPROPSETID_Audio', items: [{ id: -1 }] }] }), 'demo.json:33:21: error[KS016]: "-1" is no whole number from 0 to 4294967295'],
    ['no GUID', device({ categories: ['KSCATEGORY_AUDOI'] }), 'demo.json:11:9: error[KS016]: "KSCATEGORY_AUDOI" is no GUID, or the name of one'],
    ['a pin that is not there', device({ connections: [{ from: 'pin0', to: 'pin7' }] }), 'demo.json:31:17: error[KS333]: there is no pin 7: the last is 0'],
    ['a wire to nowhere', device({ pins: [{ dataflow: 'in', communication: 'none', instances: { possible: 0 }, dataRanges: [], physicalConnection: { filter: 'waev', pin: 0 } }] }), 'error[KS334]: there is no filter "waev"'],
    ['a range that does not encode', device({ pins: [{ dataflow: 'in', communication: 'none', instances: { possible: 0 }, dataRanges: [{ MaximumChannels: 'two' }] }] }), 'error[KS335]: MaximumChannels (ULONG): "two" is no whole number'],
    ['a property that the set lacks', offering({ id: 'KSPROPERTY_AUDIO_VOLUMLEVEL' }), 'error[KS336]: the set KSPROPSETID_Audio has no "KSPROPERTY_AUDIO_VOLUMLEVEL"'],
    ['a node where there is none', device({ nodes: undefined, connections: [{ from: 'pin0', to: 'node0.1' }] }), 'error[KS333]: there is no node 0: there is none'],
    ['a wire to two ends', device({ pins: [{ dataflow: 'in', communication: 'none', instances: { possible: 0 }, dataRanges: [], physicalConnection: { filter: 'wave', link: 'x', pin: 0 } }] }), 'error[KS334]: a physical connection leads to one "filter" or one "link"'],
    ['a wire to no end', device({ pins: [{ dataflow: 'in', communication: 'none', instances: { possible: 0 }, dataRanges: [], physicalConnection: { pin: 0 } }] }), 'error[KS334]: a physical connection leads to one "filter" or one "link"'],
    ['an unknown request', offering({ id: 1, request: 'KSNODEPROPERTI' }), 'error[KS337]: there is no struct "KSNODEPROPERTI"'],
    ['an unknown event', offering({ id: 1, raises: ['KSEVENT_CONTROL_CHANGED'] }), 'error[KS336]: there is no event "KSEVENT_CONTROL_CHANGED"'],
    ['a legal value without a type', offering({ id: 1, legal: [3] }), 'error[KS335]: a value without a type: it is no type of the headers'],
    ['an unknown type', offering({ id: 1, type: 'LOONG' }), 'error[KS337]: there is no type "LOONG"'],
    ['an unknown status', offering({ id: 1, status: 'STATUS_SUCESS' }), 'error[KS337]: there is no status "STATUS_SUCESS"'],
    ['a value without a type', offering({ id: 1, value: 3 }), 'error[KS335]: a value without a type: it is no type of the headers'],
  ])('%s', (_, description, message) => {
    expect(mistakes(description)).toContain(message);
  });

  test('a name that two filters have', () => {
    const one = device() as { filters: unknown[] };
    expect(mistakes({ ...one, filters: [...one.filters, ...one.filters] })).toContain('error[KS332]: the name "wave" is taken');
  });

  test('a file that is not there', () => {
    expect(() => readDescription('/nowhere/device.json')).toThrow('error[KS330]: the device description "/nowhere/device.json" cannot be read (ENOENT)');
  });
});
