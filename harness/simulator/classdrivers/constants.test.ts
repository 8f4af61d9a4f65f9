import { expect, test } from 'vitest';
import { constantByName } from '../../abi/names.ts';
import { KSFILTER_FLAG, KSPIN_FLAG, KSSTATE } from './avstream/descriptors.ts';
import { KSMETHOD_TYPE, KSPROPERTY_TYPE } from './ks/automation.ts';
import { KSEVENT_TYPE } from './ks/event.ts';
import { KSPIN_COMMUNICATION, KSPIN_DATAFLOW } from './ks/pin-factory.ts';
import { OPTIONSF } from './ks/stream-probe.ts';
import { KSPROPERTY_MEMBER, KSPROPERTY_MEMBER_FLAG } from './ks/values.ts';

test.each([
  ['KSPIN_FLAG_', KSPIN_FLAG],
  ['KSFILTER_FLAG_', KSFILTER_FLAG],
  ['KSSTATE_', KSSTATE],
  ['KSMETHOD_TYPE_', KSMETHOD_TYPE],
  ['KSPROPERTY_TYPE_', KSPROPERTY_TYPE],
  ['KSEVENT_TYPE_', KSEVENT_TYPE],
  ['KSPIN_COMMUNICATION_', KSPIN_COMMUNICATION],
  ['KSPIN_DATAFLOW_', KSPIN_DATAFLOW],
  ['KSSTREAM_HEADER_OPTIONSF_', OPTIONSF],
  ['KSPROPERTY_MEMBER_', KSPROPERTY_MEMBER],
  ['KSPROPERTY_MEMBER_FLAG_', KSPROPERTY_MEMBER_FLAG],
])('the simulator’s %s values are those of the headers', (prefix, values: Readonly<Record<string, number>>) => {
  for (const [name, value] of Object.entries(values)) expect([name, constantByName(prefix + name)]).toEqual([name, value]);
});
