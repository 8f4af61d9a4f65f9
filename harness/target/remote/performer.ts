/** The agent's side of a connection: performs lists of calls on a target, and answers with lists of results. */
import { byteLength } from '../../abi/byte-length.ts';
import { TargetDied, TargetMisuse } from '../target.ts';
import type { Answer, Buffer as CallerBuffer, ProcessId, RequestId, Target } from '../target.ts';
import { AgentMemory, NothingThere } from './agent-memory.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { changesOf } from './changes.ts';
import { aftermath, durations, ending, givesOf, readCall, writeEffect } from './protocol.ts';
import type { Aftermath, Asked, Call, CallName, Ending, Given, Slot, WireBuffer } from './protocol.ts';

/** What no driver is asked for. */
const ownAffairs: ReadonlySet<CallName> = new Set([
  'allocate', 'write', 'release', 'createSignal', 'probe', 'census', 'observe', 'observed', 'violations', 'startProcess', 'enterProcess', 'peek',
]);

/** An output buffer without an address of its own: what was sent, and the array that the target writes to. */
interface Returned {
  readonly sent: Uint8Array;
  readonly array: Uint8Array;
}

/** Performs the calls of one connection. What they make belongs to it. */
export class Performer {
  readonly #target: Target;
  readonly #announce: (index: number) => void;
  readonly #virtualTime: boolean;
  readonly #memory: AgentMemory;
  readonly #requests = new Map<Slot, { readonly id: RequestId; readonly returned: Returned | null }>();
  /** The process that calls come from; `null` is the first one. */
  #process: ProcessId | null = null;
  #dead = false;

  /** @param announce is told, in a list that was foretold, which call comes next: whatever dies of it, the client knows of what */
  constructor(target: Target, announce: (index: number) => void = () => {}) {
    this.#target = target;
    this.#memory = new AgentMemory(target);
    this.#announce = announce;
    this.#virtualTime = target.capabilities.has('virtual-time');
  }

  /**
   * Performs a list, up to the first call that is not done, or goes otherwise than foretold.
   * @throws ProtocolError for bytes that are no list of calls: nothing was done then
   */
  perform(list: Uint8Array): Uint8Array<ArrayBuffer> {
    const from = new ByteReader(list);
    const to = new ByteWriter();
    to.u32(from.u32());
    const calls: ReturnType<typeof readCall>[] = [];
    while (from.left > 0) calls.push(readCall(from));
    const announced = calls.some(({ expected }) => expected !== null);
    const took: number[] = [];
    for (const [index, { call, expected }] of calls.entries()) {
      if (announced && !ownAffairs.has(call.call)) this.#announce(index);
      const began = performance.now();
      const goesOn = this.#answer(call, expected, to);
      took.push(Math.round((performance.now() - began) * 1000));
      if (!goesOn) break;
    }
    // Behind the last result: no ending has this number.
    to.u8(0xff);
    aftermath.write(to, { now: this.#now(), memory: this.#memory.news() });
    durations.write(to, took);
    return to.take();
  }

  /** Performs a call and writes its result; false if the list ends here. */
  #answer(call: Call, expected: Uint8Array | null, to: ByteWriter): boolean {
    const ends = (how: Ending, detail: string) => {
      ending.write(to, how);
      to.text(detail);
      return how === 'nothing-there' && expected === null;
    };
    let result: unknown;
    try {
      const process = this.#process;
      const { processes } = this.#target;
      result = process === null || !processes ? this.#perform(call) : processes.within(process, () => this.#perform(call));
    } catch (error) {
      if (error instanceof NothingThere) return ends('nothing-there', error.message);
      if (error instanceof TargetDied) {
        this.#dead = true;
        return ends('died', error.detail);
      }
      if (error instanceof TargetMisuse) return ends('misused', error.message);
      return ends('failed', error instanceof Error ? error.message : String(error));
    }
    if (expected === null) {
      ending.write(to, 'done');
      givesOf(call.call).write(to, result);
      return true;
    }
    writeEffect(this.#effect, call.call, { result: result as Given<CallName>, ...this.#aftermath() });
    const effect = this.#effect.take();
    const foretold = Buffer.compare(effect, expected) === 0;
    ending.write(to, foretold ? 'as-foretold' : 'otherwise');
    if (!foretold) to.raw(effect);
    return foretold;
  }

  readonly #effect = new ByteWriter();

  /** A clock that is real cannot be foretold. */
  #aftermath(): Aftermath {
    return { now: this.#virtualTime ? this.#now() : null, memory: this.#memory.news() };
  }

  #perform(call: Call): Given<CallName> {
    const target = this.#target;
    switch (call.call) {
      case 'discover':
        return { filters: target.discover().map((filter) => ({ ...filter, classDriver: filter.classDriver ?? null })) };
      case 'open':
        return target.open(call.path, call.access);
      case 'openChild':
        return target.openChild(call.parent, call.name.slice(), call.access);
      case 'close':
        return { status: target.close(call.handle) };
      case 'ioctl':
        return this.#ioctl(call);
      case 'submit':
        return this.#submit(call);
      case 'wait':
        return this.#wait(call);
      case 'cancel':
        target.cancel(this.#request(call.request).id);
        return {};
      case 'allocate':
        return this.#memory.allocate(call);
      case 'write':
        this.#memory.write(call);
        return {};
      case 'release':
        this.#memory.release(call.region);
        return {};
      case 'createSignal':
        return { handle: target.createSignal(call.kind, call.limit) };
      case 'takeSignals':
        return { count: target.takeSignals(call.signal, call.limit) };
      case 'sleep':
        target.sleep(call.duration);
        return {};
      case 'probe': {
        const liveness = target.probe();
        return liveness.alive ? { alive: true, detail: '' } : liveness;
      }
      case 'census':
        return { poolBytes: null, ...target.census() };
      case 'setPower':
      case 'unplug':
      case 'plug':
        return this.#managePower(call);
      case 'observe':
        have(target.observations, 'observations').active = call.active;
        return {};
      case 'observed': {
        const { fetches, handlerModes } = have(target.observations, 'observations');
        return { fetches, handlerModes };
      }
      case 'violations':
        return { violations: have(target.verifier, 'verifier').take() };
      case 'startProcess':
        return { process: have(target.processes, 'processes').start() };
      case 'enterProcess':
        this.#process = call.process as ProcessId | null;
        return {};
      case 'duplicate':
        return { handle: have(target.processes, 'processes').duplicate(call.handle, call.into as ProcessId) };
      case 'endProcess':
        have(target.processes, 'processes').end(call.process as ProcessId);
        return {};
      case 'peek':
        if (!target.peek) throw new TargetMisuse('the target has no mapped memory');
        return { bytes: target.peek(call.address, call.length) };
    }
  }

  #managePower(call: Extract<Call, { call: 'setPower' | 'unplug' | 'plug' }>): object {
    const plugAndPlay = have(this.#target.plugAndPlay, 'plug and play');
    if (call.call === 'setPower') plugAndPlay.setPower(call.state);
    else plugAndPlay[call.call]();
    return {};
  }

  // ---- requests ----------------------------------------------------------------------------------------------------

  #ioctl({ handle, code, input, output, limit }: Asked<'ioctl'>): Given<'ioctl'> {
    const { buffer, returned } = this.#output(output);
    const answer = this.#target.ioctl(handle, code, this.#buffer(input), buffer, limit ?? undefined);
    return answered(answer, returned);
  }

  #submit({ makes, handle, code, input, output }: Asked<'submit'>): object {
    const { buffer, returned } = this.#output(output);
    this.#requests.set(makes, { id: this.#target.submit(handle, code, this.#buffer(input), buffer), returned });
    return {};
  }

  #wait({ request, limit }: Asked<'wait'>): Given<'wait'> {
    const { id, returned } = this.#request(request);
    const answer = this.#target.wait(id, limit);
    if (answer) this.#requests.delete(request);
    return { answer: answer && answered(answer, returned) };
  }

  #request(slot: Slot) {
    const request = this.#requests.get(slot);
    if (!request) throw new NothingThere(`request ${slot} is not in flight`);
    return request;
  }

  #buffer(buffer: WireBuffer): CallerBuffer {
    if (buffer === null) return null;
    if ('bytes' in buffer) return buffer.bytes.slice();
    const length = byteLength(buffer.length);
    if ('address' in buffer) return { address: buffer.address, length };
    return { ...buffer, length, region: this.#memory.region(buffer.region) };
  }

  #output(buffer: WireBuffer): { readonly buffer: CallerBuffer; readonly returned: Returned | null } {
    if (buffer === null || !('bytes' in buffer)) return { buffer: this.#buffer(buffer), returned: null };
    const array = buffer.bytes.slice();
    return { buffer: array, returned: { sent: array.slice(), array } };
  }

  #now(): bigint | null {
    return this.#dead ? null : this.#target.now();
  }
}

function have<T>(ability: T | undefined, what: string): T {
  if (ability === undefined) throw new TargetMisuse(`the target has no ${what}`);
  return ability;
}

function answered({ status, information, timedOut }: Answer, returned: Returned | null): Given<'ioctl'> {
  return { status, information, timedOut: timedOut === true, output: returned ? changesOf(returned.sent, returned.array) : [] };
}
