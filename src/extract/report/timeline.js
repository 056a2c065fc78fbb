// The timeline: a lane for each type; zoomed and moved by wheel, drag, keys of the buttons.

const DAY = 86400000;
const time = {view: null, from: 0, to: 1};

function timeItems() {
  return seen.filter((row) => row.dated).map((row) => {
    const open = !Number.isFinite(row.since) ? 'start' : !Number.isFinite(row.until) ? 'end' : '';
    const edge = open === 'start' ? row.until : row.since;
    const shape = /[~?%]/.test(row.event.date.value) || (row.until - row.since > DAY && !row.event.date.value.includes('/')) ? 'within' : 'lasting';
    return {row: row.index, lane: typeName(row.event.type), status: row.event.status, open, shape: open ? 'open' : shape,
      since: open === 'start' ? edge : row.since, until: open === 'end' ? edge : Math.max(row.until - DAY, row.since), edge};
  });
}

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const chartConfig = () => ({font: getComputedStyle(document.body).fontFamily,
  axis: {labelColor: css('quiet'), domainColor: css('line'), tickColor: css('line'), gridColor: css('line'), labelFontSize: 12, labelLimit: 150}});

function timeSpec(width, lanes) {
  const colour = {scale: 'colour', field: 'status'};
  const lane = {scale: 'lane', field: 'lane'};
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width, height: 19 * lanes.length, padding: 2, autosize: {type: 'fit-x', contains: 'padding'}, config: chartConfig(),
    signals: [{name: 'from', value: time.from}, {name: 'to', value: time.to}, {name: 'chosen', value: state.chosen ?? -1}],
    data: [{name: 'events', values: timeItems()}, {name: 'open', source: 'events', transform: [{type: 'filter', expr: "datum.open !== ''"}]}],
    scales: [
      {name: 'time', type: 'utc', domain: [{signal: 'from'}, {signal: 'to'}], range: 'width'},
      {name: 'lane', type: 'point', padding: .5, domain: lanes, range: 'height'},
      {name: 'colour', type: 'ordinal', domain: STATUSES, range: STATUSES.map(css)},
      {name: 'tip', type: 'ordinal', domain: ['start', 'end'], range: ['triangle-left', 'triangle-right']},
    ],
    axes: [
      {orient: 'bottom', scale: 'time', grid: true, tickCount: {signal: 'max(2, width / 90)'}, labelOverlap: true},
      {orient: 'left', scale: 'lane', grid: true, gridOpacity: .5, ticks: false, labelPadding: 6},
    ],
    marks: [
      {type: 'rule', from: {data: 'events'}, clip: true, encode: {update: {
        x: {scale: 'time', field: 'since'}, x2: {scale: 'time', field: 'until'}, y: lane, stroke: colour, strokeCap: {value: 'round'},
        cursor: {value: 'pointer'}, strokeWidth: {signal: 'datum.row === chosen ? 14 : 9'},
        opacity: {signal: "datum.row === chosen ? 1 : datum.shape === 'within' ? .35 : .8"}}}},
      {type: 'symbol', from: {data: 'open'}, clip: true, encode: {update: {
        x: {scale: 'time', field: 'edge', offset: {signal: "datum.open === 'end' ? 9 : -9"}}, y: lane, fill: colour,
        shape: {scale: 'tip', field: 'open'}, size: {value: 90}, cursor: {value: 'pointer'}}}},
    ],
  };
}

const locale = () => {
  const names = (options, days) => days.map((day) => dayFormat(options).format(day));
  const months = Array.from({length: 12}, (_, month) => Date.UTC(2001, month, 15));
  const days = Array.from({length: 7}, (_, day) => Date.UTC(2001, 6, 1 + day));  // a Sunday
  return {dateTime: '%d.%m.%Y %H:%M', date: '%d.%m.%Y', time: '%H:%M', periods: ['AM', 'PM'], days: names({weekday: 'long'}, days),
    shortDays: names({weekday: 'short'}, days), months: names({month: 'long'}, months), shortMonths: names({month: 'short'}, months)};
};

// vegaEmbed with expressions interpreted, so that the content security policy need not allow `eval`, and without styles of its own.
async function embed(holder, spec) {
  const {view} = await window.vegaEmbed(holder, spec, {ast: true, actions: false, defaultStyle: false, renderer: 'canvas', hover: false,
    tooltip: () => undefined, timeFormatLocale: locale()});
  return view;
}

// The span of all items; with `most`, of all but the few that lie so far away that the others would shrink to a point.
function extent(items, most = false) {
  if (!items.length) return [Date.now() - 30 * DAY, Date.now()];
  const since = items.map((item) => item.since).sort((a, b) => a - b);
  const until = items.map((item) => item.until).sort((a, b) => a - b);
  const few = Math.floor(items.length * .04);
  const inner = [since[few], until[until.length - 1 - few]];
  const outer = [since[0], until[until.length - 1]];
  const [low, high] = most && inner[1] - inner[0] < (outer[1] - outer[0]) / 2 ? inner : outer;
  const margin = Math.max((high - low) * .03, 3 * DAY);
  return [low - margin, high + margin];
}

async function makeTimeline() {
  const types = Object.keys(data.types).filter((type) => rows.some((row) => row.dated && row.event.type === type));
  time.view?.finalize();
  time.view = null;
  $('timeline').hidden = !types.length;
  if (!types.length) return;
  [time.from, time.to] = extent(timeItems(), true);
  time.view = await embed($('time-chart'), timeSpec($('time-chart').clientWidth, types.map(typeName)));
  pointing(time.view, $('time-chart'), {zoom: zoomTime, move: (dx) => { zoomTime(1, .5, -dx / time.view.width()); }});
}

function zoomTime(factor, at = .5, by = 0) {
  const span = time.to - time.from;
  const wanted = Math.min(Math.max(span * factor, 2 * DAY), 4e14);
  const middle = time.from + span * at;
  time.from = middle - wanted * at + span * by;
  time.to = time.from + wanted;
  time.view?.signal('from', time.from).signal('to', time.to).runAsync();
}

function drawTimeline({fit = false} = {}) {
  $('undated').textContent = seen.every((row) => row.dated) ? '' : word('undated', {n: seen.filter((row) => !row.dated).length});
  $('statuses').replaceChildren(...STATUSES.filter((status) => rows.some((row) => row.event.status === status)).map(statusBadge));
  if (!time.view) return undefined;
  const items = timeItems();
  if (fit) [time.from, time.to] = extent(items);
  return time.view.signal('from', time.from).signal('to', time.to).signal('chosen', state.chosen ?? -1)
    .data('events', items).runAsync();
}

// What both charts share: wheel and drag, a tip under the pointer, a click on what is there.
function pointing(view, holder, {zoom, move}) {
  let held = null;
  let moved = false;
  holder.onwheel = (wheel) => {
    if (!wheel.ctrlKey && !holder.matches(':focus-within, :hover')) return;
    wheel.preventDefault();
    const box = holder.querySelector('canvas').getBoundingClientRect();
    const [left, top] = view.origin();
    zoom(wheel.deltaY > 0 ? 1.25 : .8, (wheel.clientX - box.left - left) / view.width(), 0, (wheel.clientY - box.top - top) / view.height());
  };
  holder.onpointerdown = (press) => { if (press.button === 0) { held = [press.clientX, press.clientY]; moved = false; } };
  holder.onpointermove = (point) => {
    if (!held || !(point.buttons & 1)) return;
    const [dx, dy] = [point.clientX - held[0], point.clientY - held[1]];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true;
    held = [point.clientX, point.clientY];
    move(dx, dy);
  };
  holder.onpointerleave = () => { held = null; $('tip').hidden = true; };
  view.addEventListener('mousemove', (point, item) => {
    const told = item?.datum && tipOf(item.datum);
    $('tip').hidden = !told;
    if (!told) return;
    $('tip').textContent = told;
    const right = point.clientX > innerWidth / 2;
    $('tip').style.left = right ? 'auto' : `${point.clientX + 14}px`;
    $('tip').style.right = right ? `${innerWidth - point.clientX + 14}px` : 'auto';
    $('tip').style.top = `${Math.min(point.clientY + 14, innerHeight - 90)}px`;
  });
  view.addEventListener('click', (point, item) => {
    if (moved || !item?.datum) return;
    if (item.datum.row !== undefined) choose(item.datum.row, {from: 'chart'});
    else if (item.datum.place) filterPlace(item.datum.place);
  });
}

function tipOf(datum) {
  if (datum.place) return `${datum.place}: ${datum.count}`;
  if (datum.row === undefined) return '';
  const {event} = rows[datum.row];
  return `${event.label}\n${dateName(event.date.value)} · ${word(`status_${event.status}`)}`;
}

function listenTimeline() {
  $('time-in').addEventListener('click', () => { zoomTime(.6); });
  $('time-out').addEventListener('click', () => { zoomTime(1 / .6); });
  $('time-all').addEventListener('click', () => { drawTimeline({fit: true}); });
  $('time-narrow').addEventListener('click', () => {
    for (const side of ['from', 'to']) {
      const day = new Date(time[side]);
      if (Number.isNaN(day.valueOf()) || day.getUTCFullYear() < 1 || day.getUTCFullYear() > 9999) continue;
      state.filter[side] = $(side).value = day.toISOString().slice(0, 10);
    }
    refilter();
  });
}
