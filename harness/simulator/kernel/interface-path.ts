/** A device interface path: `\\?\` device `#` instance `#` interface class `\` reference string (OBJ-003). */
export function interfacePath(hardwareId: string, category: string | undefined, referenceString: string): string {
  const hardware = hardwareId.replaceAll('\\', '#').toLowerCase();
  return `\\\\?\\${hardware}#0#${(category ?? '').toLowerCase()}\\${referenceString}`;
}
