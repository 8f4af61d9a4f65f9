/**
 * The script of the page. It lists the cases from the data in the page, filters cases and failures, and opens what the
 * address names. Texts of the record reach the page as text nodes only.
 */
export const script = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const box = document.getElementById('filter');
  const verdict = document.getElementById('verdict');
  const shown = document.getElementById('shown');
  const body = document.querySelector('#cases tbody');
  const more = document.getElementById('more');
  const step = 200;
  const cases = data.rows.map(([path, claim, object, kind, requests, time, text]) => ({
    path: data.paths[path], object: data.objects[object],
    id: data.paths[path] + (data.claims[claim] === '' ? '' : ':' + data.claims[claim]) + (data.objects[object] === '' ? '' : '@' + data.objects[object]),
    verdict: data.verdicts[kind], requests, time, text: text === undefined ? '' : data.texts[text],
  }));
  const failures = [...document.querySelectorAll('details.case')];
  const groups = [...document.querySelectorAll('details.cause')];
  let matches = [];
  let listed = 0;

  const cell = (row, text, name) => {
    const td = row.insertCell();
    td.textContent = text;
    if (name) td.className = name;
    return td;
  };
  const list = () => {
    const end = Math.min(matches.length, listed + step);
    for (; listed < end; listed++) {
      const one = matches[listed];
      const row = body.insertRow();
      cell(row, one.verdict, 'word ' + one.verdict);
      const link = document.createElement('a');
      link.href = '#' + encodeURIComponent(one.id);
      link.textContent = one.id;
      cell(row, '', 'id').append(link);
      cell(row, one.text);
      cell(row, String(one.requests), 'number');
      cell(row, one.time.toFixed(1) + ' ms', 'number');
    }
    more.hidden = listed >= matches.length;
    shown.textContent = matches.length + ' of ' + cases.length + ' cases' + (more.hidden ? '' : ', ' + listed + ' listed');
  };
  const filter = () => {
    const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.toLowerCase().includes(word));
    matches = cases.filter((one) => (verdict.value === '' || one.verdict === verdict.value) && has(one.id + ' ' + one.text));
    body.replaceChildren();
    listed = 0;
    list();
    for (const item of failures) item.hidden = !has(item.id) || (verdict.value !== '' && item.dataset.verdict !== verdict.value);
    for (const group of groups) {
      const inside = [...group.querySelectorAll('details.case')];
      const unfiltered = words.length === 0 && verdict.value === '';
      group.hidden = !unfiltered && inside.every((item) => item.hidden) && !has(group.dataset.claim);
    }
  };
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  let asked;
  /** Object and verb by size class, of one item; in each place how often in which state. */
  const askedTable = (item) => {
    asked = asked || JSON.parse(document.getElementById('cells').textContent);
    const own = asked.rows.filter((row) => asked.items[row[0]] === item);
    const sizes = ['none', 'short', 'exact', 'long', 'cut', 'unknown'].filter((size) => own.some((row) => asked.sizes[row[3]] === size));
    const table = element('table', undefined, 'map heat');
    const head = table.createTHead().insertRow();
    for (const text of ['Object', 'Verb', ...sizes]) head.append(Object.assign(element('th', text), { scope: 'col' }));
    const body = table.createTBody();
    const lines = new Map();
    for (const row of own) {
      const key = row[1] + ' ' + row[2];
      if (!lines.has(key)) lines.set(key, []);
      lines.get(key).push(row);
    }
    for (const rows of lines.values()) {
      const line = body.insertRow();
      cell(line, asked.objects[rows[0][1]], 'id');
      cell(line, asked.verbs[rows[0][2]]);
      for (const size of sizes) {
        const here = rows.filter((row) => asked.sizes[row[3]] === size);
        const failed = here.some((row) => row[6]);
        const texts = here.map((row) => [asked.states[row[4]], row[5] || '', row[6] ? '\u2717' + row[6] : '', row[7] || ''].filter((text) => text !== '').join(' '));
        cell(line, texts.join(', ') || '\u00b7', failed ? 'h2 f' : here.some((row) => row[5] > 0) ? 'h2' : here.length > 0 ? 's' : 'none');
      }
    }
    return table;
  };
  /** Why claims about an item were skipped, and how many. */
  const skipList = (item) => {
    const reasons = new Map();
    for (const one of cases) {
      if (one.verdict !== 'skip' || !one.path.endsWith('/' + item)) continue;
      const text = one.object + ': ' + one.text;
      reasons.set(text, (reasons.get(text) || 0) + 1);
    }
    const list = element('ul');
    for (const [text, times] of reasons) list.append(element('li', text + (times > 1 ? ' (' + times + ' cases)' : '')));
    return list;
  };
  const openItem = (item, link) => {
    link = link || [...document.querySelectorAll('a.item')].find((one) => one.textContent === item);
    if (!link) return;
    for (let up = link; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
    const row = link.closest('tr');
    const next = row.nextElementSibling;
    if (next && next.className === 'asked') {
      next.remove();
      link.setAttribute('aria-expanded', 'false');
      return;
    }
    const place = element('tr', undefined, 'asked');
    const wide = element('td');
    wide.colSpan = row.cells.length;
    wide.append(askedTable(item));
    const skipped = skipList(item);
    if (skipped.children.length > 0) wide.append(element('p', 'Skipped', 'dim'), skipped);
    place.append(wide);
    row.after(place);
    link.setAttribute('aria-expanded', 'true');
    row.scrollIntoView({ block: 'center' });
  };
  for (const link of document.querySelectorAll('a.item')) {
    link.setAttribute('role', 'button');
    link.setAttribute('aria-expanded', 'false');
    link.addEventListener('click', (event) => {
      event.preventDefault();
      history.replaceState(null, '', link.getAttribute('href'));
      openItem(link.textContent, link);
    });
  }
  const open = () => {
    let id = '';
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (id === '') return;
    if (id.startsWith('item:')) return openItem(id.slice(5));
    let target = document.getElementById(id);
    if (!target && cases.some((one) => one.id === id)) {
      box.value = id;
      verdict.value = '';
      filter();
      target = document.getElementById('cases');
    }
    if (!target) return;
    if (target.closest('[hidden]')) {
      box.value = '';
      verdict.value = '';
      filter();
    }
    for (let up = target; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
    target.scrollIntoView();
  };
  box.addEventListener('input', filter);
  verdict.addEventListener('input', filter);
  more.addEventListener('click', list);
  addEventListener('hashchange', open);
  addEventListener('beforeprint', () => { for (const item of [...groups, ...failures]) item.open = true; });
  filter();
  open();
})();
`;
