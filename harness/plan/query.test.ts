import { describe, expect, it } from 'vitest';
import { compileQueries } from './query.ts';

const clock = 'core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock';
const volume = 'audio/volume/KSPROPERTY_AUDIO_VOLUMELEVEL:property.set.clamps@speaker/node2';
const walk = 'core/connection:connection.state@camera/pin0';

describe('case queries', () => {
  it.each([
    [[], [clock, volume, walk]],
    [[clock], [clock]],
    [['core'], [clock, walk]],
    [['core/'], [clock, walk]],
    [['cor'], []],
    [['core/clock/*'], [clock]],
    [['audio/**:property.set.*'], [volume]],
    [['**@camera/pin0'], [clock, walk]],
    [['**@camera/pin0/clock'], [clock]],
    [['core/connection:connection.state'], [walk]],
    [['core/clock', 'audio'], [clock, volume]],
    [['core/*/KSPROPERTY_CLOCK_TIME'], [clock]],
    [['core.clock/*'], []],
  ])('%j selects', (queries, selected) => {
    expect([clock, volume, walk].filter(compileQueries(queries))).toEqual(selected);
  });

  it('a prefix ends at a separator, so that pin1 is not pin10', () => {
    const matches = compileQueries(['core/x:y@camera/pin1']);
    expect(matches('core/x:y@camera/pin1/clock')).toBe(true);
    expect(matches('core/x:y@camera/pin10')).toBe(false);
  });
});
