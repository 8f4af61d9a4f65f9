import { describe, expect, it } from 'vitest';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Handle } from '../../../target/target.ts';
import { simulate } from '../../simulator.ts';
import { Client, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { answerU32 } from '../ks/answers.ts';
import { KSMETHOD_TYPE } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import {
  IOCTL,
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSSTRING,
  type Irp,
  type KsCreateIrp,
  type KsDevice,
  type KsDispatchDeviceDescriptor,
  type KsDispatchTable,
} from './descriptors.ts';
import type { KsObjectHeader } from './object-header.ts';
import { DescribedPin, definePinSet } from './pin-descriptors.ts';

const set = '{1A2B3C4D-0000-4000-8000-000000000002}';
const foreign = '{1A2B3C4D-0000-4000-8000-000000000003}';
const range = new Uint8Array(64);
range[0] = 64;

/** A filter with one of everything, written as a driver of the old kind: what it is asked goes to the log. */
class Context {
  readonly log: string[];
  level = 7;
  readonly pinFactories = [
    new DescribedPin(
      {
        dataFlow: KSPIN_DATAFLOW.IN,
        communication: KSPIN_COMMUNICATION.SINK,
        dataRanges: [{ bytes: range }],
      },
      {},
    ),
  ];
  constructor(log: string[]) {
    this.log = log;
  }
}

function control(device: KsDevice, object: KsObjectHeader<Context>, irp: Irp): number {
  const { ks } = device;
  switch (irp.code) {
    case IOCTL.IOCTL_KS_PROPERTY:
      return ks.propertyHandler(object, irp);
    case IOCTL.IOCTL_KS_METHOD:
      return ks.methodHandler(object, irp);
    case IOCTL.IOCTL_KS_ENABLE_EVENT:
      return ks.enableEvent(object, irp);
    case IOCTL.IOCTL_KS_DISABLE_EVENT:
      return ks.disableEvent(object, irp);
    default:
      return ks.defaultDeviceIoCompletion(irp);
  }
}

function driver(log: string[]): KsDispatchDeviceDescriptor {
  return {
    classDriver: 'ks',
    identity: { driver: 'test', version: '1', provider: 'test', hardwareId: 'ROOT\\TEST' },
    startDevice: (device) => {
      const { ks } = device;
      const table: KsDispatchTable<Context> = {
        sets: {
          properties: [
            definePinSet<Context>(ks.ks, (request) => answerU32(request, 0)),
            {
              set,
              items: [
                {
                  id: 1,
                  minData: 4,
                  get: (request) => answerU32(request, request.target.level),
                  set: ({ target, value }) => {
                    target.level = value.u32(0);
                    return STATUS.STATUS_SUCCESS;
                  },
                },
              ],
            },
          ],
          methods: [
            {
              set,
              items: [
                {
                  id: 2,
                  flags: KSMETHOD_TYPE.NONE,
                  minData: 0,
                  handler: ({ target }) => {
                    target.level = 0;
                    ks.generateEvents(headers[0] as KsObjectHeader<Context>, { set, id: 3 });
                    return STATUS.STATUS_SUCCESS;
                  },
                },
              ],
            },
          ],
          events: [{ set, items: [{ id: 3 }] }],
        },
        deviceIoControl: (object, irp) => control(device, object, irp),
        cleanup: () => log.push('cleanup'),
        close: () => log.push('close'),
      };
      const bare: KsDispatchTable<Context> = { sets: {} };
      const headers: KsObjectHeader<Context>[] = [];
      const pin = (create: KsCreateIrp, parent: Context): number => {
        const connect = ks.validateConnectRequest(create, parent.pinFactories);
        if (typeof connect === 'number') return connect;
        ks.allocateObjectHeader(create, { table: bare, items: [], context: parent, factory: connect.factory });
        return STATUS.STATUS_SUCCESS;
      };
      device.registerInterface({
        name: 'one',
        friendlyName: 'One',
        categories: [ksGuid('KSCATEGORY_DATATRANSFORM')],
        create: (create) => {
          const items = [{ objectClass: KSSTRING.KSSTRING_Pin, create: pin }];
          headers.push(ks.allocateObjectHeader(create, { table, items, context: new Context(log) }));
          return STATUS.STATUS_SUCCESS;
        },
      });
    },
  };
}

function open() {
  const log: string[] = [];
  const client = new Client(simulate({ name: 'test', title: 'Test', make: () => driver(log) }));
  return { client, log, filter: client.openFilter() };
}

const openPin = (client: Client, filter: Handle, parameters: Uint8Array) =>
  client.openChild(filter, 'KSSTRING_Pin', parameters);

describe('a driver on KS itself', () => {
  it('is found by the class driver that it does without', () => {
    const [found] = open().client.target.discover();
    expect(found).toMatchObject({ classDriver: 'ks', name: 'one' });
    expect(found?.path).toMatch(/^\\\\\?\\root#test#0#\{.*\}\\one$/);
  });

  it('hands properties, methods and events to the handlers of KS with its own sets', () => {
    const { client, filter } = open();
    expect(client.property(filter, set, 1, SET, ulongs(9)).status).toBe('STATUS_SUCCESS');
    expect(u32(client.property(filter, set, 1, GET, 4).out)).toBe(9);
    expect(client.property(filter, foreign, 1, GET, 4).status).toBe('STATUS_PROPSET_NOT_FOUND');
    const signal = client.target.createSignal('auto-reset');
    const data = client.eventData(1, signal);
    expect(client.enable(filter, set, 3, 1, data)).toBe('STATUS_SUCCESS');
    expect(client.method(filter, set, 2, 0, 0).status).toBe('STATUS_SUCCESS');
    expect(client.target.takeSignals(signal, 0n)).toBe(1);
    expect(client.disable(filter, data)).toBe('STATUS_SUCCESS');
    expect(u32(client.property(filter, set, 1, GET, 4).out)).toBe(0);
  });

  it('answers the described members of set Pin, and nothing that a KSPIN_DESCRIPTOR does not tell', () => {
    const { client, filter } = open();
    expect(u32(client.pinProperty(filter, 2, 0, 4).out)).toBe(KSPIN_DATAFLOW.IN);
    expect(client.pinProperty(filter, 6, 0, 0).information).toBe(32);
    const [NECESSARYINSTANCES, PROPOSEDATAFORMAT] = [9, 14];
    expect(client.pinProperty(filter, NECESSARYINSTANCES, 0, 4).status).toBe('STATUS_NOT_FOUND');
    expect(client.pinProperty(filter, PROPOSEDATAFORMAT, 0, range, SET).status).toBe('STATUS_NOT_FOUND');
  });

  it('OBJ-045: KsValidateConnectRequest judges the request of a pin', () => {
    const { client, filter } = open();
    expect(openPin(client, filter, new Uint8Array(8)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(openPin(client, filter, client.connect(1, range)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(openPin(client, filter, client.connect(0, range, { medium: { id: 1 } })).status).toBe('STATUS_NO_MATCH');
    expect(openPin(client, filter, client.connect(0, range)).status).toBe('STATUS_SUCCESS');
  });

  it('IOC-031: an object without a device control entry refuses every code', () => {
    const { client, filter } = open();
    const { handle } = openPin(client, filter, client.connect(0, range));
    expect(client.property(handle, set, 1, GET, 4).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
    expect(client.openChild(handle, 'KSSTRING_Clock', ulongs(0)).status).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
  });

  it('OBJ-131: cleanup comes with the handle, close with the last child', () => {
    const { client, log, filter } = open();
    const { handle } = openPin(client, filter, client.connect(0, range));
    client.target.close(filter);
    expect(log).toEqual(['cleanup']);
    client.target.close(handle);
    expect(log).toEqual(['cleanup', 'close']);
  });
});
