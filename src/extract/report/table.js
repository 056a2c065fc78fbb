// The table of the rows that the filter lets through, a page of it at a time, and its download.

const PAGE = 100;
const HEADS = Object.keys(KEYS);
const statusBadge = (status) => element('span', {class: `status ${status}`}, word(`status_${status}`));

function drawTable() {
  $('rows').querySelector('thead tr').replaceChildren(...HEADS.map((name) => element('th',
    {scope: 'col', class: `c-${name}`, 'aria-sort': state.sort === name ? (state.descending ? 'descending' : 'ascending') : undefined},
    element('button', {type: 'button', onclick: () => { sortBy(name); }, title: word(name)}, word(name === 'confidence' ? 'confidence_short' : name)))));
  const first = state.page * PAGE;
  const page = seen.slice(first, first + PAGE);
  $('rows').querySelector('tbody').replaceChildren(...page.map(drawRow));
  $('empty').hidden = seen.length > 0;
  $('found').textContent = word('events_found', {n: seen.length, all: rows.length});
  $('pages').hidden = seen.length <= PAGE;
  $('page').textContent = word('page', {first: first + 1, last: first + page.length, all: seen.length});
  $('previous').disabled = state.page === 0;
  $('next').disabled = first + PAGE >= seen.length;
}

function drawRow(row) {
  const {event} = row;
  const values = (name) => list(event[name]).flatMap((value, index) => [index ? '; ' : '', cellValue(name, value)]);
  const opened = () => { choose(row.index, {from: 'table'}); };
  const button = element('button', {type: 'button', class: 'row'}, typeName(event.type));
  const trigger = element('span', {class: 'words'}, row.trigger ??= slicer(row.article.text)(event.trigger.start, event.trigger.end));
  const share = Math.round(100 * event.confidence);
  const meter = element('meter', {min: 0, max: 1, value: event.confidence, title: `${word('confidence')}: ${share} %`, 'aria-label': word('confidence')}, `${share} %`);
  return element('tr', {onclick: opened, 'data-row': row.index, class: row.index === state.chosen ? 'chosen' : ''},
    element('td', {}, ...values('date')), element('td', {}, button, trigger), element('td', {}, statusBadge(event.status)),
    element('td', {}, ...values('places')), element('td', {}, ...values('participants')),
    element('td', {}, element('span', {class: 'more'}, ...values('topics'))), element('td', {}, meter));
}

// A value without words of its own was inferred, and says so.
function cellValue(name, value) {
  const inferred = value.start === undefined || (name === 'date' && value.anchor !== 'text');
  const told = value.rule ? word('inferred', {rule: ruleName(value.rule)}) : value.anchor ? word(`anchor_${value.anchor}`) : undefined;
  return element('span', inferred ? {class: 'inferred', title: told} : {}, visible(valueName(name, value)));
}

function sortBy(name) {
  state.descending = state.sort === name && !state.descending;
  state.sort = name;
  state.page = 0;
  select();
  drawTable();
  $('rows').querySelectorAll('th button')[HEADS.indexOf(name)].focus();
}

function turn(by) {
  state.page += by;
  drawTable();
  $('rows').scrollIntoView({block: 'start'});
}

function showRow(index) {
  const place = seen.findIndex((row) => row.index === index);
  if (place < 0) return;
  state.page = Math.floor(place / PAGE);
}

// The flat columns of the event table, as `extract run` writes them.
const CELLS = {
  published: (row) => row.article.published,
  doc_id: (row) => row.article.doc_id,
  source: (row) => row.article.source,
  trigger: ({event}, slice) => slice(event.trigger.start, event.trigger.end),
  date_earliest: ({event}) => event.date?.earliest,
  date_latest: ({event}) => event.date?.latest,
  date_text: ({event}, slice) => event.date?.start === undefined ? undefined : slice(event.date.start, event.date.end),
  date_anchor: ({event}) => event.date?.anchor,
  duration_bound: ({event}) => event.duration?.bound,
  country: ({event}) => event.places?.[0].country,
  lat: ({event}) => event.places?.[0].lat,
  lon: ({event}) => event.places?.[0].lon,
  geonames_id: ({event}) => event.places?.[0].geonames_id,
  text: ({event}, slice) => slice(event.start, event.end),
};

function csvCell(cell) {
  let text = String(cell ?? '');
  if (typeof cell === 'string' && /^[=+\-@\t\r\n]/.test(text) && !/^([+-]?\d+([.,]\d+)?|.)$/.test(text)) text = `'${text}`;  // no formula
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv() {
  const lines = seen.map((row) => {
    const slice = slicer(row.article.text);
    return data.columns.map((name) => {
      if (name in CELLS) return csvCell(CELLS[name](row, slice));
      const cell = row.event[name];
      return csvCell(typeof cell === 'object' ? joined(cell) : cell);
    }).join(',');
  });
  return [data.columns.join(','), ...lines].join('\n') + '\n';
}

function download(content, name) {
  const link = element('a', {href: URL.createObjectURL(content), download: name});
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 1000);
}

function listenTable() {
  $('previous').addEventListener('click', () => { turn(-1); });
  $('next').addEventListener('click', () => { turn(1); });
  $('csv').addEventListener('click', () => { download(new Blob([csv()], {type: 'text/csv;charset=utf-8'}), 'events.csv'); });
  let before = null;
  addEventListener('beforeprint', () => {  // on paper there are no pages to turn
    before = state.page;
    $('rows').querySelector('tbody').replaceChildren(...seen.slice(0, 2000).map(drawRow));
  });
  addEventListener('afterprint', () => { state.page = before ?? 0; drawTable(); });
}
