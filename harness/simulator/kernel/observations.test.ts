import { expect, test } from 'vitest';
import { IOCTL } from '../../abi/ioctl.ts';
import { Access } from '../../target/target.ts';
import { simulatedDevices } from '../simulator.ts';
import { header, pinId } from '../testing/client.ts';
import { findDevice } from '../devices.ts';
import { Simulation } from '../simulation.ts';

const simulation = (): Simulation => {
  const started = new Simulation('x64', findDevice('testcap').make({ arch: 'x64' }));
  started.start();
  return started;
};
const GET = 1;
const PIN_DATAFLOW = 2;

function watched({ kernel }: Simulation) {
  const [filter] = kernel.interfaces;
  const { handle } = kernel.openPath(filter?.path ?? '', Access.readWrite);
  kernel.observations.active = true;
  return {
    observations: kernel.observations,
    ask: (flags = GET, id = PIN_DATAFLOW) =>
      kernel.deviceControl(handle, IOCTL.IOCTL_KS_PROPERTY, header('KSPROPSETID_Pin', id, flags, pinId(0)), new Uint8Array(4)),
  };
}

test('off at first: nothing is seen', () => {
  const machine = simulation();
  const { observations, ask } = watched(machine);
  observations.active = false;
  ask();
  expect([observations.fetches, observations.handlerModes]).toEqual([[], []]);
});

test('a request is fetched once, and its handler is told that a user asks', () => {
  const { observations, ask } = watched(simulation());
  ask();
  expect(observations.fetches).toEqual([{ of: 'input', offset: 0, length: 32, count: 1 }]);
  expect(observations.handlerModes).toEqual(['user']);
  ask(GET, 99);
  expect(observations.handlerModes).toEqual([]);
});

test('what is fetched again counts again, range by range', () => {
  const machine = simulation();
  const { observations, ask } = watched(machine);
  const { properties } = machine.ks;
  const judge = properties.judge.bind(properties);
  properties.judge = (call, sets) => {
    if (call.irp !== null) machine.kernel.memory.copyIn(call.irp.inputBuffer, 24, call.input);
    return judge(call, sets);
  };
  ask();
  expect(observations.fetches).toEqual([
    { of: 'input', offset: 0, length: 24, count: 2 },
    { of: 'input', offset: 24, length: 8, count: 1 },
  ]);
});

test('memory that is named by a pointer only is told by its address', () => {
  const { kernel } = simulation();
  const region = kernel.memory.allocate(16, 'normal', 0);
  kernel.observations.active = true;
  kernel.memory.read(Number(region.address) + 4, 8);
  expect(kernel.observations.fetches).toEqual([{ of: 'other', offset: Number(region.address) + 4, length: 8, count: 1 }]);
});

test.each(simulatedDevices)('%s: turning it on and off changes no answer', (device) => {
  const answers = [false, true].map((active) => {
    const machine = new Simulation('x64', findDevice(device).make({ arch: 'x64' }));
    machine.start();
    const { observations, ask } = watched(machine);
    observations.active = active;
    const irp = ask();
    return typeof irp === 'number' ? irp : [irp.status, irp.information];
  });
  expect(answers[0]).toEqual(answers[1]);
});
