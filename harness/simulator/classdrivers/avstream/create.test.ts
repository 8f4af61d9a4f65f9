import { expect, test } from 'vitest';
import { STATUS, statusName } from '../../../abi/ntstatus.ts';
import { Access } from '../../../target/target.ts';
import { ksGuid } from '../ks/guids.ts';
import { Machine, plainPin } from '../../testing/machine.ts';

/** A warning is no success: nothing is opened, and nothing is left. */
const warning = STATUS.STATUS_DEVICE_BUSY;

test('a pin whose create ends in a warning is not opened', () => {
  const { client } = new Machine([plainPin({ dispatch: { create: () => warning } })]);
  const filter = client.openFilter();
  const before = client.target.census();
  expect(client.openChild(filter, 'KSSTRING_Pin', client.connect(0, client.format(filter, 0))).status).toBe('STATUS_DEVICE_BUSY');
  expect(client.target.census()).toEqual(before);
});

test('a filter whose create ends in a warning is not opened', () => {
  const filters = [
    { name: 'test', friendlyName: 'Test', categories: [ksGuid('KSCATEGORY_CAPTURE')], pins: [], dispatch: { create: () => warning } },
  ];
  const { target } = new Machine([], { filters }).client;
  const before = target.census();
  expect(statusName(target.open(target.discover()[0]?.path ?? '', Access.read).status)).toBe('STATUS_DEVICE_BUSY');
  expect(target.census()).toEqual(before);
});
