/** One spelling for the type names that compilers and metadata spell differently. */

const spellings: Readonly<Record<string, string>> = {
  'short unsigned int': 'USHORT',
  'long int': 'LONG',
  'long unsigned int': 'ULONG',
  'const void*': 'PVOID',
  'struct <anonymous>': 'struct',
  'union <anonymous>': 'union',
};

/**
 * Fields that the documentation calls text while their source, which has no WCHAR, spells them as integers; and the
 * one TCHAR of the headers, which is a byte here (VolumeName is 40 bytes long).
 */
const corrections: Readonly<Record<string, string>> = {
  'AUDIORESOURCEMANAGEMENT_RESOURCEGROUP.ResourceGroupName': 'WCHAR[256]',
  'KSAUDIOMODULE_DESCRIPTOR.Name': 'WCHAR[128]',
  'KSPROPERTY_NETWORKCAMERACONTROL_EVENT_INFO.EventFilter': 'WCHAR[1]',
  'KSTOPOLOGY_ENDPOINTID.TopologyName': 'WCHAR[260]',
  'TRANSPORTBASICPARMS.VolumeName': 'CHAR[40]',
};

/** The type of a field in the generated layouts. */
export function fieldType(owner: string, field: string, type: string): string {
  const correction = corrections[`${owner}.${field}`];
  if (correction !== undefined) return correction;
  const bracket = type.indexOf('[');
  const element = bracket < 0 ? type : type.slice(0, bracket);
  return (spellings[element] ?? element).replace(/^(const )+/, '') + (bracket < 0 ? '' : type.slice(bracket));
}
