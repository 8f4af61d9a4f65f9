import { beforeAll, expect, it } from 'vitest';
import type { SpecBook } from '../spec/model.ts';
import { faults, findFault } from '../simulator/faults/faults.ts';
import { loadSpecs } from '../spec/loader.ts';
import { killOf } from './kill.ts';

let book: SpecBook;
beforeAll(() => {
  book = loadSpecs();
});

/**
 * Faults, each with a claim that must notice it and the cases that suffice. Faults that show on another device than
 * testcap have their proof here.
 */
const noticed: readonly (readonly [fault: string, claim: string, query: string])[] = [
  ['property.size-query-without-size', 'property.get.size-query', 'core/clock/KSPROPERTY_CLOCK_TIME'],
  ['property.short-output-succeeds', 'property.get.short-output', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.get.short-output'],
  ['property.information-unset', 'property.get.information', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.get.information'],
  ['property.unknown-set-status', 'property.set.unknown', 'core/property:property.set.unknown'],
  ['property.unknown-id-succeeds', 'property.id.unknown', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'],
  ['property.relations-size-without-header', 'property.relations.size', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'],
  ['property.bad-pointer-crashes', 'property.memory.input', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.memory.input'],
  ['property.get-hangs', 'string.terminated', 'core/pin-factory/KSPROPERTY_PIN_NAME:string.terminated'],
  ['property.list-overruns-output', 'list.short', 'core/pin-factory/KSPROPERTY_PIN_DATARANGES:list.short'],
  ['property.failed-set-applies', 'connection.state', 'core/connection:connection.state'],
  ['event.disable-unknown-succeeds', 'event.disable.twice', 'core/connection/KSEVENT_CONNECTION_DATADISCONTINUITY:event.disable.twice'],
  ['event.leaked-on-close', 'event.enable.short-data', 'core/connection/KSEVENT_CONNECTION_DATADISCONTINUITY:event.enable.short-data'],
  ['connect.limit-ignored', 'pin.create.limit', 'core/pin:pin.create.limit'],
  ['intersection.wildcard-result', 'pin-factory.intersection.concrete', 'core/pin-factory:pin-factory.intersection.concrete'],
  ['clock.physical-time-reverses', 'clock.physical.monotonic', 'core/clock:clock.physical.monotonic'],
  ['allocator.function-table-for-users', 'property.kernel-only', '**:property.kernel-only'],
  ['topology.dangling-connection', 'topology.connections.nodes', 'core/topology:topology.connections.nodes'],
  ['stream.reset-keeps-requests', 'streaming.reset.cancels', 'core/streaming:streaming.reset.cancels'],
  ['stream.never-delivers', 'streaming.read.frame', 'core/streaming:streaming.read.frame'],
  ['kind.no-dropped-frames', 'video-capture.dropped-frames', 'profiles/video'],
  ['kind.node-without-its-property', 'property.required-on.node', 'audio/node/*:property.required-on.node'],
  ['access.not-checked', 'streaming.access.read', 'core/streaming:streaming.access.read'],
];

const deviceOf = (fault: string) => findFault(fault).device ?? 'testcap';

it.each(noticed)('%s is noticed by %s', (fault, claim, query) => {
  const kill = killOf(book, fault, { seed: 1, devices: [deviceOf(fault)], query: [query] });
  expect(kill?.claim).toBe(claim);
});

it('every fault that needs its own device is among them', () => {
  const listed = new Set(noticed.map(([fault]) => fault));
  expect(faults().filter(({ id, device }) => device !== undefined && !listed.has(id))).toEqual([]);
});

const devices = [...new Set(noticed.map(([fault]) => deviceOf(fault)))];

it.each(devices)('what notices them passes on the healthy %s', (device) => {
  const query = noticed.filter(([fault]) => deviceOf(fault) === device).map(([, , q]) => q);
  expect(killOf(book, undefined, { seed: 1, devices: [device], query })).toBeUndefined();
});
