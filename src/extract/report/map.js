// The map: outlines of states and a circle for each place with its number of events. Sides of an event are no places of it.

const place = {view: null, scale: 150, lon: 40, lat: 50};

function mapItems() {
  const found = new Map();
  for (const row of seen) {
    for (const {value, lat, lon, geonames_id: id} of row.event.places ?? []) {
      if (lat === undefined) continue;
      const key = id ?? `${value} ${lat} ${lon}`;
      const item = found.get(key) ?? {place: value, lat, lon, count: 0};
      item.count += 1;
      found.set(key, item);
    }
  }
  const items = [...found.values()].sort((a, b) => b.count - a.count || (a.place < b.place ? -1 : 1));
  return items.map((item, rank) => ({...item, rank}));
}

function mapSpec(width, height) {
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width, height, padding: 0, autosize: 'none', background: null,
    signals: [{name: 'scale', value: place.scale}, {name: 'lon', value: place.lon}, {name: 'lat', value: place.lat}],
    projections: [{name: 'projection', type: 'mercator', scale: {signal: 'scale'}, rotate: [{signal: '-lon'}, 0, 0],
      center: [0, {signal: 'lat'}], translate: [{signal: 'width / 2'}, {signal: 'height / 2'}]}],
    data: [
      {name: 'world', values: JSON.parse($('world').textContent), format: {type: 'topojson', feature: 'countries'}},
      {name: 'places', values: mapItems(), transform: [{type: 'geopoint', projection: 'projection', fields: ['lon', 'lat']}]},
    ],
    scales: [{name: 'size', type: 'sqrt', domain: [0, {signal: "data('places').length ? data('places')[0].count : 1"}], range: [0, 900]}],
    marks: [
      {type: 'shape', from: {data: 'world'}, interactive: false, transform: [{type: 'geoshape', projection: 'projection'}],
        encode: {update: {fill: {value: css('land')}, stroke: {value: css('border')}, strokeWidth: {value: .6}}}},
      {type: 'symbol', name: 'circles', from: {data: 'places'},
        encode: {update: {x: {field: 'x'}, y: {field: 'y'}, size: {signal: "max(40, scale('size', datum.count))"}, fill: {value: css('accent')},
          fillOpacity: {value: .55}, stroke: {value: css('card')}, cursor: {value: 'pointer'}}}},
      {type: 'text', from: {data: 'circles'}, interactive: false,
        encode: {update: {text: {signal: "datum.datum.rank > 60 ? '' : datum.datum.count > 1 ? datum.datum.place + ' ' + datum.datum.count : datum.datum.place"},
          fill: {value: css('ink')}, fontSize: {value: 12}, font: {value: getComputedStyle(document.body).fontFamily}}},
        transform: [{type: 'label', size: {signal: '[width, height]'}, avoidMarks: ['circles'], offset: [2], padding: 0}]},
    ],
  };
}

// The view that shows all places: Mercator's y as a function of latitude, so that both sides fit.
function fitMap(items, width, height) {
  const steep = (lat) => Math.log(Math.tan(Math.PI / 4 + Math.max(-80, Math.min(80, lat)) * Math.PI / 360));
  if (!items.length) return Object.assign(place, {scale: width / 6.3, lon: 20, lat: 30});
  const [lons, ys] = [items.map((item) => item.lon), items.map((item) => steep(item.lat))];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(width * .82 / Math.max((east - west) * Math.PI / 180, .35), height * .78 / Math.max(north - south, .2));
  place.scale = Math.max(width / 6.3, scale);
  place.lon = (west + east) / 2;
  place.lat = (2 * Math.atan(Math.exp((south + north) / 2)) - Math.PI / 2) * 180 / Math.PI;
  return place;
}

async function makeMap() {
  const holder = $('map-chart');
  place.view?.finalize();
  place.view = null;
  const items = mapItems();
  $('map').hidden = !rows.some((row) => row.event.places?.some((found) => found.lat !== undefined));
  if ($('map').hidden) return;
  const [width, height] = [holder.clientWidth, holder.clientHeight];
  fitMap(items, width, height);
  place.view = await embed(holder, mapSpec(width, height));
  drawPlaces(items);
  pointing(place.view, holder, {zoom: (factor, at, by, down) => { zoomMap(1 / factor, at, down); }, move: moveMap});
}

function zoomMap(factor, at = .5, down = .5) {
  const [width, height] = [place.view.width(), place.view.height()];
  const wanted = Math.min(Math.max(place.scale * factor, width / 8), 60000);
  moveMap((at - .5) * width * (1 - wanted / place.scale) , (down - .5) * height * (1 - wanted / place.scale), wanted);
}

// Moves the map by so many pixels, after the scale has become the one wanted.
function moveMap(dx, dy, wanted = place.scale) {
  place.scale = wanted;
  place.lon -= dx / wanted * 180 / Math.PI;
  const steep = Math.log(Math.tan(Math.PI / 4 + place.lat * Math.PI / 360)) + dy / wanted;
  place.lat = Math.max(-80, Math.min(80, (2 * Math.atan(Math.exp(steep)) - Math.PI / 2) * 180 / Math.PI));
  showMap();
}

function showMap() {
  return place.view?.signal('scale', place.scale).signal('lon', place.lon).signal('lat', place.lat).runAsync();
}

function drawMap({fit = false} = {}) {
  if (!place.view) return undefined;
  const items = mapItems();
  if (fit) fitMap(items, place.view.width(), place.view.height());
  place.view.data('places', items);
  drawPlaces(items);
  return showMap();
}

function drawPlaces(items) {
  $('map-places').replaceChildren(...items.slice(0, 60).map((item) => element('button',
    {type: 'button', 'aria-pressed': String(state.filter.place === item.place), onclick: () => { filterPlace(item.place); }}, `${item.place} ${item.count}`)));
}

function filterPlace(name) {
  state.filter.place = $('place').value = state.filter.place === name ? '' : name;
  refilter();
}

function listenMap() {
  $('map-in').addEventListener('click', () => { zoomMap(1.6); });
  $('map-out').addEventListener('click', () => { zoomMap(1 / 1.6); });
  $('map-all').addEventListener('click', () => { drawMap({fit: true}); });
}
