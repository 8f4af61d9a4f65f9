import type { Manifest } from '../harness/certify/manifest.ts';
import { driverText } from './overview.ts';
import { clean, count, counted, labelled } from './text.ts';
import { waiverText } from './waivers.ts';

const labelWidth = 10;

/** What a certificate says, with a line end. */
export function certificateText(certificate: Manifest, width: number): string {
  const { target, arch, driver, kscts, specs, device, profiles, seeds, counts, skips, waivers, certifiedAt, key } = certificate;
  const sums = (of: Readonly<Record<string, number>>) => Object.entries(of).filter(([, n]) => n > 0).map(([name, n]) => `${count(n)} ${name}`).join(', ');
  const rows: readonly (readonly [string, string])[] = [
    ['target', `${target} (${arch})`],
    ['driver', driverText(driver)],
    ['as', profiles.join(', ')],
    ['kscts', kscts],
    ['specs', `sha256 ${specs.slice(0, 16)}`],
    ['device', `sha256 ${device.slice(0, 16)}`],
    ['runs', `${counted(seeds.length, 'seed')}: ${seeds.join(', ')}`],
    ['verdicts', sums(counts)],
    ['skipped', sums(skips)],
    ...waivers.map((waiver) => ['waived', `${counted(waiver.waived.length, 'case')}: ${waiverText(waiver)}`] as const),
    ['signed', `${certifiedAt.replace(/T(.*?)(\.\d+)?Z$/, ' $1 UTC')} with key sha256 ${key.slice(0, 16)}`],
  ];
  return rows.filter(([, text]) => text !== '').flatMap(([label, text]) => labelled(label, clean(text), width, labelWidth)).map((line) => `${line}\n`).join('');
}
