// The text of a document with its mentions highlighted, and the row that is chosen in full.

const KINDS = ['event', 'time', 'duration', 'place', 'person', 'organisation'];
// What would turn the order of the text around it, hide, or not show: it is written out.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const BLOCK = 10000;
const LENGTHS = /[^]{1,10000}(?:\s|$)|[^]{1,10000}/gu;

// Offsets count code points; JavaScript counts UTF-16 units, which differ only beyond the basic plane.
function slicer(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (start, end) => text.slice(start, end);
  const points = Array.from(text);
  return (start, end) => points.slice(start, end).join('');
}

function grounded(event) {
  return VALUES.flatMap((name) => list(event[name]).filter((value) => value.start !== undefined));
}

// The pieces between all starts and ends of spans, each with the spans that cover it.
function pieces(length, spans) {
  const cuts = [...new Set([0, length, ...spans.flatMap(({start, end}) => [start, end])])].sort((a, b) => a - b);
  const ordered = [...spans].sort((a, b) => a.start - b.start);
  let open = [];
  let next = 0;
  return cuts.slice(0, -1).map((start, index) => {
    open = open.filter((span) => span.end > start);
    while (next < ordered.length && ordered[next].start <= start) open.push(ordered[next++]);
    return {start, end: cuts[index + 1], spans: [...open]};
  });
}

function drawText() {
  const article = data.documents[state.shown];
  $('reading').hidden = article === undefined;
  if (article === undefined) return;
  $('documents').value = state.shown;
  $('origin').textContent = [article.published, article.source].filter(Boolean).join(' · ');
  const own = rows.filter((row) => row.article === article);
  const chosen = state.chosen !== null && rows[state.chosen].article === article ? rows[state.chosen] : null;
  const spans = article.mentions.map(([kind, start, end]) => ({kind, start, end}));
  for (const row of own) {
    for (const {start, end} of row.event.mentions) spans.push({kind: 'event', start, end, row});
    for (const {start, end} of grounded(row.event)) spans.push({start, end, row});
  }
  if (chosen) for (const {start, end} of chosen.event.evidence) spans.push({start, end, evidence: true});
  const slice = slicer(article.text);
  const length = /[\ud800-\udbff]/.test(article.text) ? Array.from(article.text).length : article.text.length;
  const parts = pieces(length, spans).flatMap((piece) => drawPiece(slice(piece.start, piece.end), piece.spans, chosen));
  $('text').replaceChildren(...(length > 2 * BLOCK ? blocks(parts) : parts));
  drawDetail(chosen, slice);
  drawLegend(new Set(spans.map((span) => span.kind).filter(Boolean)));
  const first = $('text').querySelector('mark.own.k-event') ?? $('text').querySelector('mark.own');
  if (first) within($('reading'), first);
}

function drawPiece(text, spans, chosen) {
  if (!spans.length) return text.match(LENGTHS).map(visible);
  const shown = visible(text);
  const kind = KINDS.find((name) => spans.some((span) => span.kind === name));
  const about = [...new Set(spans.filter((span) => span.row).map((span) => span.row.index))];
  const classes = [kind && `k-${kind}`, spans.some((span) => span.evidence) && 'evidence', chosen && about.includes(chosen.index) && 'own'];
  const made = element('mark', {class: classes.filter(Boolean).join(' '), 'data-rows': about.length ? about.join(' ') : undefined}, shown);
  if (kind === 'event') {
    made.tabIndex = 0;
    made.setAttribute('role', 'button');
  }
  return made;
}

// Parts of a long text in blocks, which the browser lays out only when they are seen.
function blocks(parts) {
  const made = [];
  let size = Infinity;
  for (const part of parts) {
    if (size > BLOCK) made.push(element('div', {class: 'block'}));
    size = size > BLOCK ? 0 : size;
    size += (part.textContent ?? part).length;
    made.at(-1).append(part);
  }
  return made;
}

function visible(text) {
  if (!CONTROLS.test(text)) return text;
  const shown = document.createDocumentFragment();
  for (const part of text.split(new RegExp(`(${CONTROLS.source})`))) {
    const code = `U+${part.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    shown.append(CONTROLS.test(part) ? element('span', {class: 'control'}, code) : part);
  }
  return shown;
}

// Scrolls a box, never the page, until a part of it is seen.
function within(box, part) {
  const [outer, inner] = [box.getBoundingClientRect(), part.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 2;
}

function drawDetail(row, slice) {
  if (!row) return $('detail').replaceChildren();
  const {event} = row;
  const lines = [
    ['event', [`${typeName(event.type)} `, quote(slice(event.trigger.start, event.trigger.end))]],
    ['status', [statusBadge(event.status)]],
    ...VALUES.flatMap((name) => list(event[name]).map((value) => [name, valueLine(name, value, slice)])),
    ['confidence', [`${Math.round(100 * event.confidence)} %`]],
  ];
  const terms = lines.flatMap(([name, content], index) =>
    [element('dt', {}, index && lines[index - 1][0] === name ? '' : word(name)), element('dd', {}, ...content)]);
  $('detail').replaceChildren(element('dl', {}, ...terms));
}

const quote = (text) => element('q', {}, visible(text.length > 160 ? `${text.slice(0, 160)}…` : text));

function valueLine(name, value, slice) {
  const line = [valueName(name, value)];
  if (value.start !== undefined) line.push(' ', quote(slice(value.start, value.end)));
  if (value.start === undefined && value.rule) line.push(' ', element('span', {class: 'inferred'}, word('inferred', {rule: ruleName(value.rule)})));
  else if (value.rule && value.anchor !== 'text') line.push(element('span', {class: 'words'}, ruleName(value.rule)));
  if (name === 'date' && value.anchor) line.push(element('span', {class: 'words'}, word(`anchor_${value.anchor}`)));
  if (name === 'places' && value.country) line.push(element('span', {class: 'words'}, placeLine(value)));
  return line;
}

function placeLine(place) {
  const country = new Intl.DisplayNames(state.lang, {type: 'region'}).of(place.country);
  return place.lat === undefined ? country : `${country} · ${place.lat.toFixed(2)}, ${place.lon.toFixed(2)}`;
}

function valueName(name, value) {
  if (name === 'date' || name === 'status_date') return dateName(value.value);
  return name.startsWith('duration') ? durationName(value) : value.value;
}

function drawLegend(kinds) {
  $('legend').replaceChildren(...KINDS.filter((kind) => kinds.has(kind)).map((kind) => {
    const box = element('input', {type: 'checkbox', onchange: () => { toggle(kind, box.checked); }});
    box.checked = !state.hidden.has(kind);
    return element('label', {}, box, element('i', {class: `k-${kind}`}), word(`kind_${kind}`));
  }));
}

function toggle(kind, on) {
  on ? state.hidden.delete(kind) : state.hidden.add(kind);
  $('text').className = [...state.hidden].map((name) => `off-${name}`).join(' ');
}

// A click on a word shows its row; another click on it shows the next of its rows.
function wordChosen(mark) {
  const about = mark.dataset.rows?.split(' ').map(Number);
  if (!about) return;
  const start = [...$('text').querySelectorAll('mark')].indexOf(mark);
  choose(about[(about.indexOf(state.chosen) + 1) % about.length], {from: 'text'});
  $('text').querySelectorAll('mark')[start]?.focus({preventScroll: true});
}

function listenText() {
  $('text').addEventListener('click', ({target}) => { if (target.closest('mark')) wordChosen(target.closest('mark')); });
  $('text').addEventListener('keydown', (press) => {
    if ((press.key === 'Enter' || press.key === ' ') && press.target.matches('mark')) {
      press.preventDefault();
      wordChosen(press.target);
    }
  });
  $('documents').addEventListener('change', () => {
    state.shown = Number($('documents').value);
    state.chosen = null;
    drawTable();
    drawText();
    drawTimeline();
  });
}
