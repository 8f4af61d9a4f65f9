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
  ['transform.one-output-fed', 'transform.splitter.copies', 'core/transform:transform.splitter.copies'],
  ['transform.state-shared', 'transform.states', 'core/transform:transform.states'],
  ['transform.foreign-clock-refused', 'transform.clock', 'core/transform:transform.clock'],
  ['transform.foreign-allocator-refused', 'transform.allocator', 'core/transform:transform.allocator'],
  ['transform.own-framing-refused', 'connection.framing.allocator', 'core/connection:connection.framing.allocator'],
  ['transform.quality-shared', 'quality.report.own', 'core/quality:quality.report.own'],
  ['transform.quality-without-delay', 'quality.report.value', 'core/quality:quality.report.value'],
  ['transform.component-changes', 'general.component-id.same', 'core/general:general.component-id.same'],
  ['decoder.nobody-negotiates', 'copy-protection.state.first', 'dvd/copy-protection:copy-protection.state.first'],
  ['decoder.negotiator-fixed', 'copy-protection.state.other', 'dvd/copy-protection:copy-protection.state.other'],
  ['decoder.second-exchange-fails', 'copy-protection.exchange', 'dvd/copy-protection:copy-protection.exchange'],
  ['decoder.announcement-never-ends', 'copy-protection.state.cancel', 'dvd/copy-protection:copy-protection.state.cancel'],
  ['decoder.keys-only-stopped', 'copy-protection.keys.any-state', 'dvd/copy-protection:copy-protection.keys.any-state'],
  ['decoder.region-as-on-disc', 'copy-protection.region', 'dvd/copy-protection:copy-protection.region'],
  ['decoder.macrovision-on-off', 'copy-protection.macrovision', 'dvd/copy-protection:copy-protection.macrovision'],
  ['decoder.rate-forgets-start', 'rate-change.simple.reads-back', 'dvd/rate-change:rate-change.simple.reads-back'],
  ['decoder.exact-rate-pretended', 'rate-change.exact.not-implemented', 'dvd/rate-change:rate-change.exact.not-implemented'],
  ['decoder.palette-only-stopped', 'subpicture.palette.any-state', 'dvd/subpicture:subpicture.palette.any-state'],
  ['decoder.highlight-without-end-refused', 'subpicture.highlight.immediate', 'dvd/subpicture:subpicture.highlight.immediate'],
  ['decoder.hidden-subpicture-stalls', 'subpicture.display.off-decodes', 'dvd/subpicture:subpicture.display.off-decodes'],
  ['decoder.output-mode-ignored', 'audio-decoder.mode.switch', 'dvd/audio-decoder:audio-decoder.mode.switch'],
  ['decoder.dialogue-level-zero', 'property.get.legal', 'audio/ac3/KSPROPERTY_AC3_DIALOGUE_LEVEL:property.get.legal'],
  ['decoder.captions-answered-empty', 'dvd.streams.captions-wait', 'dvd/streams:dvd.streams.captions-wait'],
  ['decoder.audio-without-clock', 'dvd.streams.audio-clock', 'dvd/streams:dvd.streams.audio-clock'],
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
