/** Profiles × device: what the filters of a device must offer because of what they are. */
import { ExitCode, UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import type { CompiledProfile, CompiledRequirement, ItemUse, SpecBook } from '../spec/model.ts';
import type { Arch } from '../target/target.ts';
import { isOffered, nearest, type DeviceObject } from './device.ts';
import { objectFacts } from './facts.ts';

/** The profiles to judge, each with the filters that are of that kind. */
export type ProfiledFilters = ReadonlyMap<CompiledProfile, ReadonlySet<DeviceObject>>;

/**
 * The profiles to judge: those named, or without names each that a filter of the device is of.
 * @throws UserError KS103 for a name that there is not, KS104 (exit code 4) where no filter is of that kind
 */
export function chosenProfiles(
  book: SpecBook,
  device: readonly DeviceObject[],
  arch: Arch,
  names: readonly string[],
): ProfiledFilters {
  const wanted = names.length > 0 ? names.map((name) => profileCalled(name, book)) : book.profiles;
  const chosen = new Map<CompiledProfile, ReadonlySet<DeviceObject>>();
  for (const profile of wanted) {
    const filters = filtersOf(profile, device, arch);
    if (filters.size > 0) chosen.set(profile, filters);
    else if (names.length > 0) throw noFilter(profile);
  }
  return chosen;
}

function filtersOf({ applies }: CompiledProfile, device: readonly DeviceObject[], arch: Arch): ReadonlySet<DeviceObject> {
  const { on, where, offers, lacks } = applies;
  const meant = device.filter(
    (object) =>
      object.kind === on &&
      object.absent === undefined &&
      (where?.test({ arch, object: objectFacts(object) }) ?? true) &&
      (offers.length === 0 || offers.some((use) => isOffered(object, use))) &&
      !lacks.some((use) => isOffered(object, use)),
  );
  return new Set(meant.flatMap((object) => nearest(object, ['filter']) ?? []));
}

function profileCalled(name: string, book: SpecBook): CompiledProfile {
  const profile = book.profiles.find((each) => each.name === name);
  if (profile) return profile;
  const known = book.profiles.map((each) => each.name);
  throw new UserError({
    code: 'KS103',
    message: `there is no profile "${name}"`,
    hint: didYouMean(name, known) ?? `known profiles: ${known.join(', ')}`,
  });
}

function noFilter({ name, title, applies }: CompiledProfile): UserError {
  const { on, where, offers, lacks } = applies;
  const names = (uses: readonly ItemUse[]) => uses.map((use) => use.name).join(' or ');
  const told = [offers.length > 0 && `that offers ${names(offers)}`, lacks.length > 0 && `that lacks ${names(lacks)}`];
  return new UserError(
    {
      code: 'KS104',
      message: `no filter of the target is of the profile "${name}" (${title})`,
      hint: `a filter is, if it is or has ${[`a ${on}`, where && `where ${where.source.trim()}`, ...told].filter(Boolean).join(', ')}`,
    },
    ExitCode.nothingRan,
  );
}

/** What an object must offer because of `profiles`: something for filters only, each requirement once. */
export function requirementsFor(object: DeviceObject, profiles: ProfiledFilters): readonly CompiledRequirement[] {
  const applying = [...profiles].filter(([, filters]) => filters.has(object));
  return [...new Set(applying.flatMap(([{ requires }]) => requires))];
}
