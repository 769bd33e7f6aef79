/* Maps: points over outlines, with filters, classes that can be switched off, and a search. */
page.startMaps = () => {
  const { words } = page;
  const symbols = { circle: "circle", diamond: "diamond", square: "rect", triangle: "triangle" };
  const many = 3000;

  /* The frame of the map is an invisible area around all that is drawn. */
  function frameOf(data) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const add = (lon, lat) => {
      if (lon < box[0]) box[0] = lon;
      if (lat < box[1]) box[1] = lat;
      if (lon > box[2]) box[2] = lon;
      if (lat > box[3]) box[3] = lat;
    };
    for (const layer of data.layers) layer.lon.forEach((lon, i) => add(lon, layer.lat[i]));
    for (const rings of data.boundaries) for (const [lon, lat] of rings[0]) add(lon, lat);
    if (box[0] > box[2]) return [-5, 42, 8, 51];
    const slack = Math.max(0.02, 0.04 * Math.max(box[2] - box[0], box[3] - box[1]));
    return [box[0] - slack, box[1] - slack, box[2] + slack, box[3] + slack];
  }

  function geography(id, data, frame) {
    const [west, south, east, north] = frame;
    const area = (name, coordinates) => ({ type: "Feature", properties: { name }, geometry: { type: "Polygon", coordinates } });
    const edge = [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
    const features = [area("frame", edge), ...data.boundaries.map((rings) => area("outline", rings))];
    echarts.registerMap(id, { type: "FeatureCollection", features });
  }

  function start(part) {
    const data = page.dataOf(part);
    for (const layer of data.layers) {
      for (const column of layer.details) column.values = page.unpacked(column.values);
      layer.keys = layer.names.map(page.plainText);
    }
    const holder = part.querySelector(".map");
    const count = data.layers.reduce((sum, layer) => sum + layer.names.length, 0);
    const chart = echarts.init(holder, null, { renderer: count > many ? "canvas" : "svg" });
    const frame = frameOf(data);
    geography(part.id, data, frame);
    /* On small screens all points are smaller, in the legend too. */
    const scale = Math.max(0.55, Math.min(1, holder.clientWidth / 620));
    part.style.setProperty("--scale", scale.toFixed(2));
    for (const layer of data.layers) layer.diameters = layer.diameters.map((each) => Math.max(4, each * scale));
    const state = { part, data, chart, frame, holder, count, hidden: new Set(), layers: new Set(), choices: new Map(), found: null };
    chart.setOption({
      animation: false,
      tooltip: { trigger: "item", confine: true, transitionDuration: 0, borderColor: "#d9dfe5", formatter: (point) => tip(data, point) },
      geo: {
        map: part.id, roam: "move", silent: true, aspectScale: Math.cos((frame[1] + frame[3]) * Math.PI / 360),
        layoutCenter: ["50%", "50%"], layoutSize: "100%", scaleLimit: { min: 0.8, max: 400 },
        itemStyle: { areaColor: "#eef1f4", borderColor: "#fff", borderWidth: 1.2 },
        regions: [{ name: "frame", itemStyle: { areaColor: "transparent", borderWidth: 0 } }],
        ...fitted(chart, frame),
      },
      series: data.layers.map((layer, place) => ({
        id: `layer-${place}`, type: "scatter", coordinateSystem: "geo", symbol: symbols[layer.symbol],
        data: [], progressive: 6000, z: 3 + place, cursor: "default",
        symbolSize: (value) => layer.diameters[value[2]],
        itemStyle: { color: (point) => layer.colours.at(layer.classes[point.value[2]]),
          borderColor: "#3b3a38", borderWidth: layer.names.length > many ? 0.4 : 0.8, opacity: 0.92 },
        emphasis: { scale: false, itemStyle: { borderColor: "#000", borderWidth: 2 } },
      })).concat([{ id: "found", type: "scatter", coordinateSystem: "geo", symbol: "circle", data: [], silent: true, z: 20,
        itemStyle: { color: "transparent", borderColor: "#14527a", borderWidth: 3 } }]),
    });
    page.charts.set(part.id, chart);
    show(state);
    controls(state);
    page.maps.set(part.id, state);
    page.follow(holder, chart, refit(part));
    return chart;
  }

  /* The whole frame, as large as the place allows. */
  function fitted(chart, frame) {
    const wide = (frame[2] - frame[0]) * Math.cos((frame[1] + frame[3]) * Math.PI / 360);
    const high = frame[3] - frame[1];
    const size = Math.min(chart.getWidth(), chart.getHeight() * wide / high);
    return { layoutSize: `${Math.max(wide >= high ? size : size * high / wide, 50)}` };
  }

  function refit(part) {
    return () => {
      const { chart, frame } = page.maps.get(part.id);
      chart.setOption({ geo: fitted(chart, frame) });
    };
  }

  function isShown(state, layer, place, i) {
    if (state.layers.has(place) || state.hidden.has(`${place}:${layer.classes[i]}`)) return false;
    for (const [heading, wanted] of state.choices) {
      const column = layer.details.find((each) => each.heading === heading);
      if (column && "=" + String(column.values[i]) !== wanted) return false;
    }
    return true;
  }

  function show(state, moves) {
    const series = [];
    let shown = 0;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    state.data.layers.forEach((layer, place) => {
      const points = [];
      layer.names.forEach((_, i) => {
        if (!isShown(state, layer, place, i)) return;
        points.push([layer.lon[i], layer.lat[i], i]);
        box[0] = Math.min(box[0], layer.lon[i]); box[1] = Math.min(box[1], layer.lat[i]);
        box[2] = Math.max(box[2], layer.lon[i]); box[3] = Math.max(box[3], layer.lat[i]);
      });
      shown += points.length;
      series.push({ id: `layer-${place}`, data: points });
    });
    state.box = shown ? box : null;
    state.shown = shown;
    state.chart.setOption(moves ? { series, geo: selected(state) } : { series });
    say(state, words.shown.replace("_SHOWN_", page.number(shown, 0)).replace("_TOTAL_", page.number(state.count, 0)));
  }

  function say(state, text) {
    state.part.querySelector('[data-role="state"]').textContent = text;
  }

  function tip(data, point) {
    if (point.componentType !== "series" || !point.seriesId.startsWith("layer-")) return "";
    const layer = data.layers[Number(point.seriesId.slice(6))];
    const i = point.value[2];
    const box = page.element("div", undefined, "tip");
    box.append(page.element("strong", layer.names[i]));
    const list = page.element("dl");
    for (const column of layer.details) {
      const text = page.shown(column.values[i], column.kind, column.decimals);
      list.append(page.element("dt", column.heading), page.element("dd", text || "–"));
    }
    box.append(list);
    return box;
  }

  function whole(state) {
    return { center: [(state.frame[0] + state.frame[2]) / 2, (state.frame[1] + state.frame[3]) / 2], zoom: 1 };
  }

  /* What a filter left is brought into view. */
  function selected(state) {
    if (!state.box || !state.choices.size) return whole(state);
    const [west, south, east, north] = state.box;
    const ratio = (full, part) => full / Math.max(part * 1.15, full / 60);
    const zoom = Math.min(ratio(state.frame[2] - state.frame[0], east - west), ratio(state.frame[3] - state.frame[1], north - south));
    return { center: [(west + east) / 2, (south + north) / 2], zoom: Math.max(1, zoom) };
  }

  function roam(state, factor) {
    state.chart.dispatchAction({ type: "geoRoam", componentType: "geo", geoIndex: 0, zoom: factor,
      originX: state.holder.clientWidth / 2, originY: state.holder.clientHeight / 2 });
  }

  function find(state, text) {
    const wanted = page.plainText(text.trim());
    let place = null;
    if (wanted) {
      for (const exact of [true, false]) {
        state.data.layers.forEach((layer) => {
          if (place) return;
          const i = layer.keys.findIndex((key) => (exact ? key === wanted : key.startsWith(wanted)));
          if (i >= 0) place = { layer, i };
        });
      }
      say(state, place ? summary(place) : words.not_found);
    }
    const points = place ? [{ value: [place.layer.lon[place.i], place.layer.lat[place.i]], symbolSize: place.layer.diameters[place.i] + 14 }] : [];
    state.chart.setOption({ series: [{ id: "found", data: points }] });
  }

  /* The same as when the pointer is over the point, for those who use the keyboard. */
  function summary({ layer, i }) {
    const facts = layer.details.map((column) => [column.heading, page.shown(column.values[i], column.kind, column.decimals)])
      .filter(([, text]) => text).map(([heading, text]) => `${heading}\u00a0: ${text}`);
    return [layer.names[i], ...facts].join(" · ");
  }

  function controls(state) {
    const { part } = state;
    const on = (role, event, act) => part.querySelectorAll(`[data-role="${role}"]`)
      .forEach((each) => each.addEventListener(event, () => act(each)));
    on("in", "click", () => roam(state, 1.6));
    on("out", "click", () => roam(state, 1 / 1.6));
    on("whole", "click", () => state.chart.setOption({ geo: whole(state) }));
    on("layer", "change", (box) => { toggle(state.layers, Number(box.dataset.layer), box.checked); show(state); });
    on("class", "change", (box) => { toggle(state.hidden, `${box.dataset.layer}:${box.dataset.class}`, box.checked); show(state); });
    on("choice", "change", (select) => {
      if (select.value) state.choices.set(select.dataset.heading, select.value);
      else state.choices.delete(select.dataset.heading);
      show(state, true);
    });
    on("find", "input", (input) => find(state, input.value));
    gestures(state);
  }

  function toggle(set, key, isOn) {
    if (isOn) set.delete(key);
    else set.add(key);
  }

  /* The wheel scrolls the page until the map is clicked; a finger scrolls it unless asked. */
  function gestures(state) {
    const set = (roaming) => state.chart.setOption({ geo: { roam: roaming } });
    const coarse = matchMedia("(pointer: coarse)").matches;
    const button = state.part.querySelector('[data-role="move"]');
    if (coarse) {
      set(false);
      state.holder.style.touchAction = "pan-y";
    } else {
      state.holder.addEventListener("pointerdown", () => { if (!state.active) { state.active = true; set(true); } });
      state.holder.addEventListener("pointerleave", () => { if (state.active) { state.active = false; set("move"); } });
    }
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOn));
      state.holder.style.touchAction = isOn ? "none" : "pan-y";
      set(isOn);
    });
  }

  page.maps = new Map();
  for (const part of document.querySelectorAll('[data-part="map"]')) {
    let chart = null;
    const now = page.whenSeen(part, () => { chart ??= start(part); });
    page.printing.push({
      before: () => {
        if (!part.checkVisibility()) return;
        now();
        page.resizeNow(chart, { width: page.paperWidth(part), height: 400 }, refit(part));
      },
      after: () => chart && page.resizeNow(chart, { width: "auto", height: "auto" }, refit(part)),
    });
  }
};
