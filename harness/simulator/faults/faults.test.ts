import { describe, expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { Access, MustWait, TargetDied, type RequestId, type SwitchPoint } from '../../target/target.ts';
import { EVENT, METHOD, PROPERTY, TESTCAP_EVENTS, TESTCAP_METHODS, TESTCAP_PROPERTIES as OWN } from '../minidrivers/testcap/sets.ts';
import { PIN } from '../minidrivers/testcap/testcap.ts';
import { makeFormat } from '../classdrivers/ks/formats.ts';
import {
  BASICSUPPORT,
  Client,
  concat,
  GET,
  header,
  i64,
  pinId,
  RELATIONS,
  SET,
  u32,
  ulongs,
  type FrameSpec,
} from '../testing/client.ts';
import { bugClasses } from './bug-classes.ts';
import { faultIds, faults } from './faults.ts';

const CONNECTION = 'KSPROPSETID_Connection';
const nowhere = '{00000000-1111-2222-3333-444444444444}';
const second = 10_000_000n;
const [PAUSE, RUN] = [2, 3] as const;

/** A client with a filter and the pin that a probe needs. */
class Scene {
  readonly client: Client;
  readonly filter;
  constructor(faultId: string | null) {
    this.client = new Client('testcap', { faults: faultId === null ? [] : [faultId] });
    this.filter = this.client.openFilter();
  }
  own(id: number, flags: number, out: Uint8Array | number) {
    return this.client.property(this.filter, OWN, id, flags, out);
  }
  get level() {
    return u32(this.own(PROPERTY.LEVEL, GET, 4).out) | 0;
  }
  pin(id: number, state = 0) {
    const pin = this.client.openPin(this.filter, id);
    this.client.setState(pin, state);
    return pin;
  }
  send(pin: ReturnType<Scene['pin']>, write: boolean, ...frames: FrameSpec[]) {
    const { headers } = this.client.stream(frames);
    return [this.client.streamNow(pin, write, headers), [...headers.bytes].join(' ')];
  }
  openPin(change: Parameters<Client['connect']>[2], format = this.client.format(this.filter, PIN.CAPTURE)) {
    return this.client.openChild(this.filter, 'KSSTRING_Pin', this.client.connect(PIN.CAPTURE, format, change)).status;
  }
  enable(flags: number, id: number = EVENT.CHANGED, type = 1) {
    const signal = this.client.target.createSignal('auto-reset');
    const data = this.client.eventData(type, signal);
    const status = this.client.enable(this.filter, TESTCAP_EVENTS, id, flags, data);
    return { signal, data, status };
  }
  taken(signal: ReturnType<Scene['enable']>['signal']) {
    return this.client.target.takeSignals(signal, 0n);
  }
  /** Does something, and something else inside it at the first of these points. */
  interrupted(at: SwitchPoint, body: () => unknown, other: () => unknown, skip = 0): unknown {
    const { scheduling } = this.client.target;
    let left = skip;
    let seen: unknown;
    scheduling?.setSwitcher((point) => {
      if (point !== at || left-- !== 0) return;
      seen = attempt(other);
    });
    try {
      return [attempt(body), seen];
    } finally {
      scheduling?.setSwitcher(null);
    }
  }
  /** The device sleeps for a second. */
  sleep() {
    const { target } = this.client;
    target.plugAndPlay?.setPower('D3');
    target.sleep(second);
    target.plugAndPlay?.setPower('D0');
  }
  submitRead(pin: ReturnType<Scene['pin']>, write = false) {
    const { headers } = this.client.stream([{ extent: 8, used: write ? 8 : 0 }]);
    const code = write ? IOCTL.IOCTL_KS_WRITE_STREAM : IOCTL.IOCTL_KS_READ_STREAM;
    return { headers, id: this.client.target.submit(pin, code, null, { region: headers, offset: 0, length: headers.length }) };
  }
  ranges(): Uint8Array {
    const { out } = this.client.pinProperty(this.filter, 3, PIN.CAPTURE, 2000);
    return out.slice(8, 8 + 296);
  }
}

/** What something gives, or that it must wait. */
function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    if (error instanceof MustWait) return 'must wait';
    throw error;
  }
}

/** For every fault that shows on testcap something that a client sees differently. */
const probes: Readonly<Record<string, (scene: Scene) => unknown>> = {
  'property.size-query-without-size': (s) => s.own(PROPERTY.LEVEL, GET, 0),
  'property.size-query-drift': (s) => s.own(PROPERTY.TABLE, GET, 0),
  'property.short-output-succeeds': (s) => s.own(PROPERTY.LEVEL, GET, 3),
  'property.error-writes-output': (s) => s.own(PROPERTY.LEVEL, GET, 3),
  'property.information-is-output-length': (s) => s.own(PROPERTY.LEVEL, GET, 9).information,
  'property.information-unset': (s) => s.own(PROPERTY.LEVEL, GET, 4).information,
  'property.writes-behind-information': (s) => s.own(PROPERTY.LEVEL, GET, 12).out.slice(4),
  'property.uninitialised-byte': (s) => s.own(PROPERTY.WIDE, GET, 8).out,
  'property.unknown-set-status': (s) => s.client.property(s.filter, nowhere, 0, GET, 4).status,
  'property.unknown-id-succeeds': (s) => s.own(99, GET, 4).status,
  'property.missing-verb-succeeds': (s) => s.own(PROPERTY.CHANGES, SET, ulongs(1)).status,
  'property.basicsupport-hides-set': (s) => s.own(PROPERTY.LEVEL, BASICSUPPORT, 4).out,
  'property.description-without-lists': (s) => s.own(PROPERTY.LEVEL, BASICSUPPORT, 40).out,
  'property.relations-size-without-header': (s) => s.own(PROPERTY.LEVEL, RELATIONS, 100).out,
  'property.set-ignored': (s) => [s.own(PROPERTY.LEVEL, SET, ulongs(10)).status, s.level],
  'property.failed-set-applies': (s) => {
    s.own(PROPERTY.LEVEL, SET, ulongs(10));
    return [s.own(PROPERTY.LEVEL, SET, ulongs(1000)).status, s.level];
  },
  'property.range-not-enforced': (s) => s.own(PROPERTY.LEVEL, SET, ulongs(1000)).status,
  'property.short-input-crashes': (s) => s.client.property(s.filter, 'KSPROPSETID_Pin', 2, GET, 4).status,
  'property.pin-id-unchecked': (s) => s.client.pinProperty(s.filter, 2, 99, 4).status,
  'property.get-hangs': (s) => {
    const answer = s.client.target.ioctl(s.filter, IOCTL.IOCTL_KS_PROPERTY, header('KSPROPSETID_Pin', 12, GET, pinId(0)), null);
    return [answer, s.client.target.census().pendingRequests];
  },
  'property.list-overruns-output': (s) => s.client.pinProperty(s.filter, 3, PIN.CAPTURE, 100).status,
  'property.list-size-is-item-size': (s) => s.client.pinProperty(s.filter, 5, PIN.CAPTURE, 100).out,
  'property.unserialize-hides-failure': (s) => s.own(0, 0x1000, new Uint8Array(3)).status,
  'method.not-dispatched': (s) => s.client.method(s.filter, TESTCAP_METHODS, METHOD.NONE, 1, 0).status,
  'event.kernel-notification-accepted': (s) => s.enable(1, EVENT.CHANGED, 4).status,
  'event.short-data-crashes': (s) =>
    s.client.ioctl(s.filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(TESTCAP_EVENTS, EVENT.CHANGED, 1), 8).status,
  'event.disable-unknown-succeeds': (s) => s.client.disable(s.filter, s.client.eventData(1, 4)),
  'event.disable-does-nothing': (s) => {
    const { data, signal } = s.enable(1);
    const status = s.client.disable(s.filter, data);
    s.own(PROPERTY.LEVEL, SET, ulongs(10));
    return [status, s.taken(signal)];
  },
  'event.disable-all-of-everybody': (s) => {
    const pin = s.pin(PIN.RENDER);
    const [mine, other] = [s.client.openClock(pin), s.client.openClock(pin)];
    const signal = s.client.target.createSignal('auto-reset');
    s.client.enable(mine, 'KSEVENTSETID_Clock', 1, 1, s.client.eventData(1, signal, { extra: ulongs(1, 0) }));
    s.client.disable(other, null);
    return s.client.target.census().eventEnables;
  },
  'event.leaked-on-close': (s) => {
    s.enable(1);
    s.client.target.close(s.filter);
    return s.client.target.census().eventEnables;
  },
  'event.oneshot-stays': (s) => {
    const { data } = s.enable(2);
    s.own(PROPERTY.LEVEL, SET, ulongs(10));
    return s.client.disable(s.filter, data);
  },
  'event.never-raised': (s) => {
    const { signal } = s.enable(1);
    s.own(PROPERTY.LEVEL, SET, ulongs(10));
    return s.taken(signal);
  },
  'event.signalled-when-enabled': (s) => s.taken(s.enable(1).signal),
  'access.not-checked': (s) => {
    const pin = s.client.openPin(s.filter, PIN.CAPTURE, undefined, Access.write);
    return s.send(pin, false, { extent: 8 });
  },
  'connect.any-interface': (s) => s.openPin({ interface: { id: 5 } }),
  'connect.wrong-mismatch-status': (s) => s.openPin({ interface: { id: 5 } }),
  'connect.any-format': (s) => {
    const format = s.client.format(s.filter, PIN.CAPTURE);
    format[20] = 0x99;
    return s.openPin({}, format);
  },
  'connect.malformed-format-crashes': (s) => s.openPin({}, new Uint8Array(64)),
  'connect.limit-ignored': (s) => [s.openPin({}), s.openPin({})],
  'connect.leak-on-failure': (s) => [s.openPin({ interface: { id: 5 } }), s.client.target.census().allocations],
  'connect.count-not-decremented': (s) => {
    s.client.target.close(s.pin(PIN.CAPTURE));
    return s.client.pinProperty(s.filter, 0, PIN.CAPTURE, 8).out;
  },
  'intersection.wildcard-result': (s) => s.client.intersect(s.filter, PIN.CAPTURE, [s.ranges()]),
  'intersection.wrong-mismatch-status': (s) => {
    const foreign = makeFormat({ majorFormat: nowhere, subFormat: nowhere, specifier: nowhere });
    return s.client.intersection(s.filter, PIN.CAPTURE, [foreign], 500).status;
  },
  'intersection.reads-behind-input': (s) =>
    s.client.property(s.filter, 'KSPROPSETID_Pin', 4, GET, 500, concat(pinId(0), ulongs(72, 1, 1000), new Uint8Array(60)))
      .status,
  'format.proposal-always-accepted': (s) => s.client.pinProperty(s.filter, 14, PIN.RENDER, s.client.format(s.filter, 0), SET).status,
  'format.failed-set-sticks': (s) => {
    const pin = s.pin(PIN.CAPTURE);
    const format = s.client.format(s.filter, PIN.CAPTURE);
    format[120] = 1;
    return [s.client.property(pin, CONNECTION, 2, SET, format).status, s.client.property(pin, CONNECTION, 2, GET, 152).out];
  },
  'state.illegal-value-crashes': (s) => s.client.setState(s.pin(PIN.RENDER), 4),
  'state.jump-refused': (s) => s.client.setState(s.pin(PIN.RENDER), RUN),
  'state.stop-reported-as-acquire': (s) => {
    const pin = s.pin(PIN.RENDER, RUN);
    return [s.client.setState(pin, 0), s.client.state(pin)];
  },
  'clock.runs-always': (s) => {
    const pin = s.pin(PIN.RENDER, PAUSE);
    const clock = s.client.openClock(pin);
    s.client.target.sleep(1000n);
    return i64(s.client.property(clock, 'KSPROPSETID_Clock', 0, GET, 8).out);
  },
  'clock.stands-still': (s) => {
    const clock = s.client.openClock(s.pin(PIN.RENDER, RUN));
    s.client.target.sleep(1000n);
    return i64(s.client.property(clock, 'KSPROPSETID_Clock', 0, GET, 8).out);
  },
  'clock.physical-time-reverses': (s) => {
    const clock = s.client.openClock(s.pin(PIN.RENDER));
    const time = () => i64(s.client.property(clock, 'KSPROPSETID_Clock', 1, GET, 8).out);
    const first = time();
    s.client.target.sleep(1000n);
    return time() > first;
  },
  'clock.system-time-drifts': (s) => {
    const clock = s.client.openClock(s.pin(PIN.RENDER, RUN));
    s.client.target.sleep(second);
    return i64(s.client.property(clock, 'KSPROPSETID_Clock', 2, GET, 16).out, 8);
  },
  'clock.master-clock-in-any-state': (s) =>
    s.client.property(s.pin(PIN.RENDER, RUN), 'KSPROPSETID_Stream', 3, SET, new Uint8Array(8)).status,
  'clock.any-object-is-a-master-clock': (s) =>
    s.client.property(s.pin(PIN.RENDER), 'KSPROPSETID_Stream', 3, SET, ulongs(s.filter, 0)).status,
  'allocator.alignment-not-checked': (s) =>
    s.client.openChild(s.pin(PIN.RENDER), 'KSSTRING_Allocator', ulongs(0, 0, 1, 1, 2, 0)).status,
  'allocator.frame-size-zero': (s) =>
    s.client.openChild(s.pin(PIN.RENDER), 'KSSTRING_Allocator', ulongs(0, 0, 1, 0, 0, 0)).status,
  'allocator.function-table-for-users': (s) => {
    const allocator = s.client.openChild(s.pin(PIN.RENDER), 'KSSTRING_Allocator', ulongs(0x1, 0, 1, 4096, 3, 0));
    return [allocator.status, s.client.property(allocator.handle, 'KSPROPSETID_StreamAllocator', 0, GET, 16).status];
  },
  'property.never-written': (s) => s.own(PROPERTY.LEVEL, BASICSUPPORT, 300).out,
  'property.pending-not-marked': (s) => s.own(PROPERTY.LEVEL, RELATIONS, 100).status,
  'stream.stale-options-end-read': (s) => s.send(s.pin(PIN.CAPTURE, PAUSE), false, { extent: 8, flags: 1 }),
  'topology.dangling-connection': (s) => s.client.property(s.filter, 'KSPROPSETID_Topology', 2, GET, 500).out,
  'stream.header-size-not-checked': (s) => s.send(s.pin(PIN.RENDER, RUN), true, { extent: 8, size: 0 }),
  'stream.data-used-not-checked': (s) => s.send(s.pin(PIN.RENDER, RUN), true, { extent: 8, used: 9 }),
  'stream.data-used-exceeds-extent': (s) => s.send(s.pin(PIN.CAPTURE, RUN), false, { extent: 8 }),
  'stream.frame-not-locked': (s) => s.send(s.pin(PIN.CAPTURE, RUN), false, { extent: 8, kind: 'no-access' }),
  'stream.stop-keeps-reads': (s) => {
    const pin = s.pin(PIN.CAPTURE, PAUSE);
    const request = s.client.submitStream(pin, false, s.client.stream([{ extent: 8 }]).headers);
    s.client.setState(pin, 0);
    return s.client.target.wait(request, second);
  },
  'stream.cannot-be-cancelled': (s) => {
    const pin = s.pin(PIN.CAPTURE, PAUSE);
    s.client.submitStream(pin, false, s.client.stream([{ extent: 8 }]).headers);
    s.client.target.close(pin);
    return s.client.target.census().pendingRequests;
  },
  'stream.completed-twice': (s) => s.send(s.pin(PIN.RENDER, RUN), true, { extent: 8 }),
  'stream.reset-ignored': (s) => {
    const pin = s.pin(PIN.RENDER, RUN);
    return [s.client.reset(pin, 0), s.send(pin, true, { extent: 8 })];
  },
  'stream.reset-keeps-requests': (s) => {
    const pin = s.pin(PIN.CAPTURE, PAUSE);
    const request = s.client.submitStream(pin, false, s.client.stream([{ extent: 8 }]).headers);
    s.client.reset(pin, 0);
    return s.client.target.wait(request, second);
  },
  'stream.never-delivers': (s) => s.send(s.pin(PIN.CAPTURE, RUN), false, { extent: 8 }),
  'stream.time-scale-zero': (s) => s.send(s.pin(PIN.CAPTURE, RUN), false, { extent: 8 }),
  'kind.no-dropped-frames': (s) => s.client.property(s.pin(PIN.CAPTURE), 'PROPSETID_VIDCAP_DROPPEDFRAMES', 0, GET, 48).status,
  'stream.write-counts-headers': (s) => s.send(s.pin(PIN.RENDER, RUN), true, { extent: 8, used: 8 }),
  'concurrency.request-fetched-twice': (s) => {
    const asked = s.client.target.allocate(24);
    asked.bytes.set(header(OWN, PROPERTY.LEVEL, GET));
    const span = { region: asked, offset: 0, length: byteLength(24) };
    const get = () => s.client.ioctl(s.filter, IOCTL.IOCTL_KS_PROPERTY, span, ulongs(7));
    return s.interrupted('probe', get, () => (asked.bytes[20] = SET));
  },
  'concurrency.event-data-fetched-twice': (s) => {
    const target = s.client.target;
    const mine = s.client.eventData(1, target.createSignal('auto-reset'));
    const theirs = s.client.eventData(2, target.createSignal('semaphore'));
    const enable = () => s.client.enable(s.filter, TESTCAP_EVENTS, EVENT.CHANGED, 1, mine);
    return s.interrupted('probe', enable, () => {
      mine.bytes.set(theirs.bytes);
    }, 1);
  },
  'concurrency.stream-header-fetched-twice': (s) => {
    const pin = s.pin(PIN.RENDER, RUN);
    const { headers } = s.client.stream([{ extent: 8, used: 8 }]);
    const used = 36;
    return s.interrupted('probe', () => s.client.streamNow(pin, true, headers), () => (headers.bytes[used] = 4), 1);
  },
  'concurrency.signal-after-disable': (s) => {
    const { data, signal } = s.enable(1);
    const change = () => s.own(PROPERTY.LEVEL, SET, ulongs(10)).status;
    return [s.interrupted('signal', change, () => s.client.disable(s.filter, data)), s.taken(signal)];
  },
  'concurrency.cancel-completes-again': (s) => {
    const target = s.client.target;
    const { id } = s.submitRead(s.pin(PIN.CAPTURE, RUN));
    return s.interrupted('complete', () => target.wait(id, second), () => {
      target.cancel(id);
    });
  },
  'concurrency.queued-after-stop': (s) => {
    const pin = s.pin(PIN.CAPTURE, PAUSE);
    let id: RequestId | undefined;
    s.interrupted('state', () => (id = s.submitRead(pin).id), () => s.client.setState(pin, 0));
    s.client.setState(pin, 0);
    return id === undefined ? 'none' : s.client.target.wait(id, second);
  },
  'concurrency.reset-returns-requests-first': (s) => {
    const pin = s.pin(PIN.CAPTURE, PAUSE);
    const reset = () => s.client.ioctl(pin, IOCTL.IOCTL_KS_RESET_STATE, ulongs(0), 0).status;
    return s.interrupted('state', reset, () => s.client.target.wait(s.submitRead(pin).id, 0n));
  },
  'concurrency.torn-get': (s) => {
    s.own(PROPERTY.LEVEL, SET, ulongs(10));
    return s.interrupted('state', () => s.own(PROPERTY.LEVEL, GET, 4).out, () => s.own(PROPERTY.LEVEL, SET, ulongs(-10 >>> 0)).status);
  },
  'concurrency.state-seen-late': (s) => {
    const pin = s.pin(PIN.CAPTURE);
    const seen: unknown[] = [];
    // Another thread changes the state, and a third one asks for it, both inside of one request.
    const turns = [() => s.client.setState(pin, PAUSE), () => s.client.state(pin)];
    const { scheduling } = s.client.target;
    let inside = false;
    scheduling?.setSwitcher(() => {
      const turn = inside ? undefined : turns.shift();
      if (!turn) return;
      inside = true;
      try {
        seen.push(turn());
      } catch (error) {
        if (!(error instanceof MustWait)) throw error;
        turns.unshift(turn);
      } finally {
        inside = false;
      }
    });
    s.own(PROPERTY.LEVEL, GET, 4);
    scheduling?.setSwitcher(null);
    return seen;
  },
  'concurrency.limit-checked-before': (s) => {
    const open = () => s.openPin({});
    return s.interrupted('state', open, open);
  },
  'power.not-resumed': (s) => {
    const pin = s.pin(PIN.CAPTURE, RUN);
    s.sleep();
    return s.client.state(pin);
  },
  'power.not-quiesced': (s) => {
    const pin = s.pin(PIN.CAPTURE, RUN);
    const clock = s.client.openClock(pin);
    s.sleep();
    return i64(s.client.property(clock, 'KSPROPSETID_Clock', 0, GET, 8).out);
  },
  'power.timers-lost': (s) => {
    const pin = s.pin(PIN.CAPTURE, RUN);
    const signal = s.client.target.createSignal('semaphore');
    const data = s.client.eventData(2, signal, { extra: concat(ulongs(0, 0), ulongs(100_000, 0)) });
    s.client.enable(s.client.openClock(pin), 'KSEVENTSETID_Clock', 0, 1, data);
    s.taken(signal);
    s.sleep();
    return s.client.target.takeSignals(signal, second) > 0;
  },
  'power.settings-lost': (s) => {
    s.own(PROPERTY.LEVEL, SET, ulongs(10));
    s.sleep();
    return s.level;
  },
  'removal.requests-left': (s) => {
    const { id } = s.submitRead(s.pin(PIN.CAPTURE, PAUSE));
    s.client.target.plugAndPlay?.unplug();
    return s.client.target.wait(id, second);
  },
  'removal.request-on-its-way-left': (s) => {
    const pin = s.pin(PIN.CAPTURE, PAUSE);
    let id: RequestId | undefined;
    s.interrupted('probe', () => (id = s.submitRead(pin).id), () => s.client.target.plugAndPlay?.unplug());
    return id === undefined ? 'none' : s.client.target.wait(id, second);
  },
  'removal.requests-accepted': (s) => {
    s.client.target.plugAndPlay?.unplug();
    return s.own(PROPERTY.LEVEL, GET, 4).status;
  },
  'removal.interface-stays': (s) => {
    s.client.target.plugAndPlay?.unplug();
    return s.client.target.discover().length;
  },
  'removal.hardware-touched-on-close': (s) => {
    const pin = s.pin(PIN.CAPTURE, RUN);
    s.client.target.plugAndPlay?.unplug();
    return s.client.target.close(pin);
  },
  'concurrency.closed-under-request': (s) => {
    const pin = s.pin(PIN.CAPTURE);
    return s.interrupted('dispatch', () => s.client.state(pin), () => s.client.target.close(pin));
  },
};

function observe(faultId: string | null, probe: (scene: Scene) => unknown): string {
  try {
    return JSON.stringify(probe(new Scene(faultId)), (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value instanceof Uint8Array ? [...value] : value,
    );
  } catch (error) {
    if (error instanceof TargetDied) return `died: ${error.detail}`;
    throw error;
  }
}

const probed = faults().flatMap(({ id, device }) => (device === undefined ? [id] : []));

test('every fault has a probe or a device of its own, a unique id, and says what it does', () => {
  expect(Object.keys(probes).sort()).toEqual(probed.toSorted());
  expect(new Set(faultIds()).size).toBe(faultIds().length);
  expect(faultIds().length).toBeGreaterThanOrEqual(30);
  for (const { id, title, bugClass } of faults()) {
    expect(id).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
    expect(title.length).toBeGreaterThan(20);
    expect(bugClass).toMatch(/^(BUG-\d{3})?$/);
  }
});

test('every class of bugs has faults, and every fault is of a class that there is', () => {
  const covered = new Set(faults().map(({ bugClass }) => bugClass));
  expect(Object.keys(bugClasses).filter((id) => !covered.has(id))).toEqual([]);
  expect([...covered].filter((id) => id !== '' && !(id in bugClasses))).toEqual([]);
  expect(Object.keys(bugClasses)).toHaveLength(87);
});

describe('each fault changes what a client sees', () => {
  test.each(probed)('%s', (id) => {
    const probe = probes[id] as (scene: Scene) => unknown;
    const healthy = observe(null, probe);
    expect(healthy).not.toMatch(/^died/);
    expect(observe(id, probe)).not.toBe(healthy);
  });
});

describe('a fault is only in the simulator that asked for it, and survives its reset', () => {
  test('property.unknown-set-status', () => {
    const id = 'property.unknown-set-status';
    const ask = (scene: Scene) => (probes[id] as (scene: Scene) => unknown)(scene);
    const [faulty, healthy] = [new Scene(id), new Scene(null)];
    expect([ask(faulty), ask(healthy)]).toEqual(['STATUS_NOT_FOUND', 'STATUS_PROPSET_NOT_FOUND']);
    faulty.client.target.reset();
    const filter = faulty.client.openFilter();
    expect(faulty.client.property(filter, nowhere, 0, GET, 4).status).toBe('STATUS_NOT_FOUND');
  });
});
