/* Charts, drawn as SVG so that they are sharp on any screen and on paper. */
page.startCharts = () => {
  const ink = "#1c2733", soft = "#52606d", line = "#d9dfe5";
  const font = getComputedStyle(document.body).fontFamily;
  const base = {
    animation: false,
    textStyle: { fontFamily: font, color: ink, fontSize: 13 },
    tooltip: { trigger: "axis", confine: true, transitionDuration: 0, borderColor: line,
      axisPointer: { type: "shadow", shadowStyle: { color: "rgba(20, 82, 122, 0.08)" } } },
  };
  const axisLabel = { color: soft, fontSize: 12, hideOverlap: true };
  const nameStyle = { color: soft, fontSize: 12 };

  function write(data) {
    return (value) => (value === null || value === undefined || Number.isNaN(value) ? "–"
      : page[data.percent ? "percent" : "number"](value, data.decimals));
  }

  /* On an axis ticks need no more decimals than they have. */
  function writeTick(data) {
    return (value) => {
      const scaled = data.percent ? value * 100 : value;
      let decimals = 0;
      while (decimals < 4 && Math.abs(scaled - Number(scaled.toFixed(decimals))) > 1e-9) decimals += 1;
      return page[data.percent ? "percent" : "number"](value, decimals);
    };
  }

  function tip(data) {
    return (points) => {
      const box = page.element("div", undefined, "tip");
      const index = points[0].dataIndex;
      box.append(page.element("strong", data.categories[index]));
      const list = page.element("dl");
      for (const series of data.series) {
        let text = write(data)(series.values[index]);
        if (series.low?.length) text += ` (${write(data)(series.low[index])} – ${write(data)(series.high[index])})`;
        list.append(page.element("dt", series.label || data.valueLabel), page.element("dd", text));
      }
      box.append(list);
      return box;
    };
  }

  function axes(data) {
    const names = {
      type: "category", data: data.categories, axisLabel: { ...axisLabel },
      axisLine: { lineStyle: { color: soft } }, axisTick: { show: false },
      name: data.categoryLabel, nameLocation: "middle", nameGap: 30, nameTextStyle: nameStyle,
    };
    const values = {
      type: "value", axisLabel: { ...axisLabel, formatter: writeTick(data) },
      splitLine: { lineStyle: { color: line } },
    };
    if (!data.horizontal) return { xAxis: names, yAxis: values };
    return {
      xAxis: { ...values, position: "bottom" },
      yAxis: { ...names, inverse: true, name: "", axisLabel: { ...axisLabel, width: 150, overflow: "truncate", interval: 0, hideOverlap: false } },
    };
  }

  function frame(data) {
    const several = data.series.length > 1;
    return {
      ...base, ...axes(data),
      grid: { left: 8, right: data.horizontal ? 48 : 16, top: 22, bottom: !data.horizontal && data.categoryLabel ? 34 : 6, containLabel: true },
      legend: several ? { top: 0, left: 0, icon: data.kind === "line" ? undefined : "roundRect",
        itemWidth: 22, itemHeight: 12, textStyle: { color: ink, fontSize: 13 },
        data: data.series.map((one) => one.label) } : { show: false },
    };
  }

  /* Stacked and grouped bars have strokes as well as colours. */
  const patterns = [null, { rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 6] },
    { symbol: "circle", symbolSize: 0.5, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] },
    { rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [1.5, 5] },
    { dashArrayX: [1, 0], dashArrayY: [3, 4] }, { rotation: Math.PI / 2, dashArrayX: [1, 0], dashArrayY: [3, 4] }];

  function bars(data) {
    const several = data.series.length > 1;
    return {
      ...frame(data),
      tooltip: { ...base.tooltip, formatter: tip(data) },
      series: data.series.map((one, index) => {
        const pattern = several ? patterns[index % patterns.length] : null;
        return {
          type: "bar", name: one.label, data: one.values, stack: data.stacked ? "all" : undefined,
          barMaxWidth: 42, barCategoryGap: "28%",
          itemStyle: { color: one.colour, borderColor: "#fff", borderWidth: data.stacked ? 1 : 0,
            decal: pattern ? { color: "rgba(255, 255, 255, 0.55)", ...pattern } : undefined },
          label: !several && data.kind === "bar" ? { show: data.horizontal, color: ink, fontSize: 12,
            position: data.horizontal ? "right" : "top", formatter: (point) => write(data)(point.value) } : undefined,
        };
      }),
    };
  }

  /* The edges of the intervals stand between the bars. */
  function histogram(data) {
    const option = bars(data);
    const last = data.edges.length - 1;
    option.xAxis = [
      { ...option.xAxis, axisLabel: { show: false }, nameGap: 26 },
      { type: "value", min: 0, max: last, interval: last > 16 ? 2 : 1, position: "bottom",
        splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: true, lineStyle: { color: soft } },
        axisLabel: { ...axisLabel, formatter: (place) => data.edges[place] ?? "" } },
    ];
    option.series[0].barCategoryGap = "4%";
    option.series[0].barMaxWidth = undefined;
    option.series.push({ type: "bar", xAxisIndex: 1, data: [], silent: true });
    return option;
  }

  const strokes = ["solid", "dashed", "dotted"];
  const marks = ["circle", "rect", "triangle", "diamond", "emptyCircle"];

  function lines(data) {
    const series = data.series.flatMap((one, index) => {
      const drawn = [{
        type: "line", name: one.label, symbol: marks[index % marks.length], symbolSize: 8,
        lineStyle: { width: 2.5, color: one.colour, type: strokes[index % strokes.length] },
        itemStyle: { color: one.colour }, z: 3,
        data: data.places ? one.values.map((value, i) => [data.places[i], value]) : one.values,
      }];
      if (one.low?.length) drawn.push(...band(one, index));
      return drawn;
    });
    const option = frame(data);
    option.xAxis.boundaryGap = false;
    if (data.places) Object.assign(option.xAxis, { type: "value", data: undefined, scale: true,
      splitLine: { show: false }, axisLabel: { ...axisLabel, formatter: writeTick({}) } });
    option.grid.right = 28;
    if (data.near) option.yAxis.scale = true;
    option.tooltip = { ...base.tooltip, axisPointer: { type: "line" }, formatter: tip(data) };
    return { ...option, series };
  }

  /* A band is an unseen line with an area of its height above it. */
  function band(one, index) {
    const common = { type: "line", stack: `band-${index}`, stackStrategy: "all", symbol: "none", silent: true,
      lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
    const height = one.high.map((high, i) => (high === null || one.low[i] === null ? null : high - one.low[i]));
    return [
      { ...common, name: `band-${index}-low`, data: one.low },
      { ...common, name: `band-${index}`, data: height, areaStyle: { color: one.colour, opacity: 0.18 } },
    ];
  }

  const options = { bar: bars, histogram, line: lines };

  /* How wide a text will be, about: enough to know what fits. */
  const about = (text) => 7 * String(text).length;

  /* What depends on the width: lines of the legend, slant of the names, values above bars. */
  function room(data, width) {
    const option = { grid: { top: legendHeight(data, width) } };
    if (data.kind !== "bar" || data.horizontal) return option;
    const place = (width - 60) / data.categories.length;
    const longest = Math.max(...data.categories.flatMap((name) => name.split(" ").map(about)));
    const slanted = longest > place - 6;
    option.xAxis = {
      name: slanted ? "" : data.categoryLabel, nameGap: 44,
      axisLabel: { interval: slanted ? "auto" : 0, hideOverlap: slanted, rotate: slanted ? 40 : 0,
        width: slanted ? 130 : place - 6, overflow: slanted ? "truncate" : "break", lineHeight: 14 },
    };
    option.grid.left = slanted ? 56 : 8;
    option.grid.bottom = slanted || !data.categoryLabel ? 6 : 52;
    const values = Math.max(...data.series[0].values.map((value) => about(write(data)(value))));
    option.series = [{ label: { show: data.series.length === 1 && values < place } }];
    return option;
  }

  function legendHeight(data, width) {
    if (data.series.length < 2) return 22;
    let lines = 1, used = 0;
    for (const one of data.series) {
      const wide = about(one.label) + 44;
      if (used && used + wide > width) { lines += 1; used = 0; }
      used += wide;
    }
    return 22 + 24 * lines;
  }

  for (const part of document.querySelectorAll('[data-part="chart"]')) {
    const holder = part.querySelector(".chart");
    let chart = null;
    let data = null;
    const fit = () => chart.setOption(room(data, chart.getWidth()));
    const draw = () => {
      if (chart) return;
      data = page.dataOf(part);
      chart = echarts.init(holder, null, { renderer: "svg" });
      chart.setOption(options[data.kind](data));
      page.charts.set(part.id, chart);
      fit();
      page.follow(holder, chart, fit);
    };
    const now = page.whenSeen(part, draw);
    page.printing.push({
      before: () => {
        if (!part.checkVisibility()) return;
        now();
        page.resizeNow(chart, { width: Math.min(holder.clientWidth, page.paperWidth(part)) }, fit);
      },
      after: () => chart && page.resizeNow(chart, { width: "auto" }, fit),
    });
  }
};

/* A chart is as wide as its place, which changes with the window. */
page.follow = (holder, chart, fit) => {
  new ResizeObserver(() => {
    if (!holder.clientWidth || matchMedia("print").matches) return;
    if (holder.clientWidth !== chart.getWidth() || holder.clientHeight !== chart.getHeight()) {
      chart.resize();
      fit?.();
    }
  }).observe(holder);
};

/* Paper does not wait for the next frame. */
page.resizeNow = (chart, size, fit) => {
  chart.resize(size);
  fit?.();
  chart.getZr().flush();
};

/* The width in pixels that a part has on A4. */
page.paperWidth = (part) => (part.closest(".side-by-side") ? 330 : part.dataset.part === "map" ? 500 : 680);
