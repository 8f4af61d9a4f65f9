/** What expressions mention, by place: an unknown name is marked where it stands. */
import { expect, test } from 'vitest';
import { guidByName } from '../abi/names.ts';
import { createEnvironment } from './cel.ts';
import { mentionsOf } from './syntax-tree.ts';

const environment = createEnvironment({ arch: 'x64', types: undefined, guid: guidByName });

/** Names with the offsets where they stand: `a@0-1`, a member as `a.b@2-3`. */
function mentioned(source: string): Record<'variables' | 'members' | 'calls' | 'types', string> & { loops: boolean } {
  const { variables, members, calls, types, loops } = mentionsOf(environment.parse(source).ast);
  const shown = (list: readonly { name: string; start: number; end: number; variable?: string }[]) =>
    list.map(({ name, start, end, variable }) => `${variable === undefined ? '' : `${variable}.`}${name}@${start}-${end}`).join(' ');
  return { variables: shown(variables), members: shown(members), calls: shown(calls), types: shown(types), loops };
}

test.each<[source: string, mentions: Partial<ReturnType<typeof mentioned>>]>([
  ['1', {}],
  ['a', { variables: 'a@0-1' }],
  ['a + b * -c', { variables: 'a@0-1 b@4-5 c@9-10' }],
  ['!a || b in [c, 1]', { variables: 'a@1-2 b@6-7 c@12-13' }],
  ["{a: b, 'x': c}", { variables: 'a@1-2 b@4-5 c@12-13' }],
  ['a ? b : c', { variables: 'a@0-1 b@4-5 c@8-9' }],
  ['a[b]', { variables: 'a@0-1 b@2-3' }],
  ['a.bc', { variables: 'a@0-1', members: 'a.bc@2-4' }],
  ['a.b.c', { variables: 'a@0-1', members: 'a.b@2-3' }],
  ['f(a).b', { variables: 'a@2-3', calls: 'f@0-1' }],
  ['max(a, min(b))', { variables: 'a@4-5 b@11-12', calls: 'max@0-3 min@7-10' }],
  ['sizeof(KSPIN)', { calls: 'sizeof@0-6', types: 'KSPIN@7-12' }],
  ["minSizeof('A + B')", { calls: 'minSizeof@0-9', types: 'A + B@10-17' }],
  ['encode(T, a)', { variables: 'a@10-11', calls: 'encode@0-6', types: 'T@7-8' }],
  ["decode('T', a)", { variables: 'a@12-13', calls: 'decode@0-6', types: 'T@7-10' }],
  ['sizeof(1)', { calls: 'sizeof@0-6' }],
  ['sizeof(a.b)', { variables: 'a@7-8', members: 'a.b@9-10', calls: 'sizeof@0-6' }],
  ["guid('T')", { calls: 'guid@0-4' }],
  ['size(T)', { variables: 'T@5-6', calls: 'size@0-4' }],
  ['a.map(i, i + b)', { variables: 'a@0-1 b@13-14', calls: 'map@0-15', loops: true }],
  ['a.filter(i, i.x > c.y)', { variables: 'a@0-1 c@18-19', members: 'c.y@20-21', calls: 'filter@0-22', loops: true }],
  ['a.all(i, i) && i', { variables: 'a@0-1 i@15-16', calls: 'all@0-11', loops: true }],
  ['a.exists(i, true)', { variables: 'a@0-1', calls: 'exists@0-17', loops: true }],
  ['a.exists_one(i, i == 1)', { variables: 'a@0-1', calls: 'exists_one@0-23', loops: true }],
  ['a.startsWith(b)', { variables: 'a@0-1 b@13-14', calls: 'startsWith@0-15' }],
  ['cel.bind(v, a, v + b)', { variables: 'a@12-13 b@19-20' }],
  ['cel.bind(v, v, v.x)', { variables: 'v@12-13' }],
  ['x.bind(v, a)', { variables: 'x@0-1 v@7-8 a@10-11', calls: 'bind@0-12' }],
])('%s', (source, mentions) => {
  expect(mentioned(source)).toEqual({ variables: '', members: '', calls: '', types: '', loops: false, ...mentions });
});
