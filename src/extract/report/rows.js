// The data of the page: rows of events, what they say in the reader's language, and which of them the filter lets through.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const state = {lang: data.lang, theme: 'auto', sort: 'date', descending: false, page: 0, chosen: null, shown: 0, hidden: new Set(),
  filter: {search: '', type: new Set(), status: new Set(), person: '', place: '', from: '', to: ''}};
const STATUSES = ['held', 'ongoing', 'planned', 'cancelled', 'postponed', 'denied'];
const VALUES = ['date', 'time', 'duration', 'duration_planned', 'places', 'participants', 'occasion', 'format', 'topics', 'status_date'];
let rows = [];
let seen = [];  // the rows that the filter lets through, in the order of the table

const word = (key, filling = {}) => data.words[key][state.lang].replace(/\{(\w+)\}/g, (all, name) => filling[name] ?? all);
const typeName = (type) => (data.types[type] ?? {ru: type, en: type})[state.lang];
const ruleName = (rule) => state.lang === 'en' ? rule : rule.split(', ').map(rulePart).join(', ');
const list = (cell) => cell === undefined ? [] : Array.isArray(cell) ? cell : [cell];
const joined = (cell) => list(cell).map((value) => value.value).join('; ');

// «role президент» has the Russian name of its beginning; what follows is a name itself («end of a month»), or a word of the text.
function rulePart(part) {
  if (part in data.rules) return data.rules[part];
  const lead = Object.keys(data.rules).find((name) => part.startsWith(`${name} `));
  if (lead === undefined) return part;
  const rest = part.slice(lead.length + 1);
  return `${data.rules[lead]} ${data.rules[rest] ?? `«${rest}»`}`;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') made.className = value;
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Days as milliseconds; years before 0 need six digits, and Date.UTC misreads those before 100.
const moment = (day) => Date.parse(day[0] === '-' ? `-00${day.slice(1)}` : day);

function gather() {
  rows = data.documents.flatMap((article) => article.events.map((event) => ({event, article})));
  rows.forEach((row, index) => {
    const {event} = row;
    row.index = index;
    row.since = event.date?.earliest ? moment(event.date.earliest) : -Infinity;
    row.until = event.date?.latest ? moment(event.date.latest) + 86399999 : Infinity;
    row.dated = Boolean(event.date?.earliest || event.date?.latest);
    row.order = Number.isFinite(row.since) ? row.since : row.until;  // Infinity: undated rows come last
    row.people = joined(event.participants);
    row.where = joined(event.places);
    row.about = joined(event.topics);
    row.search = [event.label, row.people, row.where, row.about, joined(event.occasion), event.event_id, row.article.title ?? '']
      .join('\n').toLowerCase();
  });
}

function passes(row) {
  const {search, type, status, person, place, from, to} = state.filter;
  return (!search || row.search.includes(search.toLowerCase())) && (!type.size || type.has(row.event.type))
    && (!status.size || status.has(row.event.status)) && (!person || row.people.toLowerCase().includes(person.toLowerCase()))
    && (!place || row.where.toLowerCase().includes(place.toLowerCase()))
    && (!from || (row.dated && row.until >= moment(from))) && (!to || (row.dated && row.since <= moment(to) + 86399999));
}

const KEYS = {
  date: (row) => row.order,
  event: (row) => typeName(row.event.type),
  status: (row) => STATUSES.indexOf(row.event.status),
  places: (row) => row.where,
  participants: (row) => row.people,
  topics: (row) => row.about,
  confidence: (row) => row.event.confidence,
};

function select() {
  const key = KEYS[state.sort];
  const collator = new Intl.Collator(state.lang);
  const compare = (a, b) => typeof a === 'string' ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0;
  const empty = (value) => value === '' || value === Infinity;  // comes last, whatever the direction
  const keyed = rows.filter(passes).map((row) => [key(row), row]);
  const sign = state.descending ? -1 : 1;
  keyed.sort(([a, first], [b, second]) => empty(a) - empty(b) || sign * compare(a, b) || first.index - second.index);
  seen = keyed.map(([, row]) => row);
}

// EDTF as a reader writes it: 2018-07-16 → 16 июля 2018, 2018-11~ → около ноябрь 2018, 2018-21 → весна 2018

const SEASONS = {ru: ['весна', 'лето', 'осень', 'зима'], en: ['spring', 'summer', 'autumn', 'winter']};

function dateName(edtf) {
  const [left, right] = edtf.split('/');
  if (right === undefined) return sideName(left);
  if (left === '..' || left === '') return word('before', {date: sideName(right)});
  if (right === '..' || right === '') return word('since', {date: sideName(left)});
  const whole = /^\d{4}-\d\d-\d\d$/;
  if (!whole.test(left) || !whole.test(right)) return `${sideName(left)} – ${sideName(right)}`;
  return dayFormat({day: 'numeric', month: 'short', year: 'numeric'}).formatRange(moment(left), moment(right)).replace(/ г\.$/, '');
}

const formats = new Map();  // to make one takes longer than to use it a hundred times

function dayFormat(options) {
  const key = state.lang + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(state.lang, {timeZone: 'UTC', ...options}));
  return formats.get(key);
}

function sideName(side) {
  if (/[~?%]$/.test(side)) return word('uncertain', {date: sideName(side.slice(0, -1))});
  const [, year, second, day] = /^(-?[\dX]{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(side) ?? [];
  if (year === undefined) return side;
  const unknown = year === 'XXXX';
  const number = Number(second);
  if (year.includes('X') && !unknown) return side;
  if (second === undefined) return unknown ? '' : year.replace(/^0+(?=\d)/, '');
  if (number > 32) return `${['I', 'II', 'III', 'IV'][number - 33] ?? second} ${state.lang === 'ru' ? 'кв.' : 'quarter'} ${unknown ? '' : year}`.trim();
  if (number > 12) return `${SEASONS[state.lang][number - 21] ?? second} ${unknown ? '' : year}`.trim();
  const format = {month: day ? 'short' : 'long', ...(day && {day: 'numeric'}), ...(!unknown && {year: 'numeric'})};
  const at = moment(`${unknown ? '2000' : year}-${second}-${day ?? '01'}`);
  return Number.isNaN(at) ? side : dayFormat(format).format(at).replace(/ г\.$/, '');
}

// ISO 8601 durations: P1DT2H → 1 дн. 2 ч

const UNITS = {Y: ['year', ''], M: ['month', 'minute'], W: ['week', ''], D: ['day', ''], H: ['', 'hour'], S: ['', 'second']};
const BOUNDS = {'=': '', '~': '≈ ', '>': '> ', '<': '< '};

function durationName(value) {
  const [days, hours = ''] = value.value.slice(1).split('T');
  const named = (part, place) => [...part.matchAll(/([\d.]+)([YMWDHS])/g)].map(([, number, letter]) =>
    new Intl.NumberFormat(state.lang, {style: 'unit', unit: UNITS[letter][place], unitDisplay: 'short'}).format(Number(number)));
  return (BOUNDS[value.bound] ?? '') + [...named(days, 0), ...named(hours, 1)].join(' ');
}
