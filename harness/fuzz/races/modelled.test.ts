import { describe, expect, it, vi } from 'vitest';
import { CaseContext } from '../../judge/context.ts';
import { declaredModel, type DeclaredModel, type ModelCall } from '../../judge/declared-model.ts';
import { ModelWalk } from '../../judge/walk.ts';
import { makePlan } from '../../plan/plan.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import type { Target } from '../../target/target.ts';
import type { Action, Slot } from '../../traffic/actions.ts';
import { perform } from '../../traffic/perform.ts';
import { TapedTarget } from '../taped-target.ts';
import { book } from '../testing/campaigns.ts';
import { historyOf, judgeHistory, overlaps, proveModel } from './modelled.ts';
import { proveOrders } from './orders.ts';

vi.setConfig({ testTimeout: 240_000 });

interface Modelled {
  readonly model: DeclaredModel;
  /** What opens the subject and brings it into the first state of the model. */
  readonly setup: readonly Action[];
  readonly call: (label: string) => Action;
}

function modelled(target: Target, claim: string, object: string): Modelled {
  const plan = makePlan(book, target, { query: [], profiles: [], destructive: true });
  const planned = plan.cases.find((each) => each.claim === claim && each.object === object);
  const model = planned && declaredModel(book, target.arch, planned, plan.device);
  if (typeof model !== 'object' || !planned?.model) throw new Error(`${claim} cannot be used: ${model ?? 'there is none'}`);
  const taped = new TapedTarget(target);
  const ctx = new CaseContext(book, taped, planned, plan.device);
  new ModelWalk(ctx, planned.model).start();
  const slots = new Map([...new Set(model.calls.map(({ carrier }) => carrier))].map((carrier) => [carrier, taped.slotOf(ctx.open(carrier))]));
  const setup = taped.tape.actions();
  ctx.tearDown();
  const call = (label: string): Action => {
    const found = model.calls.find((each) => each.label === label || each.label.startsWith(`${label}:`));
    if (!found) throw new Error(`${claim} has no ${label}: ${model.calls.map((each) => each.label).join(', ')}`);
    return actionOf(found, slots.get(found.carrier) ?? (0 as Slot));
  };
  return { model, setup, call };
}

function actionOf({ request: { code, input, output } }: ModelCall, handle: Slot): Action {
  return { do: 'ioctl', handle, code, input: { bytes: input, links: [] }, output: output.length > 0 ? { bytes: output, links: [] } : null };
}

const testcap = (fault?: string): Target => createSimulator('testcap', fault === undefined ? {} : { faults: [fault] });
const connection = (target: Target): Modelled => modelled(target, 'connection.state', 'testcap/pin0');

describe('a declared model taken apart', () => {
  it('has its changes and its looks as requests', () => {
    const { model } = connection(testcap());
    const labels = model.calls.map(({ label, changes }) => `${label}${changes ? ' *' : ''}`);
    expect(labels).toEqual(expect.arrayContaining(['go(0) *', 'go(3) *', 'beginReset *', 'endReset *', 'look: get KSPROPERTY_CONNECTION_STATE']));
  });

  it('judges answers by the state', () => {
    const { model } = connection(testcap());
    const { sequential } = model;
    const find = (label: string) => model.calls.find((call) => call.label.startsWith(label)) as ModelCall;
    const answer = (value: number) => ({ status: 0 as never, information: 4, output: Uint8Array.of(value, 0, 0, 0) });
    const look = (value: number) => sequential.apply(sequential.initial, find('look'), answer(value)).map((state) => sequential.key(state));
    expect(look(0)).toEqual([sequential.key(sequential.initial)]);
    expect(look(2)).toEqual([]);
    const set = (status: number) => sequential.apply(sequential.initial, find('go(2)'), { status: status as never, information: 0, output: new Uint8Array(4) }).map((state) => sequential.key(state));
    expect(set(0)).toEqual(['now=2 resetting=false']);
    // CONN-014: every change is legal.
    expect(set(0xc000_000d)).toEqual([]);
  });

  it('says nothing of what it does not declare', () => {
    const { model } = connection(testcap());
    const end = model.calls.find(({ label }) => label === 'endReset') as ModelCall;
    expect(model.says(model.sequential.initial, end)).toBe(false);
    expect(model.sequential.apply(model.sequential.initial, end, { status: 0 as never, information: 0, output: new Uint8Array(0) })).toEqual([undefined]);
  });
});

describe('requests at the same time', () => {
  const lists = ({ setup, call }: Modelled, switches: readonly number[]): Action[] => [...setup, { do: 'together', lanes: [[call('look')], [call('go(3)')], [call('look')]], switches }, call('look')];
  const pairs = Array.from({ length: 12 }, (_, a) => Array.from({ length: 12 }, (_, b) => [a, a + 1 + b])).flat();

  it('are explained on a healthy device, wherever they are switched', () => {
    const target = testcap();
    const made = connection(target);
    let overlapping = 0;
    for (const pair of pairs) {
      const actions = lists(made, pair);
      target.reset();
      const history = historyOf(made.model, actions, perform(target, actions).answers);
      expect(judgeHistory(made.model, history)).toEqual({ kind: 'holds' });
      if (overlaps(history)) overlapping++;
    }
    expect(overlapping).toBeGreaterThan(20);
  });

  it('that read an old state after it was changed are found by the model, and by no order of them', () => {
    const target = testcap('concurrency.state-seen-late');
    const made = connection(target);
    const shown = pairs.flatMap((pair) => proveModel(target, lists(made, pair), made.model).breach ?? []);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown[0]).toMatchObject({ oracle: 'O9', rule: 'CONN-004' });
    expect(shown[0]?.message).toMatch(/no order explains .*go\(3\).*connection\.state was in/);
    for (const pair of pairs) expect(proveOrders(target, lists(made, pair), { unsteady: new Set(), states: new Set() }).breach).toBeNull();
  });
});
