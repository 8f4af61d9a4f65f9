/** Requests a second: the floor, kscts, and what a competent engineer would write instead. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { writeGuid } from '../abi/guid.ts';
import { IOCTL } from '../abi/ioctl.ts';
import type { DeviceObject } from '../plan/device.ts';
import { findDevice } from '../simulator/devices.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { Simulation } from '../simulator/simulation.ts';
import type { CompiledObject } from '../spec/model.ts';
import { loadKoffi } from '../target/native/load-koffi.ts';
import { createNativeTarget } from '../target/native/native.ts';
import { Access, type Target } from '../target/target.ts';
import { getRequest, judgedRequests } from './judged.ts';
import { rate } from './measure.ts';
import { perSecond, percent, target as goal, times, type Section } from './table.ts';

/** A get of a LONG that the simulated testcap answers from a field: hardly anything but dispatch. */
const testcapSet = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}';
const code = IOCTL.IOCTL_KS_PROPERTY;

function request(): Uint8Array {
  const set = new Uint8Array(16);
  writeGuid(set, 0, testcapSet);
  return getRequest(set, 0);
}

/** A filter as the planner would find it, of which only the handle matters here. */
function filterOf(target: Target, declaration: CompiledObject): DeviceObject {
  const [filter] = target.discover();
  if (!filter) throw new Error(`${target.name} shows no filter`);
  return { path: filter.name, kind: 'filter', declaration, parent: undefined, filter, attributes: {}, offers: new Map() };
}

/**
 * The null native library.
 * @param library its path
 * @param libFuzzer executions a second of libFuzzer on the C example, where it was measured
 */
export function nativeRequests(library: string, declaration: CompiledObject, libFuzzer: number | undefined): Section {
  const floor = rate(bareNative(library));
  const target = createNativeTarget(library);
  const judged = rate(judgedRequests(target, filterOf(target, declaration), request(), 4));
  target.dispose();
  const competent = rate(competentNative(library));
  return {
    title: 'Requests: the null native library',
    about: 'A library in C that answers every request at once. `floor` is a loop of bare koffi calls with one prepared request; `kscts` makes each request from its template, sends it through the target, notes it on the tape and looks at the answer with every stateless oracle; `competent` is what an engineer would write: a fast-check property that fills koffi structs, calls, and expects, in one Vitest test.',
    rows: [
      { what: 'floor: bare calls', value: perSecond(floor), ratio: '100 %' },
      { what: 'kscts: judged requests', value: perSecond(judged), ratio: percent(judged, floor) },
      { what: 'competent: fast-check, koffi structs, expect', value: perSecond(competent), ratio: percent(competent, floor) },
      ...(libFuzzer === undefined ? [] : [{ what: 'libFuzzer on the example camera in C', value: perSecond(libFuzzer), ratio: percent(libFuzzer, floor) }]),
    ],
    targets: [
      goal('600,000 judged requests a second', judged >= 600_000, perSecond(judged)),
      goal('over 10 % of the floor', judged > floor / 10, percent(judged, floor)),
      goal('over 4× what a competent engineer would write', judged > 4 * competent, times(judged, competent)),
    ],
  };
}

/** The simulator's own dispatch, called as the target would call it. */
export function simulatorRequests(declaration: CompiledObject): Section {
  const simulation = new Simulation('x64', findDevice('testcap').make({ arch: 'x64' }));
  simulation.start();
  const { kernel } = simulation;
  const [filter] = kernel.interfaces;
  const { handle } = kernel.openPath(filter?.path ?? '', Access.readWrite);
  const input = request();
  const output = new Uint8Array(4);
  const floor = rate((count) => {
    for (let i = 0; i < count; i++) kernel.deviceControl(handle, code, input, output);
  });
  const target = createSimulator('testcap');
  const judged = rate(judgedRequests(target, filterOf(target, declaration), input, 4));
  return {
    title: 'Requests: the simulator',
    about: 'A get of a LONG of testcap. `floor` is the simulated kernel called directly; `kscts` as above.',
    rows: [
      { what: 'floor: the kernel’s dispatch', value: perSecond(floor), ratio: '100 %' },
      { what: 'kscts: judged requests', value: perSecond(judged), ratio: percent(judged, floor) },
    ],
    targets: [goal('at least 25 % of the dispatch alone', judged >= floor / 4, percent(judged, floor))],
  };
}

/** Bare calls of `kscts_ioctl` with one request that never changes. */
function bareNative(library: string): (count: number) => void {
  const { ioctl, device, memory } = opened(library);
  return (count) => {
    for (let i = 0; i < count; i++) ioctl(device, memory);
  };
}

/** Loads the library the way a script would. */
function opened(library: string) {
  const koffi = loadKoffi();
  const image = koffi.load(library);
  const create = image.func('kscts_create', 'uint32_t', ['void *', 'void *']) as (host: Uint8Array, device: Uint8Array) => number;
  const ioctl = image.func('kscts_ioctl', 'uint32_t', ['void *', 'void *']) as (device: number, request: number) => number;
  const host = new Uint8Array(64);
  const result = new Uint8Array(8);
  create(host, result);
  const device = Number(new DataView(result.buffer).getBigUint64(0, true));
  const memory = Number(koffi.address(koffi.alloc('uint8_t', 64)));
  return { koffi, image, ioctl, device, memory };
}

/** One Vitest test would hold this property: values from fast-check, a struct by koffi, an expectation. */
function competentNative(library: string): (count: number) => void {
  const { koffi, image, device } = opened(library);
  const name = `kscts_request_${process.hrtime.bigint()}`;
  koffi.struct(name, {
    handle: 'uint32_t', code: 'uint32_t', input: 'uint64_t', output: 'uint64_t',
    input_length: 'uint32_t', output_length: 'uint32_t', information: 'uint64_t', id: 'uint64_t',
  });
  const ioctl = image.func('kscts_ioctl', 'uint32_t', ['void *', `_Inout_ ${name} *`]) as (device: number, request: Record<string, number>) => number;
  const input = Number(koffi.address(koffi.alloc('uint8_t', 64)));
  const output = Number(koffi.address(koffi.alloc('uint8_t', 64)));
  const values = fc.record({ id: fc.nat(), flags: fc.nat(), length: fc.nat({ max: 64 }), code: fc.constant(code) });
  return (count) => {
    fc.assert(
      fc.property(values, ({ length }) => {
        const block = { handle: 1, code, input, output, input_length: 24, output_length: length, information: 0, id: 0 };
        expect(ioctl(device, block)).toBe(0);
        expect(block.information).toBe(length);
      }),
      { numRuns: count, seed: 1 },
    );
  };
}
