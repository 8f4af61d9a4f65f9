/** One right request sent over and over as a campaign sends it: made from its template, taped, looked at by every stateless oracle. */
import { IOCTL } from '../abi/ioctl.ts';
import { Behaviours } from '../fuzz/behaviours.ts';
import type { Template } from '../fuzz/generate/template.ts';
import { Prober } from '../fuzz/prober.ts';
import { TapedTarget } from '../fuzz/taped-target.ts';
import type { DeviceObject } from '../plan/device.ts';
import { Access, type Target } from '../target/target.ts';
import type { Repeat } from './measure.ts';

/** The bytes of a get: set, id, KSPROPERTY_TYPE_GET. */
export function getRequest(set: Uint8Array, id: number): Uint8Array {
  const input = new Uint8Array(24);
  input.set(set);
  const view = new DataView(input.buffer);
  view.setUint32(16, id, true);
  view.setUint32(20, 1, true);
  return input;
}

/** Requests between two rewinds of the tape, as a round of a campaign. */
const roundLength = 2000;

/** @throws Error if an oracle finds something: then nothing was measured */
export function judgedRequests(target: Target, filter: DeviceObject, input: Uint8Array, outputLength: number): Repeat {
  const taped = new TapedTarget(target);
  const prober = new Prober(taped, new Behaviours(), {
    found: (breach) => { throw new Error(`the oracles found: ${breach.message}`); },
    news: () => {},
  });
  const { handle } = taped.open(filter.filter.path, Access.readWrite);
  const seat = { object: filter, handle, slot: taped.slotOf(handle) };
  const template: Template = {
    number: 0,
    title: 'get',
    object: filter,
    carrier: filter,
    item: undefined,
    offered: true,
    able: true,
    verb: 'get',
    code: IOCTL.IOCTL_KS_PROPERTY,
    input,
    structSize: input.length,
    outputLength,
    fixed: true,
    legal: [],
    illegal: [],
    learned: { value: undefined },
    unknownId: 0,
    settable: false,
  };
  prober.stage = { subject: filter, state: '', stateNumber: 0, seats: [seat], own: [template], others: [] };
  return (times) => {
    for (let i = 0; i < times; i++) {
      if (i % roundLength === 0) taped.rewind();
      prober.draft.load(template, undefined);
      prober.send();
    }
  };
}
