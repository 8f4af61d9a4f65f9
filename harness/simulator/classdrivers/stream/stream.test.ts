import { describe, expect, it } from 'vitest';
import { statusName, STATUS } from '../../../abi/ntstatus.ts';
import { MustWait } from '../../../target/target.ts';
import { simulate } from '../../simulator.ts';
import { Client, GET, header, SET, u32, ulongs } from '../../testing/client.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { answerU32 } from '../ks/answers.ts';
import { makeFormat } from '../ks/formats.ts';
import { ksGuid } from '../ks/guids.ts';
import {
  KSPIN_DATAFLOW,
  KSSTATE,
  type HwStreamRequestBlock,
  type StreamClassServices,
  type StreamDeviceDescriptor,
} from './descriptors.ts';
import { answerProperty, propertyArray, type MiniPropertySet } from './minidriver.ts';

const set = '{1A2B3C4D-0000-4000-8000-000000000001}';
const PROPERTY = { LEVEL: 1, SLOW: 2, STUCK: 3 };
const [PAUSE, RUN, STOP] = [2, 3, 0];
const millisecond = 10_000;
const range = makeFormat({
  majorFormat: ksGuid('KSDATAFORMAT_TYPE_STREAM'),
  subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
  specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
});

/** A minidriver with a stream in each direction that logs what it is sent. */
function minidriver(log: string[], turnOffSynchronization: boolean): StreamDeviceDescriptor {
  const reads: HwStreamRequestBlock[] = [];
  let level = 5;
  let stream: StreamClassServices;
  const sets: MiniPropertySet[] = [
    {
      set,
      items: [
        {
          id: PROPERTY.LEVEL,
          minData: 4,
          get: (request) => answerU32(request, level),
          set: ({ value }) => {
            level = value.u32(0);
            stream.signalDeviceEvents('device', { set, id: 1 });
            return STATUS.STATUS_SUCCESS;
          },
        },
        { id: PROPERTY.SLOW, minData: 4, get: (request) => answerU32(request, 7) },
        { id: PROPERTY.STUCK, minData: 0, get: () => STATUS.STATUS_SUCCESS },
      ],
    },
  ];
  const finish = (srb: HwStreamRequestBlock, status: number): void => {
    srb.status = status;
    stream.completeRequestAndMarkQueueReady(srb);
  };
  const control = (srb: HwStreamRequestBlock): void => {
    const { command } = srb;
    log.push(command.code === 'SRB_SET_STREAM_STATE' ? `state ${command.streamState}` : command.code);
    if (command.code === 'SRB_SET_STREAM_STATE' && command.streamState === KSSTATE.STOP) {
      for (const read of reads.splice(0)) {
        read.status = STATUS.STATUS_SUCCESS;
        stream.requestComplete(read);
      }
    }
    finish(srb, STATUS.STATUS_SUCCESS);
  };
  const data = (srb: HwStreamRequestBlock): void => {
    if (srb.command.code !== 'SRB_READ_DATA') {
      finish(srb, STATUS.STATUS_SUCCESS);
      return;
    }
    srb.timeoutCounter = 0;
    reads.push(srb);
    if (srb.streamObject !== null) stream.readyForNextStreamDataRequest(srb.streamObject);
  };
  const device = (srb: HwStreamRequestBlock): void => {
    const { command } = srb;
    switch (command.code) {
      case 'SRB_GET_STREAM_INFO':
        command.streamBuffer = {
          streamHeader: {
            devicePropertiesArray: propertyArray(sets),
            deviceEventsArray: [{ set, items: [{ id: 1 }, { id: 2 }] }],
            deviceEventRoutine: ({ eventEntry, enable }) => {
              log.push(`event ${eventEntry.id} ${enable ? 'on' : 'off'}`);
              return eventEntry.id === 1 ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INSUFFICIENT_RESOURCES;
            },
            topology: { categories: [ksGuid('KSCATEGORY_CAPTURE')], nodes: [], connections: [] },
          },
          streamInfo: [KSPIN_DATAFLOW.OUT, KSPIN_DATAFLOW.IN].map((dataFlow) => ({
            dataFlow,
            numberOfPossibleInstances: 1,
            streamFormatsArray: [{ bytes: range }],
          })),
        };
        break;
      case 'SRB_OPEN_STREAM':
        if (srb.streamObject !== null) Object.assign(srb.streamObject, { receiveDataPacket: data, receiveControlPacket: control });
        break;
      case 'SRB_GET_DATA_INTERSECTION':
        command.intersectInfo.dataFormat = range;
        break;
      case 'SRB_GET_DEVICE_PROPERTY':
      case 'SRB_SET_DEVICE_PROPERTY': {
        const id = command.propertyInfo.property.u32(16);
        if (id === PROPERTY.STUCK) return;
        const status = answerProperty(sets, srb);
        if (id !== PROPERTY.SLOW) finish(srb, status);
        else stream.scheduleTimer(stream.now() + 20 * millisecond, () => { finish(srb, status); });
        return;
      }
      default:
    }
    log.push(command.code);
    finish(srb, STATUS.STATUS_SUCCESS);
  };
  return {
    classDriver: 'stream',
    identity: { driver: 'test', version: '1', provider: 'test', hardwareId: 'ROOT\\TEST' },
    driverEntry: (services) => {
      stream = services;
      services.registerAdapter({
        name: 'test',
        friendlyName: 'Test',
        categories: [ksGuid('KSCATEGORY_CAPTURE')],
        deviceExtension: () => 'device',
        turnOffSynchronization,
        hwReceivePacket: device,
        hwCancelPacket: (srb) => {
          reads.splice(reads.indexOf(srb), 1);
          srb.status = STATUS.STATUS_CANCELLED;
          stream.requestComplete(srb);
        },
        hwRequestTimeoutHandler: (srb) => {
          log.push(`${srb.command.code} timed out`);
          finish(srb, STATUS.STATUS_IO_TIMEOUT);
        },
      });
    },
  };
}

function start(turnOffSynchronization = false) {
  const log: string[] = [];
  const make = () => minidriver(log, turnOffSynchronization);
  const client = new Client(simulate({ name: 'test', title: 'Test', make }));
  const filter = client.openFilter();
  return {
    client,
    filter,
    log,
    own: (id: number, flags: number, out: Uint8Array | number) => client.property(filter, set, id, flags, out),
    read: (pin: Parameters<Client['setState']>[0]) =>
      client.submitStream(pin, false, client.stream([{ extent: 8 }]).headers),
  };
}

describe('the stream class', () => {
  it('initializes the device before it can be found', () => {
    const { log } = start();
    expect(log).toEqual(['SRB_INITIALIZE_DEVICE', 'SRB_GET_STREAM_INFO', 'SRB_INITIALIZATION_COMPLETE']);
  });

  it('SCLS-002: forwards supported verbs of a property, and no others', () => {
    const { own } = start();
    expect(own(PROPERTY.LEVEL, GET, 4)).toMatchObject({ status: 'STATUS_SUCCESS', information: 4 });
    expect(own(PROPERTY.LEVEL, SET, ulongs(9))).toMatchObject({ status: 'STATUS_SUCCESS', information: 0 });
    expect(u32(own(PROPERTY.LEVEL, GET, 4).out)).toBe(9);
    expect(own(PROPERTY.SLOW, SET, ulongs(9)).status).toBe('STATUS_NOT_FOUND');
  });

  it('hands out device requests one after the other, and lets them take their time', () => {
    const { client, filter, own } = start();
    const slow = client.target.submit(filter, IOCTL.IOCTL_KS_PROPERTY, header(set, PROPERTY.SLOW, GET), new Uint8Array(4));
    const after = client.target.submit(filter, IOCTL.IOCTL_KS_PROPERTY, header(set, PROPERTY.LEVEL, GET), new Uint8Array(4));
    expect(client.target.wait(after, 0n)).toBeNull();
    expect(client.target.wait(slow, 100n * 10_000n)).toEqual({ status: 0, information: 4 });
    expect(client.target.wait(after, 0n)).toEqual({ status: 0, information: 4 });
    expect(own(PROPERTY.LEVEL, GET, 4).status).toBe('STATUS_SUCCESS');
  });

  it('hands out requests as they come to a minidriver that turned synchronization off', () => {
    const { client, filter } = start(true);
    const slow = client.target.submit(filter, IOCTL.IOCTL_KS_PROPERTY, header(set, PROPERTY.SLOW, GET), new Uint8Array(4));
    const after = client.target.submit(filter, IOCTL.IOCTL_KS_PROPERTY, header(set, PROPERTY.LEVEL, GET), new Uint8Array(4));
    expect(client.target.wait(after, 0n)).toEqual({ status: 0, information: 4 });
    expect(client.target.wait(slow, 0n)).toBeNull();
  });

  it('calls HwRequestTimeoutHandler for a request that is not completed in time', () => {
    const { client, filter, log } = start();
    const stuck = client.target.submit(filter, IOCTL.IOCTL_KS_PROPERTY, header(set, PROPERTY.STUCK, GET), new Uint8Array(4));
    expect(client.target.wait(stuck, 140_000_000n)).toBeNull();
    const answer = client.target.wait(stuck, 20_000_000n);
    expect(statusName(answer?.status ?? 0)).toBe('STATUS_IO_TIMEOUT');
    expect(log.at(-1)).toBe('SRB_GET_DEVICE_PROPERTY timed out');
  });

  it('CONN-013: leads a stream up step by step, and from PAUSE to STOP', () => {
    const { client, filter, log } = start();
    const pin = client.openPin(filter, 0);
    client.setState(pin, RUN);
    client.setState(pin, STOP);
    expect(log.filter((line) => line.startsWith('state'))).toEqual(['state 1', 'state 2', 'state 3', 'state 2', 'state 0']);
  });

  it('CONN-019: reads that were not filled come back empty when the stream stops', () => {
    const { client, filter, read } = start();
    const pin = client.openPin(filter, 0);
    client.setState(pin, PAUSE);
    const request = read(pin);
    client.target.sleep(600_000_000n);
    expect(client.target.wait(request, 0n)).toBeNull();
    client.setState(pin, STOP);
    expect(client.target.wait(request, 0n)).toMatchObject({ status: 0 });
  });

  it('sends a stream one control request at a time: who comes in between waits, and nothing has happened', () => {
    const { client, filter, read, log } = start();
    const { target } = client;
    const pin = client.openPin(filter, 0);
    client.setState(pin, PAUSE);
    read(pin);
    const before = target.now();
    const attempts: readonly (() => void)[] = [
      () => client.setState(pin, RUN),
      () => client.property(pin, 'KSPROPSETID_Connection', 0, GET, 4),
      () => { target.close(pin); },
      () => { target.plugAndPlay?.setPower('D3'); },
    ];
    let waited = 0;
    target.scheduling?.setSwitcher((at) => {
      if (at !== 'complete' || waited++ > 0) return;
      const held = target.census();
      for (const attempt of attempts) expect(attempt).toThrow(new MustWait('a control request of the stream'));
      expect(target.census()).toEqual(held);
    });
    expect(client.setState(pin, STOP)).toBe('STATUS_SUCCESS');
    target.scheduling?.setSwitcher(null);
    expect(waited).toBeGreaterThan(0);
    expect(target.now()).toBe(before);
    expect(log.filter((line) => line.startsWith('state'))).toEqual(['state 1', 'state 2', 'state 0']);
    for (const attempt of attempts) expect(attempt).not.toThrow();
  });

  it('SCLS-008: cancels what is outstanding before SRB_CLOSE_STREAM', () => {
    const { client, filter, read, log } = start();
    const before = client.target.census();
    const pin = client.openPin(filter, 0);
    client.setState(pin, PAUSE);
    const request = read(pin);
    client.target.close(pin);
    expect(statusName(client.target.wait(request, 0n)?.status ?? 0)).toBe('STATUS_CANCELLED');
    expect(log.at(-1)).toBe('SRB_CLOSE_STREAM');
    expect(client.target.census()).toEqual(before);
  });

  it('IOC-053, IOC-054: reset cancels, refuses, and lets go on', () => {
    const { client, filter, read } = start();
    const pin = client.openPin(filter, 0);
    client.setState(pin, PAUSE);
    const request = read(pin);
    client.reset(pin, 0);
    expect(statusName(client.target.wait(request, 0n)?.status ?? 0)).toBe('STATUS_CANCELLED');
    expect(statusName(client.target.wait(read(pin), 0n)?.status ?? 0)).toBe('STATUS_DEVICE_NOT_READY');
    client.reset(pin, 1);
    expect(client.target.wait(read(pin), 0n)).toBeNull();
  });

  it('STRM-031: a write counts the bytes of its frames', () => {
    const { client, filter } = start();
    const pin = client.openPin(filter, 1);
    client.setState(pin, PAUSE);
    const { headers } = client.stream([{ extent: 100, used: 60 }, { extent: 10, used: 10 }]);
    expect(client.streamNow(pin, true, headers)).toEqual({ status: 'STATUS_SUCCESS', information: 70 });
  });

  it('SCLS-010: a status of the minidriver vetoes an enable', () => {
    const { client, filter, own, log } = start();
    const signal = client.target.createSignal('auto-reset');
    expect(client.enable(filter, set, 2, 1, client.eventData(1, signal))).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(client.target.census().eventEnables).toBe(0);
    const data = client.eventData(1, signal);
    expect(client.enable(filter, set, 1, 1, data)).toBe('STATUS_SUCCESS');
    own(PROPERTY.LEVEL, SET, ulongs(1));
    expect(client.target.takeSignals(signal, 0n)).toBe(1);
    client.disable(filter, data);
    expect(log.at(-1)).toBe('event 1 off');
  });

  it('OBJ-058, OBJ-082: limits instances, and has no clock where the stream has none', () => {
    const { client, filter } = start();
    const pin = client.openPin(filter, 0);
    const again = client.openChild(filter, 'KSSTRING_Pin', client.connect(0, range));
    expect(again.status).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(client.openChild(pin, 'KSSTRING_Clock', ulongs(0)).status).toBe('STATUS_NOT_SUPPORTED');
  });
});
