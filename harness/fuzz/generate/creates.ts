/** Creating children of the objects that are open: pins with formats, clocks, allocators, nodes, right and wrong. */
import { createName } from '../../abi/create-strings.ts';
import { isSuccess } from '../../abi/ntstatus.ts';
import type { DeviceObject } from '../../plan/device.ts';
import { carrier } from '../../plan/device.ts';
import type { Fixture } from '../../plan/fixture.ts';
import { spoil, type Scene } from './scene.ts';

/** The children of one device object, with the names that create them: built once. */
export class Creates {
  readonly #names = new Map<DeviceObject, Uint8Array>();
  readonly #children: readonly DeviceObject[];

  constructor(device: readonly DeviceObject[]) {
    this.#children = device.filter(({ parent, absent, declaration }) => parent && absent === undefined && declaration.open);
  }

  /** Creates a child, nearly as it should be, and closes it. False if nothing that is open has children. */
  once(scene: Scene, fixture: Fixture): boolean {
    const { stage, random, target } = scene;
    const here = this.#children.filter(({ parent }) => parent && stage.seats.some(({ object }) => object === carrier(parent)));
    if (here.length === 0) return false;
    const child = random.pick(here);
    const seat = child.parent && stage.seats.find(({ object }) => object === carrier(child.parent as DeviceObject));
    if (!seat) return false;
    let name = this.#names.get(child);
    const request = fixture.createRequest(child);
    if (!name) this.#names.set(child, (name = createName(request.class, request.parameters)));
    const right = random.once(6);
    // The class string is long, and what is wrong in it is one thing: mostly the parameters are.
    const head = random.once(8) ? 0 : request.class.length * 2 + 2;
    const { bytes, changes } = right ? { bytes: request.parameters, changes: [] } : spoil(name.subarray(head), random);
    const sent = new Uint8Array(head + bytes.length);
    sent.set(name.subarray(0, head));
    sent.set(bytes, head);
    scene.doing(child, 'create', child.kind, changes);
    scene.sent();
    const access = random.once(4) ? random.pick([0, 0x8000_0000, 0x4000_0000, 0xc000_0000]) : request.access;
    const opened = target.openChild(seat.handle, right ? name : sent, access);
    if (isSuccess(opened.status)) target.close(opened.handle);
    return true;
  }
}
