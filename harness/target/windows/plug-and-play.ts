/** What Plug and Play knows about devices: interfaces of a class, their properties and those of their device. */
import type { NativeMemory } from '../native/memory.ts';
import type { CallerBlock } from './caller-block.ts';
import type { PropertyKeyName } from './nt-layouts.ts';
import { HKEY_LOCAL_MACHINE, nt } from './nt-layouts.ts';
import type { NtSystem } from './nt-system.ts';

/** Room for a property or registry value at the first try. */
const usualSize = 1024;

/** Asks the configuration manager and the registry. What is not there is empty. */
export class PlugAndPlay {
  readonly #system: NtSystem;
  readonly #memory: NativeMemory;
  readonly #block: CallerBlock;

  constructor(system: NtSystem, memory: NativeMemory, block: CallerBlock) {
    this.#system = system;
    this.#memory = memory;
    this.#block = block;
  }

  /** Paths of the interfaces of a class that are there now. */
  interfaces(classGuid: string): readonly string[] {
    const guid = this.#block.guid(classGuid);
    // Devices come and go between the two calls.
    for (let tries = 0; tries < 5; tries += 1) {
      if (this.#system.CM_Get_Device_Interface_List_SizeW(this.#block.result(), guid, 0, 0) !== nt.CR_SUCCESS) return [];
      const units = this.#block.resultLong;
      const list = this.#memory.allocate(units * 2);
      const result = this.#system.CM_Get_Device_Interface_ListW(guid, 0, list.base, units, 0);
      const texts = result === nt.CR_SUCCESS ? splitTexts(list.bytes) : [];
      this.#memory.release(list);
      if (result !== nt.CR_BUFFER_SMALL) return texts;
    }
    return [];
  }

  /** A text property of an interface; the first text of a list. */
  interfaceProperty(path: string, name: PropertyKeyName): string {
    return this.#block.withText(path, (pathAddress) =>
      this.#property(name, (key, buffer) =>
        this.#system.CM_Get_Device_Interface_PropertyW(pathAddress, key, this.#block.result(), buffer, this.#sizeAddress, 0),
      ),
    )[0] ?? '';
  }

  /** A text property of a device; the texts of a list. */
  deviceProperty(instanceId: string, name: PropertyKeyName): readonly string[] {
    const { CM_Locate_DevNodeW, CM_Get_DevNode_PropertyW } = this.#system;
    const found = this.#block.withText(instanceId, (id) => CM_Locate_DevNodeW(this.#block.result(), id, 0));
    if (found !== nt.CR_SUCCESS) return [];
    const node = this.#block.resultLong;
    return this.#property(name, (key, buffer) => CM_Get_DevNode_PropertyW(node, key, this.#block.result(), buffer, this.#sizeAddress, 0));
  }

  /** A text below HKEY_LOCAL_MACHINE. */
  registryText(key: string, name: string): string {
    const root = HKEY_LOCAL_MACHINE[this.#system.arch];
    const flags = nt.RRF_RT_REG_SZ | nt.RRF_RT_REG_EXPAND_SZ | nt.RRF_NOEXPAND;
    return this.#block.withText(key, (keyAddress) =>
      this.#block.withText(name, (nameAddress) =>
        this.#block.withBytes(new Uint8Array(usualSize), (buffer, { bytes }) => {
          const size = this.#block.secondResult(usualSize);
          if (this.#system.RegGetValueW(root, keyAddress, nameAddress, flags, 0, buffer, size) !== 0) return '';
          return splitTexts(bytes.subarray(0, this.#block.secondLong))[0] ?? '';
        }),
      ),
    );
  }

  get #sizeAddress(): number {
    return this.#block.secondResult(usualSize);
  }

  #property(name: PropertyKeyName, ask: (key: number, buffer: number) => number): readonly string[] {
    const key = this.#block.propertyKey(name);
    return this.#block.withBytes(new Uint8Array(usualSize), (buffer, { bytes }) => {
      if (ask(key, buffer) !== nt.CR_SUCCESS) return [];
      const type = this.#block.resultLong;
      if (type !== nt.DEVPROP_TYPE_STRING && type !== nt.DEVPROP_TYPE_STRING_LIST) return [];
      return splitTexts(bytes.subarray(0, this.#block.secondLong));
    });
  }
}

/** The texts of a REG_SZ or REG_MULTI_SZ, without the empty ones at its end. */
function splitTexts(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes).toString('utf16le').split('\0').filter((text) => text !== '');
}
