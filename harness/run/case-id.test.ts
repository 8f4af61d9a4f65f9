import { expect, test } from 'vitest';
import { splitCaseId } from './case-id.ts';

test.each([
  ['core/clock/KSPROPERTY_CLOCK_TIME:property.get.legal@camera/pin0', 'core/clock/KSPROPERTY_CLOCK_TIME', 'property.get.legal', 'camera/pin0'],
  ['core/clock:clock.stands', 'core/clock', 'clock.stands', ''],
  ['core/clock@camera', 'core/clock', '', 'camera'],
  ['core/clock', 'core/clock', '', ''],
  // Names of devices come from the device: only the last @ tells the object, and one before the claim tells none.
  ['a:b@c@d', 'a', 'b@c', 'd'],
  ['a@b:c', 'a@b', 'c', 'b:c'],
  ['', '', '', ''],
])('%s has path, claim and object', (id, path, claim, object) => {
  expect(splitCaseId(id)).toEqual({ path, claim, object });
});
