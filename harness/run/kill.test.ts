import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import type { SpecBook } from '../spec/model.ts';
import { faultIds, findFault } from '../simulator/faults/faults.ts';
import { oracleIds } from '../spec/oracle-ids.ts';
import { loadSpecs } from '../spec/loader.ts';
import { firstCatch, killOf } from './kill.ts';

let book: SpecBook;
beforeAll(() => {
  book = loadSpecs();
});

/**
 * Faults, each with a claim that must notice it and the cases that suffice: some of each kind, so that the tests stay
 * short. `npm run faults` tries them all.
 */
const noticed: readonly (readonly [fault: string, claim: string, query: string])[] = [
  ['property.size-query-without-size', 'property.get.size-query', 'core/clock/KSPROPERTY_CLOCK_TIME'],
  ['property.short-output-succeeds', 'property.get.short-output', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.get.short-output'],
  ['property.information-unset', 'property.get.information', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.get.information'],
  ['property.unknown-set-status', 'property.set.unknown', 'core/property:property.set.unknown'],
  ['property.unknown-id-succeeds', 'property.id.unknown', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'],
  ['property.relations-size-without-header', 'property.relations.size', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'],
  ['memory.not-probed', 'property.memory.input', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.memory.input'],
  ['memory.header-probed-only', 'property.memory.input-end', 'core/pin-factory/KSPROPERTY_PIN_CINSTANCES:property.memory.input-end'],
  ['memory.out-not-probed', 'property.memory.output-mapped-kernel', 'core/general/KSPROPERTY_GENERAL_COMPONENTID:property.memory.output-mapped-kernel'],
  ['stream.frame-locked-for-kernel', 'streaming.read.kernel-memory', 'core/streaming:streaming.read.kernel-memory'],
  ['mdl.counted-by-header', 'streaming.read.header-without-frame', 'core/streaming:streaming.read.header-without-frame'],
  ['mdl.first-lock-tested', 'streaming.read.two-headers', 'core/streaming:streaming.read.two-headers'],
  ['mdl.freed-twice', 'streaming.read.memory', 'core/streaming:streaming.read.memory'],
  ['mdl.left-locked', 'streaming.read.memory', 'core/streaming:streaming.read.memory'],
  ['irql.event-entry-paged', 'clock.position-mark.ahead', 'core/clock:clock.position-mark.ahead'],
  ['irql.frame-locked-under-spin-lock', 'streaming.read.memory', 'core/streaming:streaming.read.memory'],
  ['power.request-held', 'power.settings.kept', 'core/connection/KSPROPERTY_CONNECTION_STATE:power.settings.kept'],
  ['power.reference-kept-on-close', 'connection.state', 'core/connection:connection.state'],
  ['kind.any-object-streams', 'handle.stream.not-a-pin', 'core/handle:handle.stream.not-a-pin'],
  ['event.handle-of-any-type', 'event.enable.file-handle', 'core/connection/KSEVENT_CONNECTION_DATADISCONTINUITY:event.enable.file-handle'],
  ['property.nested-as-kernel', 'property.serialize.kernel-only', 'audio/drm/KSPROPERTY_DRMAUDIOSTREAM_CONTENTID:property.serialize.kernel-only'],
  ['format.height-unsigned', 'pin.create.video-edges', 'core/pin:pin.create.video-edges'],
  ['format.frame-time-divides', 'pin.create.video-edges', 'core/pin:pin.create.video-edges'],
  ['stream.later-request-first', 'streaming.read.order', 'core/streaming:streaming.read.order'],
  ['stream.extents-summed-in-32-bits', 'streaming.read.huge-frames', 'core/streaming:streaming.read.huge-frames'],
  ['topology.cycle', 'topology.connections.acyclic', 'core/topology:topology.connections.acyclic'],
  ['thunk.headers-in-32-bits', 'streaming.read.huge-list', 'core/streaming:streaming.read.huge-list'],
  ['thunk.freed-while-pending', 'streaming.read.frame', 'core/streaming:streaming.read.frame'],
  ['buffer.mapping-kept', 'rt.buffer.mapped', 'audio/rt-audio:rt.buffer.mapped'],
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
  ['transform.last-byte-lost', 'transform.splitter.copies', 'core/transform:transform.splitter.copies'],
  ['transform.state-shared', 'transform.states', 'core/transform:transform.states'],
  ['transform.foreign-clock-refused', 'transform.clock', 'core/transform:transform.clock'],
  ['transform.foreign-allocator-refused', 'transform.allocator', 'core/transform:transform.allocator'],
  ['transform.own-framing-refused', 'connection.framing.allocator', 'core/connection:connection.framing.allocator'],
  ['transform.starts-at-once', 'transform.start-at', 'core/transform:transform.start-at'],
  ['transform.position-untold', 'streaming.write.position', 'core/streaming:streaming.write.position'],
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
  ['decoder.captions-without-gaps', 'dvd.streams.captions-gap', 'dvd/streams:dvd.streams.captions-gap'],
  ['decoder.format-change-untold', 'dvd.streams.format-change', 'dvd/streams:dvd.streams.format-change'],
  ['decoder.audio-without-clock', 'dvd.streams.audio-clock', 'dvd/streams:dvd.streams.audio-clock'],
  ['bda.node-type-twice', 'bda.template.node-types-once', 'broadcast/topology:bda.template.node-types-once'],
  ['bda.pin-types-from-one', 'bda.template.pin-types-are-indexes', 'broadcast/topology:bda.template.pin-types-are-indexes'],
  ['bda.template-dangling-connection', 'bda.template.connection-nodes', 'broadcast/topology:bda.template.connection-nodes'],
  ['bda.template-connection-twice', 'bda.template.connections-once', 'broadcast/topology:bda.template.connections-once'],
  ['bda.template-ends-at-pin-number', 'bda.template.connection-pins', 'broadcast/topology:bda.template.connection-pins'],
  ['bda.node-sets-incomplete', 'bda.node-sets.all-properties', 'broadcast/topology:bda.node-sets.all-properties'],
  ['bda.node-sets-untrue', 'bda.node-sets.properties', 'broadcast/topology:bda.node-sets.properties'],
  ['bda.controlling-pin-swapped', 'bda.controlling-pin.changes-once', 'broadcast/topology:bda.controlling-pin.changes-once'],
  ['bda.controlling-pin-is-node', 'bda.controlling-pin.of-the-pair', 'broadcast/topology:bda.controlling-pin.of-the-pair'],
  ['bda.node-through-any-pin', 'bda.node.other-pin', 'broadcast/topology:bda.node.other-pin'],
  ['bda.created-pin-is-type', 'bda.pin-factory.ids-differ', 'broadcast/device-configuration:bda.pin-factory.ids-differ'],
  ['bda.pin-type-is-id', 'bda.pin-factory.opens', 'broadcast/device-configuration:bda.pin-factory.opens'],
  ['bda.unknown-pin-type', 'bda.pin-factory.unknown-type', 'broadcast/device-configuration:bda.pin-factory.unknown-type'],
  ['bda.deleted-pin-stays', 'bda.pin-factory.deleted', 'broadcast/device-configuration:bda.pin-factory.deleted'],
  ['bda.delete-unchecked', 'bda.pin-factory.delete-unknown', 'broadcast/device-configuration:bda.pin-factory.delete-unknown'],
  ['bda.pins-of-all-instances', 'bda.pin-factory.of-one-instance', 'broadcast/device-configuration:bda.pin-factory.of-one-instance'],
  ['bda.topology-not-made', 'bda.topology.created', 'broadcast/device-configuration:bda.topology.created'],
  ['bda.connections-outlive-pin', 'bda.topology.deleted-with-pin', 'broadcast/device-configuration:bda.topology.deleted-with-pin'],
  ['bda.start-keeps-changes', 'bda.changes.start-drops', 'broadcast/change-sync:bda.changes.start-drops'],
  ['bda.check-always-succeeds', 'bda.changes.check-foretells-commit', 'broadcast/change-sync:bda.changes.check-foretells-commit'],
  ['bda.check-commits', 'bda.changes.check-commits-nothing', 'broadcast/change-sync:bda.changes.check-commits-nothing'],
  ['bda.commit-does-nothing', 'bda.changes', 'broadcast/change-sync:bda.changes'],
  ['bda.never-pending', 'bda.changes.recorded-is-pending', 'broadcast/change-sync:bda.changes.recorded-is-pending'],
  ['bda.pending-on-all-instances', 'bda.changes.of-one-instance', 'broadcast/change-sync:bda.changes.of-one-instance'],
  ['bda.topology-not-recorded', 'bda.topology.committed', 'broadcast/device-configuration:bda.topology.committed'],
  ['bda.recorded-tunes', 'bda.tuner.recorded-does-not-tune', 'broadcast/frequency-filter:bda.tuner.recorded-does-not-tune'],
  ['bda.tuner-not-arbitrated', 'bda.changes.one-active-instance', 'broadcast/change-sync:bda.changes.one-active-instance'],
  ['bda.quality-above-hundred', 'bda.signal.legal-while-tuning', 'broadcast/signal-statistics:bda.signal.legal-while-tuning'],
  ['bda.always-locked', 'bda.signal.lock-type-agrees', 'broadcast/signal-statistics:bda.signal.lock-type-agrees'],
  ['bda.lock-type-unsupported', 'bda.signal.lock-type-is-supported', 'broadcast/signal-statistics:bda.signal.lock-type-is-supported'],
  ['bda.sample-time-of-zero', 'bda.signal.sample-time-default', 'broadcast/signal-statistics:bda.signal.sample-time-default'],
  ['bda.multiplier-ignored', 'bda.tuner.setting.committed', 'broadcast/frequency-filter/KSPROPERTY_BDA_RF_TUNER_FREQUENCY_MULTIPLIER:bda.tuner.setting.committed'],
  ['bda.modulation-forgotten', 'bda.demodulator.setting.committed', 'broadcast/digital-demodulator/KSPROPERTY_BDA_MODULATION_TYPE:bda.demodulator.setting.committed'],
  ['bda.pid-not-unmapped', 'bda.pids.unmapped', 'broadcast/pid-filter:bda.pids.unmapped'],
  ['bda.pids-not-mapped', 'bda.pids.mapped-is-listed', 'broadcast/pid-filter:bda.pids.mapped-is-listed'],
  ['bda.pid-count-trusted', 'bda.pids.counted', 'broadcast/pid-filter:bda.pids.counted'],
  ['bda.address-count-trusted', 'bda.multicast.counted', 'broadcast/network-filter:bda.multicast.counted'],
  ['audio.channels-coupled', 'channel.independent', 'audio/node/KSPROPERTY_AUDIO_VOLUMELEVEL:channel.independent'],
  ['audio.channel-wraps', 'channel.beyond', 'audio/node/KSPROPERTY_AUDIO_MUTE:channel.beyond'],
  ['audio.channels-not-flagged', 'channel.flagged', 'audio/node/KSPROPERTY_AUDIO_VOLUMELEVEL:channel.flagged'],
  ['audio.level-out-of-range', 'channel.level.clamped', 'audio/node/KSPROPERTY_AUDIO_BASS:channel.level.clamped'],
  ['audio.change-not-told', 'audio.volume.told', 'audio/control:audio.volume.told'],
  ['audio.change-told-twice', 'audio.mute.told', 'audio/control:audio.mute.told'],
  ['audio.mux-source-unchecked', 'audio.mux.source', 'audio/control:audio.mux.source'],
  ['audio.equalizer-miscounts', 'audio.equalizer.bands', 'audio/control:audio.equalizer.bands'],
  ['audio.peak-not-reset', 'audio.peak-meter.resets', 'audio/control:audio.peak-meter.resets'],
  ['audio.mix-level-not-clamped', 'audio.supermix.clamped', 'audio/control:audio.supermix.clamped'],
  ['audio.listener-in-two-places', 'spatial.listener.whole', 'audio/3d:spatial.listener.whole'],
  ['audio.volume-limit-silent', 'audio.volume-limit.told', 'audio/control:audio.volume-limit.told'],
  ['audio.jack-change-not-told', 'bluetooth.presence', 'audio/bluetooth:bluetooth.presence'],
  ['audio.jack-absent-undetected', 'jack.presence.undetected', 'audio/jack:jack.presence.undetected'],
  ['audio.modes-on-bridge', 'processing.modes.wired', 'audio/signal-processing:processing.modes.wired'],
  ['audio.effects-of-any-mode', 'processing.effects.unknown-mode', 'audio/signal-processing:processing.effects.unknown-mode'],
  ['audio.mix-format-foreign', 'engine.mix-format', 'audio/engine:engine.mix-format'],
  ['audio.engine-pins-swapped', 'engine.descriptor', 'audio/engine:engine.descriptor'],
  ['audio.hold-ignored', 'telephony.hold', 'audio/telephony:telephony.hold'],
  ['audio.modules-of-two-devices', 'module.notification-device', 'audio/module:module.notification-device'],
  ['audio.detector-armed-for-nothing', 'sound-detector.no-patterns', 'audio/sound-detector:sound-detector.no-patterns'],
  ['audio.echo-cancelled-at-once', 'echo-cancel.fresh', 'audio/echo-cancel:echo-cancel.fresh'],
  ['position.runs-in-pause', 'audio.position.paused', 'audio/stream-position:audio.position.paused'],
  ['position.kept-after-stop', 'audio.position.stopped', 'audio/stream-position:audio.position.stopped'],
  ['position.off-rate', 'audio.position.rate', 'audio/stream-position:audio.position.rate'],
  ['position.jumps', 'audio.position.rate', 'audio/stream-position:audio.position.rate'],
  ['position.within-block', 'audio.position.blocks', 'audio/stream-position:audio.position.blocks'],
  ['position.beyond-buffer', 'audio.position.looped', 'audio/stream-position:audio.position.looped'],
  ['buffer.smaller-than-asked', 'rt.buffer.size', 'audio/rt-audio:rt.buffer.size'],
  ['notification.every-other', 'rt.notification.fires', 'audio/rt-audio:rt.notification.fires'],
  ['notification.goes-on', 'rt.notification.unregistered', 'audio/rt-audio:rt.notification.unregistered'],
  ['packet.late-accepted', 'packet.write.late', 'audio/packet:packet.write.late'],
  ['packet.end-forgotten', 'packet.write.ended', 'audio/packet:packet.write.ended'],
  ['packet.count-kept', 'packet.count.stopped', 'audio/packet:packet.count.stopped'],
  ['packet.read-again', 'packet.read.numbers', 'audio/packet:packet.read.numbers'],
  ['packet.presented-early', 'packet.presentation.start', 'audio/packet:packet.presentation.start'],
  ['register.accuracy-untrue', 'rt.position-register.accuracy', 'audio/rt-audio:rt.position-register.accuracy'],
  ['register.frequency-untrue', 'rt.clock-register.accuracy', 'audio/rt-audio:rt.clock-register.accuracy'],
  ['latency.untrue', 'rt.latency.low', 'audio/rt-audio:rt.latency.low'],
  ['audio.radio-stays-off', 'fm-radio.state', 'audio/fm-radio:fm-radio.state'],
  ['audio.loopback-taps-nowhere', 'loopback.tap-points', 'audio/loopback:loopback.tap-points'],
  ['audio.capabilities-reversed', 'wave.capabilities.direction', 'audio/wave:wave.capabilities.direction'],
  ['audio.current-device-first', 'sysaudio.instance', 'audio/sysaudio:sysaudio.instance'],
  ['audio.state-of-nothing', 'global-effects.state', 'audio/global-effects:global-effects.state'],
];

const deviceOf = (fault: string) => findFault(fault).device ?? 'testcap';

it.each(noticed)('%s is noticed by %s', (fault, claim, query) => {
  const kill = firstCatch(book, findFault(fault), { seed: 1, devices: [deviceOf(fault)], query: [query] });
  expect(kill?.claim).toBe(claim);
});

it('every fault is in the published table, with a claim that there is', () => {
  // A device may die of being looked at, and a campaign may find what no claim does.
  const others = ['discovery', ...oracleIds.map((id) => `fuzz ${id}`)];
  const claims = new Set([...others, ...[...book.laws, ...book.behaviours, ...book.models, ...book.profiles.flatMap(({ requires }) => requires)].map(({ id }) => id)]);
  const rows = readFileSync(join(packageRoot, 'docs/faults.md'), 'utf8').matchAll(/^\| ([\w.-]+) \|.*\| `([^`]+)` on \w+[^|]* \|/gm);
  const published = new Map([...rows].map(([, fault = '', claim = '']) => [fault, claim]));
  expect(faultIds().filter((id) => !published.has(id)), '`npm run faults -- --write docs/faults.md` makes it').toEqual([]);
  expect([...published].filter(([id, claim]) => !faultIds().includes(id) || !claims.has(claim))).toEqual([]);
});

const devices = [...new Set(noticed.map(([fault]) => deviceOf(fault)))];

it.each(devices)('what notices them passes on the healthy %s', (device) => {
  const query = noticed.filter(([fault]) => deviceOf(fault) === device).map(([, , q]) => q);
  expect(killOf(book, undefined, { seed: 1, devices: [device], query, destructive: true })).toBeUndefined();
});

it('counts a device that dies of being looked at as noticed', () => {
  const kill = killOf(book, 'property.support-asks-hardware', { seed: 1, devices: ['testcap'] });
  expect(kill).toMatchObject({ claim: 'discovery', verdict: 'crash', device: 'testcap' });
});

it('looks no further than the cases that were asked for, on each of the devices', () => {
  const fault = findFault('event.disable-unknown-succeeds');
  const query = ['core/clock/KSPROPERTY_CLOCK_TIME:property.get.**'];
  const looked = { seed: 1, devices: ['testcap', 'splitter'], query };
  expect(firstCatch(book, fault, looked)).toBeUndefined();
  expect(firstCatch(book, fault, { ...looked, query: ['**:event.disable.twice'], grep: /no case is called so/ })).toBeUndefined();
  const late = firstCatch(book, fault, { ...looked, query: ['**:event.disable.twice'], grep: /KSEVENT_CLOCK_INTERVAL_MARK/ });
  expect(late).toMatchObject({ way: 'run', device: 'testcap', claim: 'event.disable.twice', caseId: expect.stringContaining('KSEVENT_CLOCK_INTERVAL_MARK') as string });
});

it('a mistake in looking is not taken for a notice', () => {
  expect(() => killOf(book, 'no.such-fault', { seed: 1, devices: ['testcap'] })).toThrow('there is no fault "no.such-fault"');
  expect(() => killOf(book, undefined, { seed: 1, devices: ['testcap'], query: ['core/clok/**'] })).toThrow('no case matches "core/clok/**"');
});
