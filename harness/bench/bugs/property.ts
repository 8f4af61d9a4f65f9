/**
 * What a competent engineer writes with fast-check: for each property that the driver has, requests with any length and
 * value, and what should hold of the answers. He knows his own properties; the planner stands for that here.
 */
import fc from 'fast-check';
import { isError, isSuccess, STATUS } from '../../abi/ntstatus.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { templatesOf } from '../../fuzz/generate/templates.ts';
import type { Template } from '../../fuzz/generate/template.ts';
import { makePlan } from '../../plan/plan.ts';
import { Access, type Handle } from '../../target/target.ts';
import { huntOn, type Hunter } from './hunter.ts';

const room = 64;
const canary = 0xa5;

export const byProperty: Hunter = {
  name: 'a fast-check property per handler',
  about: 'for each property of each filter: gets and sets of any length and value; success keeps within the buffer, an error writes nothing, a size that was told is enough, what was set is read',
  hunt(book, prey, budget, seed) {
    return huntOn(prey, (target, count) => {
      const plan = makePlan(book, target, { query: [], destructive: true, profiles: [] });
      const templates = templatesOf(book, target, plan.device, true).filter(
        ({ object, code, verb, able }) => object.kind === 'filter' && code === IOCTL.IOCTL_KS_PROPERTY && able && (verb === 'get' || verb === 'set'),
      );
      const handles = new Map<string, Handle>();
      const handleOf = ({ filter: { path } }: Template['object']): Handle => {
        const known = handles.get(path) ?? target.open(path, Access.readWrite).handle;
        handles.set(path, known);
        return known;
      };
      const ask = (template: Template, inputLength: number, output: Uint8Array) => {
        count.sent++;
        return target.ioctl(handleOf(template.object), template.code, template.input.slice(0, inputLength), output);
      };
      const share = Math.max(1, Math.floor(budget / Math.max(1, templates.length) / 2));
      for (const template of templates) {
        const holds = fc.property(fc.nat({ max: template.input.length }), fc.nat({ max: template.outputLength + 8 }), fc.uint8Array({ minLength: room, maxLength: room }), (inputLength, outputLength, value) => {
          const memory = new Uint8Array(outputLength + room).fill(canary);
          const output = memory.subarray(0, outputLength);
          if (template.verb === 'set') output.set(value.subarray(0, Math.min(room, outputLength)));
          const before = output.slice();
          const answer = ask(template, inputLength, output);
          if (answer.timedOut) return false;
          if (!isError(answer.status) && answer.information > outputLength && answer.status !== STATUS.STATUS_BUFFER_OVERFLOW) return false;
          if (memory.subarray(outputLength).some((byte) => byte !== canary)) return false;
          if (isError(answer.status) && output.some((byte, i) => byte !== before[i])) return false;
          if (template.verb === 'get' && outputLength === 0 && answer.status === STATUS.STATUS_BUFFER_OVERFLOW) {
            return isSuccess(ask(template, template.input.length, new Uint8Array(answer.information)).status);
          }
          return true;
        });
        if (fc.check(holds, { seed, numRuns: share, endOnFailure: true }).failed) return true;
        if (count.sent >= budget) break;
      }
      return false;
    });
  },
};
