/** Finds the KS filters of the machine, selects among them, and says what drives them. */
import { guidByName, guidGroup } from '../../abi/names.ts';
import { parseGuid } from '../../abi/guid.ts';
import { closest } from '../../base/suggest.ts';
import { UserError } from '../../base/errors.ts';
import type { FilterInterface, TargetIdentity } from '../target.ts';
import type { PlugAndPlay } from './plug-and-play.ts';

/** A filter with what it can be selected by. */
export interface Filter extends FilterInterface {
  /** Instance of its device; empty for a path that Plug and Play does not know. */
  readonly instanceId: string;
  /** Hardware ids of its device, the most specific first. */
  readonly hardwareIds: readonly string[];
}

/** What is known of a filter while its interfaces are collected. */
interface Found {
  readonly path: string;
  readonly categories: string[];
}

/** All filters that are there now, ordered by their paths; one for all interfaces of a device with the same reference string. */
export function findFilters(pnp: PlugAndPlay): readonly Filter[] {
  const found = new Map<string, Found>();
  const classes = [...new Set(guidGroup('ksCategories').map(({ guid }) => guid))].sort();
  for (const category of classes) {
    for (const path of pnp.interfaces(category)) {
      const key = withoutClass(path);
      const known = found.get(key);
      if (known) known.categories.push(category);
      else found.set(key, { path, categories: [category] });
    }
  }
  const inOrder = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const names = new Set<string>();
  return inOrder.map(([, { path, categories }]) => {
    const instanceId = pnp.interfaceProperty(path, 'DEVPKEY_Device_InstanceId');
    const property = (name: Parameters<PlugAndPlay['deviceProperty']>[1]) => pnp.deviceProperty(instanceId, name);
    const friendlyName =
      pnp.interfaceProperty(path, 'DEVPKEY_DeviceInterface_FriendlyName') ||
      property('DEVPKEY_Device_FriendlyName')[0] ||
      property('DEVPKEY_Device_DeviceDesc')[0] ||
      path;
    const name = shortName(friendlyName, path, names);
    return { path, name, friendlyName, categories, instanceId, hardwareIds: property('DEVPKEY_Device_HardwareIds') };
  });
}

/**
 * The filters that a selector means. It is read as what it looks like: a path (`\\?\…`, `\??\…`, `\Device\…`), a category
 * (its name or GUID), a hardware id (with a backslash inside: equal to one of the device's, or the beginning of one up to
 * `&`), else a part of a friendly name. Case does not matter. Empty means all.
 *
 * A path is taken even if it is not registered: that is how a device without Plug and Play is reached.
 * @throws UserError KS412 if it means none
 */
export function selectFilters(selector: string, filters: readonly Filter[]): readonly Filter[] {
  const wanted = selector.trim().toLowerCase();
  if (wanted.startsWith('\\')) {
    const registered = filters.filter(({ path }) => path.toLowerCase() === dosPath(wanted));
    return registered.length > 0 ? registered : [unregistered(selector.trim())];
  }
  const category = parseGuid(wanted) ?? guidByName(wanted.toUpperCase());
  const meant = filters.filter(({ categories, hardwareIds, friendlyName }) => {
    if (wanted === '') return true;
    if (category !== undefined) return categories.includes(category);
    if (wanted.includes('\\')) return hardwareIds.some((id) => `${id.toLowerCase()}&`.startsWith(`${wanted}&`));
    return friendlyName.toLowerCase().includes(wanted);
  });
  if (meant.length > 0) return meant;
  throw nothingSelected(selector, filters);
}

function nothingSelected(selector: string, filters: readonly Filter[]): UserError {
  const friendly = filters.map(({ friendlyName }) => friendlyName);
  const best = closest(selector, friendly);
  return new UserError({
    code: 'KS412',
    message: selector === '' ? 'no KS filter is installed' : `no KS filter is meant by "${selector}"`,
    ...(filters.length > 0 && { hint: best === undefined ? `there are: ${friendly.join(', ')}` : `did you mean "${best}"?` }),
  });
}

/** What is known about the driver of a filter. */
export function identify({ instanceId, hardwareIds }: Filter, pnp: PlugAndPlay, windows: string): TargetIdentity {
  const property = (name: Parameters<PlugAndPlay['deviceProperty']>[1]) => pnp.deviceProperty(instanceId, name)[0] ?? '';
  const service = property('DEVPKEY_Device_Service');
  const image = service && pnp.registryText(`SYSTEM\\CurrentControlSet\\Services\\${service}`, 'ImagePath');
  const driver = image.split(/[\\/]/).at(-1) || service;
  const inf = property('DEVPKEY_Device_DriverInfPath');
  return {
    driver,
    version: property('DEVPKEY_Device_DriverVersion'),
    provider: property('DEVPKEY_Device_DriverProvider'),
    hardwareId: hardwareIds[0] ?? '',
    os: windows && `Windows ${windows}`,
    ...(inf && { inf }),
    ...(driver && { verifier: verifies(pnp, driver) ? 'on' : 'off' }),
  };
}

/** Whether Driver Verifier was told to watch the driver (`*` is every driver). */
function verifies(pnp: PlugAndPlay, driver: string): boolean {
  const watched = pnp.registryText('SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management', 'VerifyDrivers');
  return watched.toLowerCase().split(/\s+/).some((name) => name === '*' || name === driver.toLowerCase());
}

/** The name of a path as the object manager takes it: `\\?\x` is `\??\x`. */
export function ntPath(path: string): string {
  return path.replace(/^\\\\[?.]\\/, '\\??\\');
}

/** The other way round. */
function dosPath(path: string): string {
  return path.replace(/^\\\?\?\\/, '\\\\?\\');
}

/** Which filter a path belongs to: everything but the class of the interface. */
function withoutClass(path: string): string {
  return path.toLowerCase().replace(/#\{[0-9a-f-]{36}\}/, '');
}

function unregistered(path: string): Filter {
  return { path, name: shortName(path, path, new Set()), friendlyName: path, categories: [], instanceId: '', hardwareIds: [] };
}

/** A name for case ids that is not taken: the friendly name, then with the reference string, then with a number. */
function shortName(friendlyName: string, path: string, taken: Set<string>): string {
  const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const reference = slug(/\}\\([^\\]+)$/.exec(path)?.[1] ?? '');
  const plain = slug(friendlyName) || 'filter';
  const wanted = taken.has(plain) && reference !== '' ? `${plain}-${reference}` : plain;
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}
