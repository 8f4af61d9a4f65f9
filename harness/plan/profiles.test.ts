import { expect, it } from 'vitest';
import { ExitCode, UserError } from '../base/errors.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { makePlan } from './plan.ts';

const book = loadSpecs();

function planned(device: string, profiles: readonly string[] = []) {
  const target = createSimulator(device);
  try {
    return makePlan(book, target, { query: [], destructive: false, profiles });
  } finally {
    target.dispose();
  }
}

function mistake(device: string, profile: string): UserError {
  try {
    planned(device, [profile]);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no mistake');
}

it('a device is judged as what its filters are', () => {
  expect(planned('usbvideo').profiles.toSorted()).toEqual(['avstream-capture', 'camera', 'ks-filter', 'usb-camera', 'video-capture']);
  expect(planned('hdaudio').profiles.toSorted()).toEqual(['audio-topology', 'ks-filter', 'wave', 'wavert']);
});

it('each filter is judged by what applies to it, each requirement once', () => {
  const ids = planned('hdaudio').cases.flatMap(({ kind, id }) => (kind === 'requirement' ? [id] : []));
  expect(ids.filter((id) => id.includes('ks-filter.topology')).toSorted()).toEqual([
    'profiles/ks-filter:ks-filter.topology@topology',
    'profiles/ks-filter:ks-filter.topology@wave',
  ]);
  expect(ids.filter((id) => id.includes('wavert.'))).toEqual(['profiles/audio:wavert.buffer@wave', 'profiles/audio:wavert.packets@wave']);
});

it('a named profile is the only one, with what it includes', () => {
  const { profiles, cases } = planned('usbvideo', ['video-capture']);
  expect(profiles).toEqual(['video-capture']);
  const claims = new Set(cases.flatMap(({ kind, claim }) => (kind === 'requirement' ? [claim.split('.')[0]] : [])));
  expect(claims).toEqual(new Set(['ks-filter', 'video-capture']));
});

it('a profile that there is not, or that no filter is of, is told', () => {
  expect(mistake('usbvideo', 'usb-camra').problems[0]).toMatchObject({ code: 'KS103', hint: 'did you mean "usb-camera"?' });
  const error = mistake('usbvideo', 'dvd-decoder');
  expect(error.exitCode).toBe(ExitCode.nothingRan);
  expect(error.problems[0]?.hint).toBe(
    'a filter is, if it is or has a pin, that offers KSPROPERTY_DVDCOPY_CHLG_KEY or KSPROPERTY_DVDSUBPIC_PALETTE',
  );
});
