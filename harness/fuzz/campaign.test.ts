import { describe, expect, it, vi } from 'vitest';
import { hunt } from './testing/campaigns.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('a campaign on a healthy device', () => {
  it.each(['testcap', 'hdaudio', 'splitter'])('finds nothing on %s', (device) => {
    expect(hunt(device, { requests: 6000 }).found.map(({ found }) => found)).toEqual([]);
  });
  it('takes every transition of every model in reach', () => {
    const { campaign } = hunt('encoder', { requests: 40_000 });
    expect(campaign.coverage.missed).toEqual([]);
    expect(campaign.coverage.refused).toEqual([]);
    expect(campaign.coverage.states.length).toBeGreaterThan(20);
  });
});

describe('the same seed', () => {
  const summary = (seed: number) => {
    const { campaign, found } = hunt('testcap', { seed, requests: 4000, fault: 'property.unknown-set-status' });
    return { found, behaviours: campaign.behaviours.count, corpus: campaign.corpus.all, coverage: campaign.coverage, causes: [...campaign.causes] };
  };
  it('gives the same requests and findings, another one others', () => {
    const first = summary(3);
    expect(summary(3)).toEqual(first);
    expect(summary(4)).not.toEqual(first);
  });
});

describe('a campaign on a device with a bug', () => {
  it.each([
    ['property.unknown-set-status', 'O2'],
    ['property.error-writes-output', 'O6'],
    ['property.writes-behind-information', 'O16'],
    ['property.short-input-crashes', 'O1'],
    ['state.illegal-value-crashes', 'O1'],
    ['property.unknown-id-succeeds', 'O2'],
    ['connect.malformed-format-crashes', 'O1'],
    ['connect.leak-on-failure', 'O10'],
    ['event.leaked-on-close', 'O10'],
    ['stream.completed-twice', 'O1'],
    ['kind.foreign-code-succeeds', 'O17'],
    ['power.settings-lost', 'O18'],
  ])('finds %s', (fault, oracle) => {
    const { found } = hunt('testcap', { fault, requests: 60_000, untilFound: true });
    expect(found[0]?.found.breach.oracle).toBe(oracle);
  });
});

describe('a focus', () => {
  it('keeps a campaign at a set', () => {
    const { campaign } = hunt('usbvideo', { focus: ['PROPSETID_VIDCAP_VIDEOPROCAMP'], requests: 2000 });
    expect(new Set(campaign.places.templates.map(({ item }) => item?.set.name))).toEqual(new Set(['PROPSETID_VIDCAP_VIDEOPROCAMP']));
  });
  it('may name the cases of a law', () => {
    const { campaign } = hunt('usbvideo', { focus: ['video/procamp/**:property.get.*'], requests: 500 });
    expect(campaign.places.templates.length).toBeGreaterThan(0);
    expect(campaign.places.templates.every(({ item }) => item?.path === 'video/procamp')).toBe(true);
  });
  it('that fits nothing is a mistake of the user', () => {
    expect(() => hunt('usbvideo', { focus: ['PROPSETID_VIDCAP_VIDEOPROCAMB'] })).toThrow('did you mean "PROPSETID_VIDCAP_VIDEOPROCAMP"');
  });
});
