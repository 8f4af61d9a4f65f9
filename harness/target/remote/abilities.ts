/** What only some targets can, as calls to the agent. */
import type { Observations, PlugAndPlay, ProcessId, Processes } from '../target.ts';
import type { Asking } from './asking.ts';

export function plugAndPlayOf(asking: Asking): PlugAndPlay {
  return {
    setPower: (state) => { asking.request('setPower', { state }); },
    unplug: () => { asking.request('unplug', {}); },
    plug: () => { asking.request('plug', {}); },
  };
}

export function observationsOf(asking: Asking): Observations {
  let active = false;
  const tellActive = (watch: boolean) => { asking.tell('observe', { active: watch }); };
  const observed = () => asking.request('observed', {});
  return {
    get active() {
      return active;
    },
    set active(watch) { tellActive((active = watch)); },
    get fetches() {
      return observed().fetches;
    },
    get handlerModes() {
      return observed().handlerModes;
    },
  };
}

export function processesOf(asking: Asking): Processes {
  let current: ProcessId | null = null;
  const enter = (process: ProcessId | null) => {
    current = process;
    asking.tell('enterProcess', { process });
  };
  return {
    start: () => asking.request('startProcess', {}).process as ProcessId,
    within: (process, body) => {
      const before = current;
      enter(process);
      try {
        return body();
      } finally {
        current = before;
        if (asking.alive) enter(before);
      }
    },
    duplicate: (handle, into) => asking.request('duplicate', { handle, into }).handle,
    end: (process) => { asking.request('endProcess', { process }); },
  };
}
