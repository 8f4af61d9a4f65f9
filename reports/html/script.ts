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
    id: data.paths[path] + (data.claims[claim] === '' ? '' : ':' + data.claims[claim]) + (data.objects[object] === '' ? '' : '@' + data.objects[object]),
    verdict: data.verdicts[kind], requests, time, text: text === undefined ? '' : data.texts[text],
  }));
  const failures = [...document.querySelectorAll('details.case')];
  const groups = [...document.querySelectorAll('details.claim')];
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
  const open = () => {
    let id = '';
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (id === '') return;
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
