/** Which filters there are, which of them a selector means, and what is known of their drivers: over what Plug and Play tells. */
import { describe, expect, test } from 'vitest';
import { guidByName } from '../../abi/names.ts';
import { findFilters, identify, ntPath, selectFilters } from './filters.ts';
import type { PlugAndPlay } from './plug-and-play.ts';

const capture = guidByName('KSCATEGORY_CAPTURE') ?? '';
const video = guidByName('KSCATEGORY_VIDEO') ?? '';

/** An interface of a device. */
const pathOf = (device: string, category = capture, reference = 'global') => `\\\\?\\usb#${device}#${category.toLowerCase()}\\${reference}`;

interface Told {
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
  /** By path, and by instance. */
  readonly properties?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly registry?: Readonly<Record<string, string>>;
}

/** A machine on which this is so. The instance of a device is the path of its interface. */
function machine({ interfaces = {}, properties = {}, registry = {} }: Told): PlugAndPlay {
  const texts = (of: string, name: string): readonly string[] => {
    const value = properties[of]?.[name] ?? [];
    return typeof value === 'string' ? [value] : value;
  };
  const told: Pick<PlugAndPlay, 'interfaces' | 'interfaceProperty' | 'deviceProperty' | 'registryText'> = {
    interfaces: (category) => interfaces[category] ?? [],
    interfaceProperty: (path, name) => (name === 'DEVPKEY_Device_InstanceId' ? path : (texts(path, name)[0] ?? '')),
    deviceProperty: texts,
    registryText: (key, name) => registry[`${key}\\${name}`] ?? '',
  };
  return told as PlugAndPlay;
}

describe('filters', () => {
  test('have the best name that is known, each another', () => {
    const [b, a, c, d, e] = [pathOf('b'), pathOf('a'), pathOf('c'), pathOf('d'), pathOf('e', capture, '!!')];
    const found = findFilters(machine({
      interfaces: { [capture]: [b, a, c, d, e], [video]: [pathOf('a', video)] },
      properties: {
        [b]: { DEVPKEY_DeviceInterface_FriendlyName: 'Camera', DEVPKEY_Device_FriendlyName: 'of the device' },
        [a]: { DEVPKEY_Device_FriendlyName: 'Camera', DEVPKEY_Device_HardwareIds: ['USB\\A&REV_1', 'USB\\A'] },
        [c]: { DEVPKEY_Device_DeviceDesc: 'Camera' },
        [e]: { DEVPKEY_Device_DeviceDesc: '***' },
      },
    }));
    expect(found.map(({ name, friendlyName }) => [name, friendlyName])).toEqual([
      ['camera', 'Camera'],
      ['camera-global', 'Camera'],
      ['camera-global-2', 'Camera'],
      [`usb-d-${capture.slice(1, -1).toLowerCase()}-global`, d],
      ['filter', '***'],
    ]);
    expect(found[0]).toMatchObject({ path: a, hardwareIds: ['USB\\A&REV_1', 'USB\\A'], categories: [capture, video].sort() });
  });

  test('are told apart by a number where they have no reference string', () => {
    const plain = ['x', 'y'].map((device) => `\\\\?\\usb#${device}#${capture.toLowerCase()}`);
    const found = findFilters(machine({
      interfaces: { [capture]: plain },
      properties: Object.fromEntries(plain.map((path) => [path, { DEVPKEY_Device_FriendlyName: 'Tuner' }])),
    }));
    expect(found.map(({ name }) => name)).toEqual(['tuner', 'tuner-2']);
  });
});

describe('a selector', () => {
  const [one, two] = [pathOf('one'), pathOf('two')];
  const filters = findFilters(machine({
    interfaces: { [capture]: [one, two], [video]: [pathOf('two', video)] },
    properties: {
      [one]: { DEVPKEY_Device_FriendlyName: 'First Camera', DEVPKEY_Device_HardwareIds: ['USB\\VID_1&PID_2'] },
      [two]: { DEVPKEY_Device_FriendlyName: 'Second Camera' },
    },
  }));

  test.each([
    ['', ['first-camera', 'second-camera']],
    [' first ', ['first-camera']],
    ['KSCATEGORY_VIDEO', ['second-camera']],
    ['usb\\vid_1', ['first-camera']],
    [one.toUpperCase(), ['first-camera']],
    [ntPath(two), ['second-camera']],
  ])('"%s" means %j', (selector, names) => {
    expect(selectFilters(selector, filters).map(({ name }) => name)).toEqual(names);
  });

  test('that is a path may mean what is registered nowhere', () => {
    expect(selectFilters(' \\Device\\Mine ', filters)).toEqual([
      { path: '\\Device\\Mine', name: 'device-mine', friendlyName: '\\Device\\Mine', categories: [], instanceId: '', hardwareIds: [] },
    ]);
  });

  test.each([
    ['usb\\vid', filters, 'no KS filter is meant by "usb\\vid"', 'there are: First Camera, Second Camera'],
    ['Frist Camera', filters, 'no KS filter is meant by "Frist Camera"', 'did you mean "First Camera"?'],
    ['KSCATEGORY_RENDER', filters, 'no KS filter is meant by "KSCATEGORY_RENDER"', 'there are: '],
    ['', [], 'no KS filter is installed', undefined],
    ['x', [], 'no KS filter is meant by "x"', undefined],
  ])('"%s" that means none is a mistake', (selector, among, message, hint) => {
    const problem = { code: 'KS412', message, ...(hint !== undefined && { hint: expect.stringContaining(hint) as string }) };
    expect(() => selectFilters(selector, among)).toThrow(expect.objectContaining({ problems: [problem] }) as Error);
  });
});

describe('the driver of a filter', () => {
  const filter = { path: 'p', name: 'n', friendlyName: 'f', categories: [], instanceId: 'id', hardwareIds: [] };
  const image = 'SYSTEM\\CurrentControlSet\\Services\\cam\\ImagePath';
  const verified = 'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\VerifyDrivers';
  const properties = { id: { DEVPKEY_Device_Service: 'cam', DEVPKEY_Device_DriverVersion: '1.2' } };
  const driver = (told: Told) => identify(filter, machine(told), '10.0');

  test.each<[string, Told, object]>([
    ['its image', { properties, registry: { [image]: '\\SystemRoot\\System32\\drivers\\Cam.sys', [verified]: 'other.sys CAM.SYS' } }, { driver: 'Cam.sys', version: '1.2', verifier: 'on' }],
    ['its service, where the image is not known', { properties, registry: { [verified]: 'other.sys' } }, { driver: 'cam', verifier: 'off' }],
    ['any, where the verifier watches all', { properties, registry: { [verified]: '*' } }, { driver: 'cam', verifier: 'on' }],
    ['with the INF that installed it', { properties: { id: { ...properties.id, DEVPKEY_Device_DriverInfPath: 'oem1.inf' } } }, { inf: 'oem1.inf' }],
  ])('is named after %s', (_what, told, identity) => {
    expect(driver(told)).toMatchObject(identity);
  });

  test('may not be known at all', () => {
    expect(identify(filter, machine({}), '')).toEqual({ driver: '', version: '', provider: '', hardwareId: '', os: '' });
  });
});
