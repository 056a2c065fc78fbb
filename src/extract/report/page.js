// The page as a whole: words, theme, filters, and what is chosen.

const THEMES = ['auto', 'light', 'dark'];
const dark = matchMedia('(prefers-color-scheme: dark)');

function drawWords() {
  document.documentElement.lang = state.lang;
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', word(node.dataset.label));
  for (const node of document.querySelectorAll('[data-hint]')) node.placeholder = word(node.dataset.hint);
  document.title = $('title').textContent = word(data.live ? 'title_page' : 'title');
  $('theme').textContent = word('theme', {theme: word(`theme_${state.theme}`)});
}

function drawTheme() {
  document.documentElement.dataset.theme = state.theme === 'auto' ? (dark.matches ? 'dark' : 'light') : state.theme;
}

function drawChoices() {
  $('summary').textContent = word('summary', {documents: data.documents.length, events: rows.length});
  for (const [name, values, called] of [['type', Object.keys(data.types), typeName], ['status', STATUSES, (status) => word(`status_${status}`)]]) {
    const counts = grouped(rows, (row) => row.event[name]);
    const chosen = state.filter[name];
    $(`${name}-chosen`).textContent = chosen.size ? [...chosen].map(called).join(', ') : word('all');
    $(`${name}-choice`).replaceChildren($(`${name}-choice`).firstElementChild, ...values.filter((value) => counts.has(value)).map((value) => {
      const box = element('input', {type: 'checkbox', value, onchange: () => {
        box.checked ? chosen.add(value) : chosen.delete(value);
        $(`${name}-chosen`).textContent = chosen.size ? [...chosen].map(called).join(', ') : word('all');
        refilter();
      }});
      box.checked = chosen.has(value);
      return element('label', {}, box, called(value), element('span', {}, String(counts.get(value).length)));
    }));
  }
  for (const [id, name] of [['persons', 'participants'], ['places', 'places']]) {
    const names = [...grouped(rows.flatMap((row) => row.event[name] ?? []), (value) => value.value)].sort((a, b) => b[1].length - a[1].length);
    $(id).replaceChildren(...names.slice(0, 500).map(([value]) => element('option', {value})));
  }
  $('documents').replaceChildren(...data.documents.map((article, index) =>
    element('option', {value: index}, visible(`${article.title ?? article.doc_id} · ${article.events.length}`))));
}

function grouped(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    if (groups.has(name)) groups.get(name).push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

let waiting;

// The table is there at once; the charts follow when nobody types any more.
function drawCharts() {
  delete document.body.dataset.charts;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    await Promise.all([drawTimeline({fit: true}), drawMap()]);
    document.body.dataset.charts = 'drawn';
  }, 80);
}

function refilter() {
  state.page = 0;
  select();
  drawTable();
  drawCharts();
}

function choose(index, {from}) {
  state.chosen = index;
  state.shown = data.documents.indexOf(rows[index].article);
  if (from !== 'table') showRow(index);
  drawTable();
  drawText();
  drawTimeline();
  const line = $('rows').querySelector('tr.chosen');
  if (from === 'table') line?.querySelector('button').focus({preventScroll: true});
  if (from === 'table' && innerWidth <= 1000) $('reading').scrollIntoView({block: 'start'});
  if (from === 'text') line?.scrollIntoView({block: 'center'});
}

function renew() {
  gather();
  Object.assign(state, {page: 0, chosen: null, shown: 0});
  redraw();
}

function redraw() {
  for (const id of ['filters', 'rows']) $(id).hidden = data.live && !rows.length;
  select();
  drawWords();
  drawChoices();
  drawTable();
  drawText();
  makeCharts();
}

// The charts come after the rest has been seen.
function makeCharts() {
  if (window.vegaEmbed) Promise.all([makeTimeline(), makeMap()]).then(() => { drawTimeline(); document.body.dataset.ready = 'charts'; });
}

function listenPage() {
  $('language').addEventListener('click', () => { state.lang = state.lang === 'ru' ? 'en' : 'ru'; redraw(); });
  const themed = () => { drawTheme(); drawWords(); makeCharts(); };
  $('theme').addEventListener('click', () => { state.theme = THEMES[(THEMES.indexOf(state.theme) + 1) % 3]; themed(); });
  dark.addEventListener('change', themed);
  for (const name of ['search', 'person', 'place', 'from', 'to']) {
    $(name).addEventListener('input', () => { state.filter[name] = $(name).value.trim(); refilter(); });
  }
  $('reset').addEventListener('click', () => {
    for (const name of ['search', 'person', 'place', 'from', 'to']) state.filter[name] = $(name).value = '';
    state.filter.type.clear();
    state.filter.status.clear();
    drawChoices();
    refilter();
  });
  document.addEventListener('click', ({target}) => {
    for (const open of document.querySelectorAll('details[open]')) if (!open.contains(target)) open.open = false;
  });
  document.addEventListener('keydown', ({key}) => {
    if (key === 'Escape') for (const open of document.querySelectorAll('details[open]')) open.open = false;
  });
  let width = innerWidth;
  addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; makeCharts(); } });
}

drawTheme();
gather();
listenPage();
listenText();
listenTable();
listenTimeline();
listenMap();
listenForm();
redraw();
document.body.dataset.ready = 'table';
addEventListener('load', () => { requestAnimationFrame(() => { setTimeout(makeCharts); }); });
