/** Models judge what overlaps on a target without scheduling: the example camera, whose reads are left pending. */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createNativeTarget } from '../../target/native/native.ts';
import { buildFolder, buildTime, cannotBuild, makeExample } from '../../target/native/testing/build.ts';
import { Campaign } from '../campaign.ts';
import type { Found } from '../finding.ts';
import { settle, targetTrial } from '../settle.ts';
import { book } from '../testing/campaigns.ts';
import type { Action } from '../../traffic/actions.ts';

vi.setConfig({ testTimeout: buildTime });
const folder = cannotBuild === false ? buildFolder() : '';
afterAll(() => { if (folder !== '') rmSync(folder, { recursive: true }); });

function hunted(library: string, seed: number, requests: number) {
  const [path = ''] = makeExample(folder, library);
  const target = createNativeTarget(path);
  const found: { found: Found; actions: readonly Action[] }[] = [];
  const campaign = new Campaign(book, target, { seed, focus: [], destructive: true, onFinding: (one, actions) => found.push({ found: one, actions }) });
  while (campaign.requests < requests) campaign.round();
  target.dispose();
  return { path, races: campaign.races, found };
}

describe.skipIf(cannotBuild)('a native library', () => {
  it('has races of models, in which requests overlap, and shows nothing if it is healthy', () => {
    const { races, found } = hunted('camera.so', 1, 30_000);
    expect(found).toEqual([]);
    expect(Object.keys(races?.races ?? {})).toEqual(['model']);
    expect(Object.keys(races?.modelled?.judged ?? {}).sort()).toEqual(['clock.walk', 'connection.state', 'streaming.walk']);
    expect(races?.modelled?.overlapping).toBeGreaterThan(20);
    expect(races?.orders).toBe(0);
  });

  it('that refuses a read while another one waits is found by the model alone, and the finding shows again', () => {
    const { path, found } = hunted('camera-fault6.so', 1, 60_000);
    expect(new Set(found.map(({ found: one }) => `${one.verb} ${one.item}`))).toEqual(new Set(['race model streaming.walk']));
    const [one] = found;
    if (!one) throw new Error('nothing was found');
    expect(one.found.breach).toMatchObject({ oracle: 'O9', rule: 'IOC-054' });
    expect(one.found.breach.message).toMatch(/read: STATUS_DEVICE_NOT_READY/);
    const { again, story } = settle(one.found, one.actions, targetTrial(createNativeTarget(path), book));
    expect(again).toBe(true);
    expect(story.length).toBeLessThan(one.actions.length);
  });

  it('is asked the same with the same seed', () => {
    const counts = () => hunted('camera.so', 3, 12_000).races;
    expect(counts()).toEqual(counts());
  });
});
