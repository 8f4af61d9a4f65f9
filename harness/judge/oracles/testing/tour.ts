/**
 * A small tour of the reference device with all oracles on: what the tests of "only this oracle notices it" are made of.
 * Every request goes through the oracles of answers; each stop then asks what one of the others needs.
 */
import { codecOf } from '../../../abi/codec.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import { TESTCAP_EVENTS, TESTCAP_PROPERTIES as OWN, PROPERTY } from '../../../simulator/minidrivers/testcap/sets.ts';
import { NODE, PIN } from '../../../simulator/minidrivers/testcap/testcap.ts';
import { BASICSUPPORT, Client, concat, GET, header, pinId, RELATIONS, SET, ulongs } from '../../../simulator/testing/client.ts';
import type { Fields } from '../../../spec/functions/formats.ts';
import type { Answer, Census, Handle, Region, Target } from '../../../target/target.ts';
import { createName, KSSTRING } from '../../../abi/create-strings.ts';
import { modeBreach, addressClassBreach } from '../access-mode.ts';
import { censusBreach } from '../census.ts';
import { canaryBreach, conservationBreach, extentBreach, orderBreach, stamp, stampLength } from '../data-integrity.ts';
import { addressBreach, leftoverBreach, unwrittenBreach } from '../disclosure.ts';
import { EventLedger } from '../events.ts';
import { fetchBreach } from '../fetches.ts';
import { acceptanceBreach, intersectionBreach, proposalBreach } from '../formats.ts';
import { kindBreach, parameterBreach, setBreach } from '../kind-matrix.ts';
import { linearizabilityBreach, type Operation, type Sequential } from '../linearizability.ts';
import { cancelBreach, completionBreach, limits, timeBreach } from '../liveness.ts';
import { equivalenceBreach, relations, type Outcome } from '../metamorphic.ts';
import { deathBreach, livenessBreach } from '../no-crash.ts';
import type { Breach } from '../oracle.ts';
import { asleepBreach, flowBreach, goneBreach, resumeBreach, returnBreach } from '../power.ts';
import { duplicateBreach, exitBreach, survivorBreach } from '../processes.ts';
import { atomicityBreach, frameBreach, roundTripBreach, supportBreach } from '../round-trip.ts';
import { listBreach, promiseBreach, staleBreach, steadyBreach } from '../size-contract.ts';
import type { Snapshot } from '../snapshot.ts';
import { answerBreach, canaryLength, fills } from '../stateless.ts';
import { StateOracle, type Machine } from '../state-machine.ts';
import { statusBreach, statusSet } from '../status-contract.ts';
import { monotoneBreach, phaseBreach, rateBreach, restBreach } from '../temporal.ts';
import { filterNode, graphBreach, type Connection } from '../topology.ts';
import { verifierBreach } from '../verifier.ts';

const { IOCTL_KS_PROPERTY, IOCTL_KS_METHOD, IOCTL_KS_ENABLE_EVENT, IOCTL_KS_DISABLE_EVENT } = IOCTL;
const { IOCTL_KS_READ_STREAM, IOCTL_KS_WRITE_STREAM, IOCTL_KS_RESET_STATE, IOCTL_KS_HANDSHAKE } = IOCTL;
const CONNECTION = 'KSPROPSETID_Connection';
const CLOCK = 'KSPROPSETID_Clock';
const ENABLE = 1;
const ms = 10_000n;
const [STOP, PAUSE, RUN] = [0, 2, 3] as const;
const states = ['STOP', 'ACQUIRE', 'PAUSE', 'RUN'] as const;
const unknownSet = '{5E1F0B7C-2D3A-4C4B-8E5F-60718293A4B5}';

/** An answer with what Out holds after it. */
interface Told extends Answer {
  readonly bytes: Uint8Array;
}

/** Goes through the device from its first open to its last close. What was found, in order. */
export function tour(target: Target): readonly Breach[] {
  const visit = new Visit(target);
  try {
    visit.all();
  } catch (error) {
    const death = deathBreach(error);
    if (!death) throw error;
    // A rule that is named says more than that the machine stopped.
    visit.found.push(verifierBreach(target.verifier?.take() ?? []) ?? death);
  }
  return visit.found;
}

class Visit {
  readonly found: Breach[] = [];
  readonly #client: Client;
  readonly #target: Target;
  #filter: Handle;

  constructor(target: Target) {
    this.#target = target;
    this.#client = new Client(target);
    if (target.observations) target.observations.active = true;
    target.verifier?.take();
    this.#filter = this.#client.openFilter();
    target.close(this.#filter);
  }

  all(): void {
    const before = this.#target.census();
    this.#filter = this.#client.openFilter();
    const first = this.#settings();
    for (const stop of [
      this.#statuses, this.#sizes, this.#disclosure, this.#roundTrips, this.#ways, this.#events, this.#kinds, this.#states, this.#frames,
      this.#times, this.#cancelling, this.#topology, this.#formats, this.#overlaps, this.#sleep, this.#processes,
    ]) {
      stop.call(this);
    }
    this.#closeAll(before);
    this.#removal(first);
    this.#note(livenessBreach(this.#target.probe()));
    this.#rules();
  }

  #note(breach: Breach | null): void {
    if (breach) this.found.push(breach);
  }

  /** Sends a request with Out over a fill pattern, or with a value, and asks the oracles of answers. */
  #ask(what: string, handle: Handle, code: number, input: Uint8Array, out: Uint8Array | number, fill: number = fills[0]): Told {
    const length = typeof out === 'number' ? out : out.length;
    const whole = new Uint8Array(length + canaryLength).fill(fill);
    const output = whole.subarray(0, length);
    if (typeof out !== 'number') output.set(out);
    const answer = this.#target.ioctl(handle, code, input, length > 0 ? output : null, limits.request);
    this.#note(completionBreach(what, answer));
    if (answer.timedOut !== true && length > 0) this.#note(answerBreach(answer, output, whole, typeof out === 'number' ? undefined : out, fill));
    this.#note(staleBreach(answer));
    const { observations } = this.#target;
    if (observations) {
      this.#note(modeBreach(what, observations.handlerModes));
      this.#note(fetchBreach(what, observations.fetches));
    }
    this.#rules();
    return { ...answer, bytes: output.slice(0, Math.min(answer.information, length)) };
  }

  #rules(): void {
    const { verifier } = this.#target;
    if (verifier) this.#note(verifierBreach(verifier.take()));
  }

  #get(set: string, id: number, out: number, handle = this.#filter, instance?: Uint8Array, fill?: number): Told {
    return this.#ask(`get ${id} of ${set}`, handle, IOCTL_KS_PROPERTY, header(set, id, GET, instance), out, fill);
  }

  #set(id: number, value: Uint8Array, handle = this.#filter, set = OWN): Told {
    return this.#ask(`set ${id} of ${set}`, handle, IOCTL_KS_PROPERTY, header(set, id, SET), value);
  }

  /** A list or other value of a size that only the device knows. */
  #whole(set: string, id: number, instance?: Uint8Array): Told {
    const query = this.#get(set, id, 0, this.#filter, instance);
    const answer = this.#get(set, id, query.information, this.#filter, instance);
    this.#note(promiseBreach(query, answer));
    return answer;
  }

  /** What the controls of the filter are set to. */
  #settings(): Snapshot {
    const sizes = [[PROPERTY.LEVEL, 4], [PROPERTY.ENABLE, 4], [PROPERTY.MODE, 4], [PROPERTY.WIDE, 8], [PROPERTY.TABLE, 20]] as const;
    return new Map(sizes.map(([id, size]) => [`property ${id}`, this.#get(OWN, id, size).bytes]));
  }

  #statuses(): void {
    const probe = (what: string, input: Uint8Array, wanted: number, rule: string, code: number = IOCTL_KS_PROPERTY, out = 0) => {
      const { status, timedOut } = this.#ask(what, this.#filter, code, input, out);
      // What a request ends with that was cancelled is the doing of the harness.
      if (timedOut !== true) this.#note(statusBreach(what, status, statusSet(wanted), rule));
    };
    probe('a get of an unknown set', header(unknownSet, 0, GET), STATUS.STATUS_PROPSET_NOT_FOUND, 'PROP-010', IOCTL_KS_PROPERTY, 16);
    probe('a method of an unknown set', header(unknownSet, 0, 0), STATUS.STATUS_PROPSET_NOT_FOUND, 'PROP-010', IOCTL_KS_METHOD);
    probe('a get of an unknown id', header(OWN, 99, GET), STATUS.STATUS_NOT_FOUND, 'PROP-011', IOCTL_KS_PROPERTY, 16);
    probe('a get whose In is short', header(OWN, 0, GET).subarray(0, 23), STATUS.STATUS_INVALID_BUFFER_SIZE, 'PROP-001');
    probe('a get of a pin that is not there', header('KSPROPSETID_Pin', 2, GET, pinId(77)), STATUS.STATUS_INVALID_PARAMETER, 'PIN-003', IOCTL_KS_PROPERTY, 4);
  }

  #sizes(): void {
    const lists = [[OWN, PROPERTY.TABLE, 4, undefined], ['KSPROPSETID_Topology', 1, 16, undefined], ['KSPROPSETID_Topology', 2, 16, undefined],
      ['KSPROPSETID_Pin', 5, 24, pinId(PIN.CAPTURE)], ['KSPROPSETID_Pin', 3, 'told', pinId(PIN.CAPTURE)]] as const;
    for (const [set, id, entries, instance] of lists) this.#note(listBreach(this.#whole(set, id, instance).bytes, entries));
    this.#whole(OWN, PROPERTY.LEVEL);
    this.#ask('relations', this.#filter, IOCTL_KS_PROPERTY, header(OWN, PROPERTY.LEVEL, RELATIONS), 64);
    this.#note(steadyBreach(this.#get(OWN, PROPERTY.TABLE, 64), this.#get(OWN, PROPERTY.TABLE, 64)));
  }

  #disclosure(): void {
    for (const [set, id, out] of [[OWN, PROPERTY.WIDE, 8], ['KSPROPSETID_General', 0, 72], ['KSPROPSETID_Topology', 1, 64]] as const) {
      const [first, second] = fills.map((fill) => this.#get(set, id, out, this.#filter, undefined, fill).bytes);
      if (!first || !second) continue;
      this.#note(unwrittenBreach(first, second, fills[0], fills[1]) ?? leftoverBreach(first, second) ?? addressBreach(first));
    }
  }

  #roundTrips(): void {
    const before = this.#settings();
    const level = ulongs(40);
    this.#set(PROPERTY.LEVEL, level);
    this.#note(roundTripBreach('LEVEL', level, this.#get(OWN, PROPERTY.LEVEL, 4).bytes));
    const after = this.#settings();
    this.#note(frameBreach('set LEVEL', before, after, new Set([`property ${PROPERTY.LEVEL}`])));
    this.#note(atomicityBreach('set MODE to what it has not', this.#set(PROPERTY.MODE, ulongs(3)).status, after, this.#settings()));
    this.#note(frameBreach('reading', after, this.#settings(), new Set()));
    for (const id of [PROPERTY.LEVEL, PROPERTY.CHANGES]) {
      const support = this.#ask('support', this.#filter, IOCTL_KS_PROPERTY, header(OWN, id, BASICSUPPORT), 4);
      const told = u32(support.bytes);
      this.#note(supportBreach(`property ${id}`, { verb: 'get', told: (told & GET) !== 0, status: this.#get(OWN, id, 4).status }));
      const current = this.#get(OWN, id, 4).bytes;
      this.#note(supportBreach(`property ${id}`, { verb: 'set', told: (told & SET) !== 0, status: this.#set(id, current).status }));
    }
  }

  /** LEVEL directly and in a serialized set, and with bytes behind the request that nobody asked for. */
  #ways(): void {
    const way = (value: number, set: (value: number) => Answer): Outcome => {
      this.#set(PROPERTY.LEVEL, ulongs(0));
      return { ...set(value), after: new Map([['LEVEL', this.#get(OWN, PROPERTY.LEVEL, 4).bytes]]) };
    };
    const direct = (value: number) => this.#set(PROPERTY.LEVEL, ulongs(value));
    for (const value of [20, 21]) {
      this.#note(equivalenceBreach('set LEVEL', relations.serialized, way(value, direct), way(value, (v) => this.#unserialize(v))));
    }
    const plain = this.#get(OWN, PROPERTY.LEVEL, 4);
    const surplus = this.#get(OWN, PROPERTY.LEVEL, 4, this.#filter, ulongs(1, 2, 3));
    this.#note(equivalenceBreach('get LEVEL', relations.neutralFlags, plain, surplus));
  }

  /** What the device serializes, with another LEVEL in it. */
  #unserialize(level: number): Answer {
    const stream = this.#ask('serialize', this.#filter, IOCTL_KS_PROPERTY, header(OWN, 0, serializeSet), 512).bytes;
    // Behind the header of the set, the first record is that of LEVEL: its value follows it.
    new DataView(stream.buffer, stream.byteOffset).setInt32(serialHeader + serialRecord, level, true);
    return this.#ask('unserialize', this.#filter, IOCTL_KS_PROPERTY, header(OWN, 0, unserializeSet), stream);
  }

  #events(): void {
    const ledger = new EventLedger();
    const enabled = new Map<string, { readonly signal: Handle; readonly data: Region }>();
    const enable = (name: string, oneshot: boolean) => {
      const signal = this.#target.createSignal('semaphore', 100);
      const data = this.#client.eventData(2, signal);
      this.#client.enable(this.#filter, TESTCAP_EVENTS, 0, ENABLE | (oneshot ? oneShot : 0), data);
      ledger.enabled(name, { cause: 'LEVEL changes', oneshot, counts: true });
      enabled.set(name, { signal, data });
    };
    const change = (level: number) => {
      this.#set(PROPERTY.LEVEL, ulongs(level));
      ledger.happened('LEVEL changes');
    };
    const take = () => {
      for (const [name, { signal }] of enabled) this.#note(ledger.took(name, this.#target.takeSignals(signal, 0n)));
    };
    this.#set(PROPERTY.LEVEL, ulongs(0));
    enable('every change', false);
    enable('one change', true);
    take();
    change(5);
    change(10);
    take();
    this.#set(PROPERTY.LEVEL, ulongs(10));
    take();
    const lasting = enabled.get('every change');
    if (lasting) this.#client.disable(this.#filter, lasting.data);
    ledger.disabled('every change');
    change(15);
    take();
    for (const { signal, data } of enabled.values()) {
      this.#target.close(signal);
      this.#target.release(data);
    }
  }

  #kinds(): void {
    const common = [IOCTL_KS_PROPERTY, IOCTL_KS_METHOD, IOCTL_KS_ENABLE_EVENT, IOCTL_KS_DISABLE_EVENT, IOCTL_KS_RESET_STATE];
    const matrix = { filter: new Set<number>(common), clock: new Set<number>(common), pin: new Set<number>([...common, IOCTL_KS_READ_STREAM, IOCTL_KS_WRITE_STREAM]) };
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    const clock = this.#client.openClock(pin);
    for (const [kind, handle] of [['filter', this.#filter], ['pin', pin], ['clock', clock]] as const) {
      for (const code of [IOCTL_KS_HANDSHAKE, IOCTL_KS_READ_STREAM, IOCTL_KS_WRITE_STREAM]) {
        if (!matrix[kind].has(code)) this.#note(kindBreach(matrix, kind, code, this.#ask('a foreign request', handle, code, ulongs(0), 0).status));
      }
      this.#note(setBreach(kind, 'the connection set', ['pin'], this.#get(CONNECTION, 0, 4, handle).status));
      this.#note(setBreach(kind, 'the clock set', ['clock'], this.#get(CLOCK, 0, 8, handle).status));
    }
    const closed = this.#client.openFilter();
    this.#target.close(closed);
    for (const [given, handle] of [['clock', clock], ['filter', this.#filter], [undefined, closed]] as const) {
      const value = concat(ulongs(handle), ulongs(0));
      this.#note(parameterBreach('set the master clock', 'clock', given, this.#set(3, value, pin, 'KSPROPSETID_Stream').status));
    }
    this.#set(3, ulongs(0, 0), pin, 'KSPROPSETID_Stream');
    this.#target.close(clock);
    this.#target.close(pin);
  }

  /** Every state from every other, twice by different ways; what a pin takes and tells there. */
  #states(): void {
    const machine: Machine<number> = {
      initial: STOP,
      key: (state) => states[state] ?? String(state),
      commands: {
        ...Object.fromEntries(states.map((name, state) => [name, { next: () => state }])),
        nonsense: { when: () => false, next: (state) => state },
      },
    };
    const oracle = new StateOracle(machine);
    for (const ways of [[PAUSE, STOP, 1, RUN, 1, STOP], [RUN, PAUSE, RUN, STOP, PAUSE, 1]]) {
      const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
      oracle.reset();
      for (const state of ways) {
        this.#note(oracle.did(states[state] ?? '', this.#set(0, ulongs(state), pin, CONNECTION).status));
        this.#note(oracle.did('nonsense', this.#set(0, ulongs(7), pin, CONNECTION).status));
        const told = u32(this.#get(CONNECTION, 0, 4, pin).bytes);
        this.#note(oracle.says(states[told] ?? String(told)));
        this.#note(oracle.looks(`reads ${this.#takesReads(pin) ? 'taken' : 'refused'}`));
      }
      this.#target.close(pin);
    }
  }

  #takesReads(pin: Handle): boolean {
    const { headers, frames } = this.#client.stream([{ extent: 64 }]);
    const request = this.#client.submitStream(pin, false, headers);
    const early = this.#target.wait(request, 0n);
    if (!early) {
      this.#target.cancel(request);
      this.#target.wait(request, 0n);
    }
    for (const region of [headers, ...frames]) this.#target.release(region);
    return early === null || isSuccess(early.status);
  }

  /** Reads of a running pin, each in a frame that is longer than what the pin is told of it. */
  #frames(): void {
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    this.#set(0, ulongs(RUN), pin, CONNECTION);
    const stamped: Uint8Array[] = [];
    let done = 0;
    const given = 4;
    const extent = 4096;
    for (let i = 0; i < given; i++) {
      const memory = this.#target.allocate(extent + 2 * canaryLength);
      memory.bytes.fill(fills[0]);
      const { headers, frames } = this.#client.stream([{ extent }]);
      this.#point(headers, memory.address + BigInt(canaryLength));
      const answer = this.#target.wait(this.#client.submitStream(pin, false, headers), 100n * ms);
      if (answer && isSuccess(answer.status)) done++;
      const used = this.#client.headerField(headers, 'dataUsed');
      this.#note(extentBreach('a read', used, extent));
      this.#note(canaryBreach('a read', memory.bytes, canaryLength, canaryLength + Math.min(used, extent), fills[0]));
      if (used >= 2 && used <= extent) stamped.push(endsOf(memory.bytes.subarray(canaryLength, canaryLength + used)));
      for (const region of [headers, memory, ...frames]) this.#target.release(region);
    }
    this.#note(conservationBreach('reads', 'requests', { given, done, pending: this.#target.census().pendingRequests }));
    this.#note(orderBreach('reads', stamped));
    for (const kind of ['read-only', 'no-access', 'kernel'] as const) {
      const memory = this.#target.allocate(extent, kind);
      const { headers, frames } = this.#client.stream([{ extent }]);
      this.#point(headers, memory.address);
      const answer = this.#target.wait(this.#client.submitStream(pin, false, headers), 100n * ms);
      if (answer) this.#note(addressClassBreach('a read', kind, 'writes', answer.status));
      for (const region of [headers, memory, ...frames]) this.#target.release(region);
    }
    this.#target.close(pin);
  }

  /** Puts an address into the Data of a stream header. */
  #point(headers: Region, address: bigint): void {
    new DataView(headers.bytes.buffer, headers.bytes.byteOffset).setBigUint64(dataAt, address, true);
  }

  /** A clock that runs, rests and is waited for. */
  #times(): void {
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    const clock = this.#client.openClock(pin);
    const time = (): number => Number(i64(this.#get(CLOCK, 0, 8, clock).bytes));
    const physical: bigint[] = [];
    this.#set(0, ulongs(RUN), pin, CONNECTION);
    const readings: { at: number; position: number }[] = [];
    for (let i = 0; i < 12; i++) {
      readings.push({ at: Number(this.#target.now()), position: time() });
      physical.push(i64(this.#get(CLOCK, 1, 8, clock).bytes));
      this.#target.sleep(7n * ms);
    }
    this.#note(rateBreach('the time of the clock', readings, { rate: 10_000_000, tolerance: 0.01, jitter: Number(4n * ms) }));
    this.#note(monotoneBreach('the physical time', physical));
    this.#marks(clock, time());
    this.#set(0, ulongs(PAUSE), pin, CONNECTION);
    const resting = [time(), (this.#target.sleep(5n * ms), time())];
    this.#note(restBreach('the time of the clock', resting));
    this.#set(0, ulongs(STOP), pin, CONNECTION);
    this.#note(restBreach('the time of the clock', [time(), time()], true));
    this.#target.close(clock);
    this.#target.close(pin);
  }

  /** An interval notification of a clock that runs: every 10 ms from the one in 10 ms on. */
  #marks(clock: Handle, now: number): void {
    const period = 10 * Number(ms);
    const signal = this.#target.createSignal('semaphore', 100);
    const extra = new Uint8Array(16);
    const view = new DataView(extra.buffer);
    view.setBigInt64(0, BigInt(now + period), true);
    view.setBigInt64(8, BigInt(period), true);
    const data = this.#client.eventData(2, signal, { extra });
    const began = Number(this.#target.now());
    this.#client.enable(clock, 'KSEVENTSETID_Clock', 0, ENABLE, data);
    const came: number[] = [];
    for (let i = 0; i < 45; i++) {
      this.#target.sleep(ms);
      for (let n = this.#target.takeSignals(signal, 0n); n > 0; n--) came.push(Number(this.#target.now()) - began);
    }
    this.#note(phaseBreach('the interval mark', came, { first: period, period, late: 2 * Number(ms) }, 45 * Number(ms)));
    this.#client.disable(clock, data);
    this.#target.close(signal);
    this.#target.release(data);
  }

  #cancelling(): void {
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    this.#set(0, ulongs(PAUSE), pin, CONNECTION);
    const { headers, frames } = this.#client.stream([{ extent: 64 }]);
    const request = this.#client.submitStream(pin, false, headers);
    this.#target.cancel(request);
    this.#note(cancelBreach('a read', this.#target.wait(request, limits.cancel)));
    this.#ask('get SLOW', this.#filter, IOCTL_KS_PROPERTY, header(OWN, PROPERTY.SLOW, GET), 4);
    const started = this.#target.now();
    this.#target.close(pin);
    this.#note(timeBreach('closing the pin', started, this.#target.now(), limits.close));
    for (const region of [headers, ...frames]) this.#target.release(region);
  }

  #topology(): void {
    const pins = Array.from({ length: u32(this.#get('KSPROPSETID_Pin', 1, 4).bytes) }, (_, i) =>
      u32(this.#get('KSPROPSETID_Pin', 2, 4, this.#filter, pinId(i)).bytes) === 1 ? ('in' as const) : ('out' as const));
    const nodes = u32(this.#whole('KSPROPSETID_Topology', 1).bytes, 4);
    const list = this.#whole('KSPROPSETID_Topology', 2).bytes;
    const connections = Array.from({ length: u32(list, 4) }, (_, i): Connection => {
      const at = 8 + 16 * i;
      return { FromNode: u32(list, at), FromNodePin: u32(list, at + 4), ToNode: u32(list, at + 8), ToNodePin: u32(list, at + 12) };
    });
    this.#note(graphBreach({ nodes, pins, connections }));
    if (connections.every(({ FromNode }) => FromNode === filterNode)) throw new Error(`the tour needs node ${NODE.ADC}`);
  }

  #formats(): void {
    const offered = this.#ranges(PIN.AUDIO);
    const [whole] = offered;
    if (!whole) throw new Error('the tour needs a range');
    const codec = (type: string) => codecOf(type, this.#target.arch);
    const narrowed = whole.bytes.slice();
    const view = new DataView(narrowed.buffer);
    // MinimumSampleFrequency is the fourth of the five limits behind KSDATARANGE.
    const [low, high] = [76, 80];
    view.setUint32(low, view.getUint32(high, true), true);
    const disjoint = whole.bytes.slice();
    new DataView(disjoint.buffer).setUint32(low, 1_000_000, true);
    new DataView(disjoint.buffer).setUint32(high, 1_000_000, true);
    for (const bytes of [whole.bytes, narrowed, disjoint]) {
      const asked = codec('KSDATARANGE').decode(bytes) as Fields;
      const { status, information } = this.#intersect(bytes, 0);
      const answer = information > 0 ? this.#intersect(bytes, information) : { status, bytes: new Uint8Array(0) };
      const format = isSuccess(answer.status) ? (codec('KSDATAFORMAT').decode(answer.bytes) as Fields) : undefined;
      this.#note(intersectionBreach('an intersection', { asked: [asked], offered: offered.map(({ range }) => range), status: answer.status, format }));
    }
    const good = this.#intersect(whole.bytes, this.#intersect(whole.bytes, 0).information).bytes;
    const bad = good.slice();
    // nChannels of the wave format behind KSDATAFORMAT.
    new DataView(bad.buffer).setUint16(66, 7, true);
    for (const bytes of [good, bad]) {
      const { status, handle } = this.#target.openChild(this.#filter, createName(KSSTRING.KSSTRING_Pin, this.#client.connect(PIN.AUDIO, bytes)), readOnly);
      if (isSuccess(status)) this.#target.close(handle);
      this.#note(acceptanceBreach('opening a pin', codec('KSDATAFORMAT').decode(bytes) as Fields, offered.map(({ range }) => range), status));
      const proposed = this.#ask('propose', this.#filter, IOCTL_KS_PROPERTY, header('KSPROPSETID_Pin', 14, SET, pinId(PIN.AUDIO)), bytes).status;
      this.#note(proposalBreach('a format', proposed, status));
    }
  }

  #ranges(pin: number): { readonly bytes: Uint8Array; readonly range: Fields }[] {
    const list = this.#whole('KSPROPSETID_Pin', 3, pinId(pin)).bytes;
    const ranges = [];
    for (let at = 8, i = u32(list, 4); i > 0 && at + 4 <= list.length; i--) {
      const bytes = list.slice(at, at + u32(list, at));
      ranges.push({ bytes, range: codecOf('KSDATARANGE', this.#target.arch).decode(bytes) as Fields });
      at = (at + bytes.length + 7) & ~7;
    }
    return ranges;
  }

  #intersect(range: Uint8Array, out: number): Told {
    const padded = concat(range, new Uint8Array((8 - (range.length % 8)) % 8));
    const instance = concat(pinId(PIN.AUDIO), ulongs(8 + padded.length, 1), padded);
    return this.#get('KSPROPSETID_Pin', 4, out, this.#filter, instance);
  }

  /** A get and a set of LEVEL at every point of another set of it. */
  #overlaps(): void {
    const { scheduling } = this.#target;
    if (!scheduling) return;
    type Call = { readonly set: number } | 'get';
    const cell: Sequential<number, Call, number> = {
      initial: 0,
      key: String,
      apply: (state, call, answer) => (call === 'get' ? (answer === undefined || answer === state ? [state] : []) : [call.set]),
    };
    const other = this.#client.openFilter();
    for (let at = 0, passed = 1; at < passed; at++) {
      this.#set(PROPERTY.LEVEL, ulongs(0));
      const history: Operation<Call, number>[] = [];
      let clock = 1;
      const get = () => {
        const invoked = clock++;
        const { out } = this.#client.property(other, OWN, PROPERTY.LEVEL, GET, 4);
        history.push({ call: 'get', answer: u32(out) | 0, invoked, returned: clock++ });
      };
      passed = 0;
      scheduling.setSwitcher(() => {
        if (passed++ === at) get();
      });
      this.#set(PROPERTY.LEVEL, ulongs(100));
      scheduling.setSwitcher(null);
      history.push({ call: { set: 100 }, answer: 0, invoked: 0, returned: clock++ });
      get();
      this.#note(linearizabilityBreach(history, cell, ({ call, answer }) => (call === 'get' ? `get: ${answer}` : `set ${call.set}`)));
    }
    this.#target.close(other);
    this.#pinLimit(scheduling.setSwitcher.bind(scheduling));
  }

  /** The one instance of the capture pin, opened at every point of its own opening. */
  #pinLimit(setSwitcher: NonNullable<Target['scheduling']>['setSwitcher']): void {
    const format = this.#client.format(this.#filter, PIN.CAPTURE);
    const name = createName(KSSTRING.KSSTRING_Pin, this.#client.connect(PIN.CAPTURE, format));
    const free: Sequential<number, 'open', boolean> = {
      initial: 1,
      key: String,
      apply: (left, _, opened) => (opened === undefined ? [left, left - 1].filter((n) => n >= 0) : opened === (left > 0) ? [opened ? left - 1 : left] : []),
    };
    for (let at = 0, passed = 1; at < passed; at++) {
      const history: Operation<'open', boolean>[] = [];
      const opened: Handle[] = [];
      let clock = 0;
      const open = () => {
        const invoked = clock++;
        try {
          const { status, handle } = this.#target.openChild(this.#filter, name, readOnly);
          if (isSuccess(status)) opened.push(handle);
          history.push({ call: 'open', answer: isSuccess(status), invoked, returned: clock++ });
        } catch (error) {
          // Another thread would wait here: it comes after.
          if (!(error instanceof Error) || error.name !== 'MustWait') throw error;
        }
      };
      passed = 0;
      setSwitcher(() => {
        if (passed++ === at) open();
      });
      open();
      setSwitcher(null);
      this.#note(linearizabilityBreach(history, free, ({ answer }) => `open: ${answer}`));
      for (const handle of opened) this.#target.close(handle);
    }
  }

  #sleep(): void {
    const { plugAndPlay } = this.#target;
    if (!plugAndPlay) return;
    this.#set(PROPERTY.LEVEL, ulongs(50));
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    this.#set(0, ulongs(RUN), pin, CONNECTION);
    const before = this.#settings();
    const reading = () => {
      const { headers, frames } = this.#client.stream([{ extent: 4096 }]);
      return { request: this.#client.submitStream(pin, false, headers), regions: [headers, ...frames] };
    };
    plugAndPlay.setPower('D3');
    const { request, regions } = reading();
    const early = this.#target.wait(request, 100n * ms);
    this.#note(asleepBreach(early && isSuccess(early.status) ? 1 : 0, 'frames'));
    plugAndPlay.setPower('D0');
    const late = early ?? this.#target.wait(request, 1000n * ms);
    const next = late && isSuccess(late.status) ? undefined : reading();
    const answer = next ? this.#target.wait(next.request, 1000n * ms) : late;
    this.#note(flowBreach('sleep', answer && isSuccess(answer.status) ? 1 : 0, 'frames'));
    this.#note(resumeBreach('sleep', before, this.#settings()));
    for (const one of [request, next?.request]) if (one !== undefined) this.#abandon(one, late, one === request);
    this.#target.close(pin);
    for (const region of [...regions, ...(next?.regions ?? [])]) this.#target.release(region);
  }

  /** Ends a request that is still pending. */
  #abandon(request: Parameters<Target['cancel']>[0], late: Answer | null, first: boolean): void {
    if (first && late) return;
    try {
      this.#target.cancel(request);
      this.#target.wait(request, 0n);
    } catch (error) {
      // Its answer was taken.
      if (!(error instanceof Error) || error.name !== 'TargetMisuse') throw error;
    }
  }

  /** What a duplicate does in another process, and what is left for the owner when that process ends. */
  #processes(): void {
    const { processes } = this.#target;
    if (!processes) return;
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    this.#set(0, ulongs(PAUSE), pin, CONNECTION);
    const { headers, frames } = this.#client.stream([{ extent: 64 }]);
    const reading = this.#client.submitStream(pin, false, headers);
    const look = (): Outcome => ({ status: STATUS.STATUS_SUCCESS, information: 0, after: this.#settings() });
    const before = this.#target.census();
    const child = processes.start();
    const [filterThere, pinThere] = [processes.duplicate(this.#filter, child), processes.duplicate(pin, child)];
    const level = (handle: Handle): Outcome => this.#get(OWN, PROPERTY.LEVEL, 4, handle);
    const state = (handle: Handle): Outcome => this.#get(CONNECTION, 0, 4, handle);
    this.#note(duplicateBreach('get LEVEL', level(this.#filter), processes.within(child, () => level(filterThere))));
    this.#note(duplicateBreach('get STATE', state(pin), processes.within(child, () => state(pinThere))));
    const set = (value: number, handle: Handle): Outcome => {
      const answer = this.#set(PROPERTY.LEVEL, ulongs(value), handle);
      return { status: answer.status, information: answer.information };
    };
    const own = { ...set(35, this.#filter), after: this.#settings() };
    set(0, this.#filter);
    const there = { ...processes.within(child, () => set(35, filterThere)), after: this.#settings() };
    this.#note(duplicateBreach('set LEVEL', own, there));
    const held = look();
    processes.end(child);
    this.#note(survivorBreach('what the owner reads', held, look()));
    const early = this.#target.wait(reading, 0n);
    this.#note(survivorBreach('a read of the owner', waiting, early ?? waiting));
    this.#note(exitBreach(before, early ? before : this.#target.census()));
    if (!early) {
      this.#target.cancel(reading);
      this.#target.wait(reading, 0n);
    }
    this.#target.close(pin);
    for (const region of [headers, ...frames]) this.#target.release(region);
  }

  /** With a read and an enable under way: closing ends both. */
  #closeAll(before: Census): void {
    this.#set(PROPERTY.LEVEL, ulongs(0));
    const pin = this.#client.openPin(this.#filter, PIN.AUDIO);
    this.#set(0, ulongs(PAUSE), pin, CONNECTION);
    const { headers, frames } = this.#client.stream([{ extent: 64 }]);
    const request = this.#client.submitStream(pin, false, headers);
    const signal = this.#target.createSignal('auto-reset');
    const data = this.#client.eventData(1, signal);
    this.#client.enable(this.#filter, TESTCAP_EVENTS, 0, ENABLE, data);
    this.#target.close(pin);
    this.#target.close(this.#filter);
    this.#note(cancelBreach('a read whose pin is closed', this.#target.wait(request, limits.close)));
    this.#target.close(signal);
    for (const region of [headers, data, ...frames]) this.#target.release(region);
    this.#note(censusBreach(before, this.#target.census()));
  }

  /** The device is taken away while its filter is open, and comes back. */
  #removal(first: Snapshot): void {
    const { plugAndPlay } = this.#target;
    if (!plugAndPlay) return;
    this.#filter = this.#client.openFilter();
    this.#set(PROPERTY.LEVEL, ulongs(30));
    plugAndPlay.unplug();
    this.#note(goneBreach('get LEVEL', this.#get(OWN, PROPERTY.LEVEL, 4).status));
    this.#target.close(this.#filter);
    plugAndPlay.plug();
    this.#filter = this.#client.openFilter();
    this.#note(returnBreach(first, this.#settings()));
    this.#target.close(this.#filter);
  }
}

/** Numbers of an answer; 0 where it is too short: that it is, others tell. */
const u32 = (bytes: Uint8Array, at = 0): number =>
  at + 4 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) : 0;
const i64 = (bytes: Uint8Array): bigint => (bytes.length >= 8 ? new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true) : 0n);

/** What a request is that has not completed. */
const waiting: Outcome = { status: STATUS.STATUS_PENDING, information: 0 };
const readOnly = 0x8000_0000;
const oneShot = 2;
/** KSPROPERTY_TYPE_SERIALIZESET and _UNSERIALIZESET; sizes of KSPROPERTY_SERIALHDR and KSPROPERTY_SERIAL. */
const [serializeSet, unserializeSet] = [0x800, 0x1000] as const;
const [serialHeader, serialRecord] = [20, 32] as const;
/** KSSTREAM_HEADER.Data of an x64 caller. */
const dataAt = 40;

/** The device fills a frame with its number: the first and the last byte, as stamps. */
function endsOf(frame: Uint8Array): Uint8Array {
  const ends = new Uint8Array(2 * stampLength);
  stamp(ends, frame[0] ?? 0);
  new DataView(ends.buffer).setUint32(stampLength, frame[frame.length - 1] ?? 0, true);
  return ends;
}
