/** Where a campaign can go: every subject of the device, and every model on it; and what it may ask there. */
import { UserError, ExitCode } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { nearest, type DeviceObject } from '../plan/device.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import { compileQueries } from '../plan/query.ts';
import type { SpecBook } from '../spec/model.ts';
import type { Target } from '../target/target.ts';
import type { Template } from './generate/template.ts';
import { templatesOf } from './generate/templates.ts';
import { Reach } from './reach.ts';
import { subjectsOf } from './stage.ts';

export interface Places {
  readonly device: readonly DeviceObject[];
  readonly templates: readonly Template[];
  readonly subjects: readonly DeviceObject[];
  readonly reaches: readonly Reach[];
}

/**
 * Looks at the device and makes the templates.
 * @param focus sets, objects, or queries of case ids; none means everything
 * @throws UserError KS530 where a focus fits nothing
 */
export function findPlaces(book: SpecBook, target: Target, focus: readonly string[], destructive: boolean, simulated: boolean): Places {
  // What is simulated has nothing to lose.
  const plan = makePlan(book, target, { query: [], profiles: [], destructive: destructive || simulated });
  const all = templatesOf(book, target, plan.device, destructive);
  const templates = focus.length === 0 ? all : inFocus(all, plan, focus);
  const carriers = new Set(templates.map(({ carrier }) => carrier));
  const subjects = subjectsOf(plan.device).filter((subject) => carriers.has(subject));
  const reaches = plan.cases.flatMap((planned) => {
    if (!planned.model || planned.skip) return [];
    const holder = subjects.some((subject) => subject === planned.subject || nearest(subject, [planned.subject.kind]) === planned.subject || nearest(planned.subject, [subject.kind]) === subject);
    return holder ? [new Reach(planned, planned.model)] : [];
  });
  return { device: plan.device, templates, subjects, reaches };
}

function inFocus(templates: readonly Template[], plan: Plan, focus: readonly string[]): readonly Template[] {
  const chosen = new Set<Template>();
  for (const word of focus) {
    const found = templates.filter(testOf(word, plan));
    if (found.length === 0) throw nothingIn(word, templates);
    for (const template of found) chosen.add(template);
  }
  return templates.filter((template) => chosen.has(template));
}

/** A focus names a set, an item, an object with all below it, or cases: then what these are about. */
function testOf(word: string, plan: Plan): (template: Template) => boolean {
  const matches = compileQueries([word]);
  const about = new Map<DeviceObject, Set<unknown>>();
  for (const { id, subject, about: item } of plan.cases) {
    if (!matches(id)) continue;
    const items = about.get(subject) ?? new Set();
    about.set(subject, items.add(item));
  }
  return ({ object, item }) =>
    item?.set.name === word ||
    item?.name === word ||
    object.path === word ||
    object.path.startsWith(`${word}/`) ||
    (item !== undefined && (about.get(object)?.has(item) ?? false));
}

function nothingIn(word: string, templates: readonly Template[]): UserError {
  const known = [...new Set(templates.flatMap(({ object, item }) => [object.path, ...(item ? [item.set.name, item.name] : [])]))];
  const hint = didYouMean(word, known) ?? 'a set, an item, an object, or case ids as "kscts list" shows them';
  return new UserError({ code: 'KS530', message: `--focus: nothing on this device fits "${word}"`, hint }, ExitCode.nothingRan);
}
