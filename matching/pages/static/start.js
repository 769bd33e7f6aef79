/* A page holds the libraries that its parts need, and no others. */
if (window.DataTable) page.startTables();
if (window.echarts) {
  page.startCharts();
  page.startMaps();
}
