/** What a cassette says of itself: the catalogue entry in its memory, and the description of what is recorded. */

/** Entries by the fields of a library catalogue; those that nobody filled in are empty. */
export const catalogueEntry: Readonly<Record<string, string>> = {
  MAINPERSONALNAME: 'Camera operator',
  PHYSICALDESCRIPTION: '1 MiniDV cassette (60 min)',
  GENERALNOTE: '',
  ADDEDENTRYPERSONALNAME: '',
  SERIESSTATEMENTPERSONALNAME: '',
  LCCN: '',
  MAINCORPORATEBODY: '',
  CITATION: '',
  ISBN: '',
  SUMMARY: 'A quiet afternoon at the sea',
  MAINUNIFORMTITLE: '',
  ADDEDFORMAVAILABLE: '',
  ADDEDENTRYUNIFORMTITLE: '',
  SERIESSTATEMENTUNIFORMTITLE: '',
  CATALOGINGSOURCE: '',
  UNIFORMTITLE: '',
  ADDEDENTRYTITLE: '',
  ADDEDENTRYRELATED: '',
  ADDEDENTRYTOPICALTERM: '',
  PUBLICATION: '',
  SERIESSTATEMENT: '',
  MAINMEETINGNAME: '',
  PARTICIPANT: '',
  TARGETAUDIENCE: '',
  ADDEDENTRYGEOGRAPHIC: '',
  ISSN: '',
  BIBLIOGRAPHYNOTE: '',
  CONTENTSNOTE: '',
  TITLESTATEMENT: 'Holidays',
  INDEXTERMGENRE: '',
  VARYINGFORMTITLE: '',
  AWARDS: '',
  CREATIONCREDIT: '',
  SYSTEMDETAILS: 'DV, PAL',
  INDEXTERMCURRICULUM: '',
  LEADER: '',
};

/** A box of ISO media files: its size, big-endian, its type, and what it holds. */
function box(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + content.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  return bytes;
}

/** A sample entry for video of 720 × 576: the fixed members, with everything else left at 0. */
function videoEntry(): Uint8Array {
  const entry = new Uint8Array(78);
  const view = new DataView(entry.buffer);
  // data_reference_index, width, height, resolutions of 72 dpi, one frame a sample, depth 24.
  view.setUint16(6, 1);
  view.setUint16(24, 720);
  view.setUint16(26, 576);
  view.setUint32(28, 0x48_0000);
  view.setUint32(32, 0x48_0000);
  view.setUint16(40, 1);
  view.setUint16(74, 24);
  view.setInt16(76, -1);
  return entry;
}

/** How a file that holds its frames describes them: a sample description box. */
export const sampleDescriptionBox = (): Uint8Array => box('dvcp', videoEntry());
