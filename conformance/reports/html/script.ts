/**
 * What the page does: filters its scenarios, and unpacks the exchange of one when it is opened. It makes elements and gives
 * them text, and never markup.
 */
export const SCRIPT = `
'use strict';
const all = [...document.querySelectorAll('.scenario')];
const text = document.getElementById('text');
const pack = document.getElementById('pack');
const boxes = [...document.querySelectorAll('.controls input[type=checkbox]')];
const shown = document.getElementById('shown');

function filter() {
  const wanted = text.value.trim().toLowerCase();
  const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let count = 0;
  for (const one of all) {
    const is = verdicts.has(one.dataset.verdict) && (pack.value === '' || one.dataset.pack === pack.value) &&
      (wanted === '' || one.dataset.text.includes(wanted));
    one.hidden = !is;
    if (is) count += 1;
  }
  shown.textContent = count + ' of ' + all.length + ' shown';
}

function element(name, className, content) {
  const one = document.createElement(name);
  if (className !== '') one.className = className;
  if (content !== undefined) one.textContent = content;
  return one;
}

async function unpacked(packed) {
  const octets = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(stream).text());
}

function row([time, kind, title, hex, lines]) {
  const line = (one) => {
    const when = time === null ? '' : new Date(time).toISOString().replace('T', ' ').replace('Z', '');
    one.append(element('code', 'time', when), element('span', 'kind', kind), element('span', '', title));
    return one;
  };
  if (hex === '' && lines.length === 0) return line(element('div', 'plain'));
  const all = element('details', '');
  all.append(line(element('summary', '')));
  all.addEventListener('toggle', () => {
    if (!all.open || all.dataset.done) return;
    all.dataset.done = 'yes';
    const list = element('ul', '');
    for (const [depth, content] of lines) list.append(element('li', 'd' + Math.min(7, depth), content));
    all.append(list);
    if (hex === '') return;
    const octets = element('details', '');
    octets.append(element('summary', 'faint', 'octets'), element('code', '', hex));
    all.append(octets);
  });
  return all;
}

async function showExchange(scenario) {
  const place = scenario.querySelector('.exchange');
  if (place === null || place.dataset.done) return;
  place.dataset.done = 'yes';
  try {
    const rows = await unpacked(place.querySelector('script').textContent);
    place.append(...rows.map(row));
  } catch (error) {
    place.append(element('p', 'faint', 'This browser cannot unpack what passed (' + error + '); evidence.jsonl has it.'));
  }
}

for (const one of all) {
  one.addEventListener('toggle', () => { if (one.open) showExchange(one); });
  if (one.open) showExchange(one);
}
function follow() {
  const one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (one !== null && one.classList.contains('scenario')) { one.hidden = false; one.open = true; one.scrollIntoView(); }
}
for (const control of [text, pack, ...boxes]) control.addEventListener('input', filter);
addEventListener('hashchange', follow);
filter();
follow();
`;
