"use strict";
(function () {
  var charts = window.CW_CHARTS || {};
  var theme = window.CW_THEME || { template: {}, dark: {} };
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var root = document.documentElement.dataset.root || "";
  var NARROW = 560;

  // Figures are written in the light theme's colours; on a dark page each is exchanged for its counterpart.
  function themed(value) {
    var text = JSON.stringify(value);
    if (dark.matches) {
      text = text.replace(/#[0-9a-f]{6}/g, function (colour) {
        return theme.dark[colour] || colour;
      });
    }
    return JSON.parse(text);
  }

  function fitted(layout, width, keysOnPage) {
    delete layout.title; // the page shows the title as a heading
    layout.template = themed(theme.template);
    var selector = layout.xaxis && layout.xaxis.rangeselector;
    if (selector) {
      selector.bgcolor = dark.matches ? "#2a2d33" : "#f0ebe0";
      selector.activecolor = dark.matches ? "#474b54" : "#ddd4c2";
      selector.font = { size: 12 };
    }
    if (keysOnPage) {
      layout.showlegend = false; // the page prints the key, where it can wrap
    }
    if (width < NARROW) {
      layout.annotations = (layout.annotations || []).filter(function (note) {
        return !/^first-/.test(note.name || ""); // no room beside the axis; the boxes above the chart say it
      });
      layout.margin = Object.assign({}, layout.margin, { l: Math.min(layout.margin.l, 36), r: 8 });
      if (selector) { // beside the buttons there is no room for the sample's sentence: it has a line above them
        layout.margin.t += 24;
        layout.annotations.forEach(function (note) { if (note.name === "sample") { note.yshift += 24; } });
      }
      if (layout.xaxis.dtick === 86400000) { Object.assign(layout.xaxis, { dtick: 172800000, tickangle: 0 }); }
      layout.dragmode = false; // a finger on the chart scrolls the page
    }
    return layout;
  }

  // Names beside a chart are read in full: a long one takes more lines, and the rows as much height as the tallest needs.
  function wrappedNames(data, layout, width) {
    if (!layout.yaxis || layout.yaxis.type !== "category") { return; }
    var isNarrow = width < NARROW, longest = isNarrow ? 25 : 44, size = isNarrow ? 10 : 12;
    function lines(name, limit) {
      return (name.match(/[^ -]*[ -]|[^ -]+/g) || [name]).reduce(function (found, part) {
        var line = found.length ? found[found.length - 1] + part : "";
        return line && line.trim().length <= limit ? found.slice(0, -1).concat(line) : found.concat(part);
      }, []);
    }
    var names = layout.yaxis.categoryarray.map(function (name) {
      var limit = longest, count = lines(name, longest).length;
      while (limit > 1 && lines(name, limit - 1).length === count) { limit -= 1; } // lines of about one length
      return lines(name, limit).map(function (line) { return line.trim(); });
    });
    var most = Math.max.apply(null, names.map(function (name) { return name.length; }));
    var row = (layout.height - layout.margin.t - layout.margin.b) / names.length;
    layout.height += Math.ceil(Math.max(0, most * size * 1.3 + 3 - row) * names.length);
    layout.yaxis.tickmode = "array";
    layout.yaxis.tickvals = layout.yaxis.categoryarray;
    layout.yaxis.ticktext = names.map(function (name) { return name.join("<br>"); });
    layout.yaxis.tickfont = { size: size };
    // Room for the words.
    if (isNarrow && data.some(function (trace) { return trace.type === "bar"; })) { layout.xaxis.range[1] *= 1.5; }
  }

  // Names along an axis stand in the order of their weight: each that would touch one before it is left out.
  function spaced(layout, width) {
    var pen = document.createElement("canvas").getContext("2d");
    var room = width - layout.margin.l - layout.margin.r, taken = {};
    pen.font = "12px " + layout.template.layout.font.family;
    layout.annotations = (layout.annotations || []).filter(function (note) {
      if (note.name !== "stop") { return true; }
      var range = layout[note.xref.replace("x", "xaxis")].range, row = taken[note.xref] = taken[note.xref] || [];
      var wide = Math.max.apply(null, note.text.split("<br>").map(function (line) { return pen.measureText(line).width; }));
      var from = (note.x - range[0]) / (range[1] - range[0]) * room - wide * { left: 0, center: 0.5, right: 1 }[note.xanchor];
      var fits = from > -layout.margin.l && from + wide < room + layout.margin.r && row.every(function (other) {
        return from > other[1] + 10 || from + wide < other[0] - 10;
      });
      if (fits) { row.push([from, from + wide]); }
      return fits;
    });
  }

  function draw(div) {
    var spec = themed(charts[div.id]);
    var width = div.clientWidth;
    var layout = fitted(spec.layout, width, div.dataset.keys === "page");
    wrappedNames(spec.data, layout, width);
    spaced(layout, width);
    div.dataset.drawn = "yes";
    window.Plotly.newPlot(div, spec.data, layout, {
      displayModeBar: false, responsive: true, doubleClick: "reset", showTips: false
    }).then(function () {
      if (div.id === "fig-campaign_claims") { veil(); }
      div.on("plotly_click", function (event) {
        // A click on a week is one on its bars too, which lead nowhere.
        follow(event.points.map(function (point) { return point.customdata; }).filter(Boolean)[0]);
      });
    });
  }

  // A mark opens the page it was read on, or a page of this site; nothing else is followed.
  function follow(target) {
    if (typeof target !== "string") { return; }
    if (/^https?:\/\//.test(target)) {
      window.open(target, "_blank", "noopener,noreferrer");
    } else if (/^(\.\.\/)?((campaigns|sites|districts)\/[\w.-]+\.html|incidents\.html#\d{4}-W\d{2})$/.test(target)) {
      window.location.href = root + target.replace(/^\.\.\//, "");
    }
  }

  var plots = Array.prototype.slice.call(document.querySelectorAll(".plot")).filter(function (div) {
    return charts[div.id];
  });

  if (window.Plotly && plots.length) {
    if ("IntersectionObserver" in window) {
      var watcher = new IntersectionObserver(function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting) {
            watcher.unobserve(entry.target);
            draw(entry.target);
          }
        });
      }, { rootMargin: "400px 0px" });
      plots.forEach(function (div) { watcher.observe(div); });
    } else {
      plots.forEach(draw);
    }
    dark.addEventListener("change", function () {
      plots.forEach(function (div) { if (div.dataset.drawn) { draw(div); } });
    });
    window.addEventListener("beforeprint", function () {
      plots.forEach(function (div) { if (!div.dataset.drawn) { draw(div); } });
    });
  }

  // A citation opens beside the page, as every other way out does; said once here, not on each of a thousand links.
  Array.prototype.forEach.call(document.querySelectorAll(".cites a[href^=http], .who a"), function (way) {
    way.target = "_blank";
    way.rel = "noopener noreferrer nofollow";
  });

  Array.prototype.forEach.call(document.querySelectorAll("input[data-filter]"), function (input) {
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      Array.prototype.forEach.call(document.querySelectorAll(input.dataset.filter), function (item) {
        var text = (item.dataset.name || item.textContent).toLowerCase();
        item.hidden = wanted !== "" && text.indexOf(wanted) < 0;
        var folded = item.closest("details");
        if (folded && wanted !== "") { folded.open = true; }
      });
    });
  });

  // What was known on a day: the tolls, the chart and the table of claims as that day's own page would have them.
  var known = window.CW_KNOWN;
  var slider = document.getElementById("known-day");
  var cutOff = null;

  function said(figure, isLeast) {
    return figure === null ? "–" : figure.toLocaleString("en-US") + (isLeast ? "+" : "");
  }

  function link(span, figure, url, isLeast) {
    span.textContent = "";
    var shown = said(figure, isLeast);
    var holder = span;
    if (url && figure !== null) {
      holder = span.appendChild(document.createElement("a"));
      holder.href = url; holder.target = "_blank"; holder.rel = "noopener noreferrer nofollow"; holder.className = "out";
    }
    holder.textContent = shown;
  }

  function veil() {
    var plot = document.getElementById("fig-campaign_claims");
    if (!plot || !plot.dataset.drawn || !window.Plotly) { return; }
    var shapes = cutOff ? [{
      type: "rect", xref: "x", yref: "paper", x0: cutOff + "T23:59", x1: "2100-01-01", y0: 0, y1: 1, layer: "above",
      line: { width: 0 }, fillcolor: getComputedStyle(document.body).backgroundColor, opacity: 0.94
    }, {
      type: "line", xref: "x", yref: "paper", x0: cutOff + "T23:59", x1: cutOff + "T23:59", y0: 0, y1: 1,
      line: { width: 1, dash: "dot", color: getComputedStyle(document.body).color }
    }] : [];
    var hidden = /^latest-/;
    var notes = (plot.layout.annotations || []).map(function (note) {
      return Object.assign({}, note, { visible: !(cutOff && hidden.test(note.name || "")) });
    });
    window.Plotly.relayout(plot, { shapes: shapes, annotations: notes });
  }

  function showDay(index) {
    var isLast = index === known.days.length - 1;
    cutOff = isLast ? null : known.days[index];
    document.getElementById("known-label").textContent = known.labels[index] + (isLast ? " (the last word so far)" : "");
    slider.setAttribute("aria-valuetext", known.labels[index]);
    Array.prototype.forEach.call(document.querySelectorAll("[data-toll]"), function (box) {
      var toll = known.tolls[index][box.dataset.toll];
      var whole = box.dataset.whole || (box.dataset.whole = box.innerHTML);
      box.innerHTML = whole;
      if (isLast) { return; }
      var basis = box.querySelector(".basis");
      if (basis) { basis.remove(); }
      var from = box.querySelector(".from"), arrow = box.querySelector(".arrow"), small = box.querySelector("small");
      link(box.querySelector(".to"), toll ? toll[1] : null, toll && toll[7], toll && toll[10]);
      if (from) {
        from.hidden = arrow.hidden = !(toll && toll[4] > 1);
        if (toll) { link(from, toll[0], toll[6], toll[9]); }
      }
      if (!toll) { small.textContent = "nothing said yet"; return; }
      small.textContent = (toll[4] === 1 ? "said once" : toll[4] + " claims by then, from " + said(toll[2], toll[11]) + " to " + said(toll[3], toll[12])) +
        (toll[5] ? ", latest " + toll[5] : ", undated") + (toll[8] > 1 ? "; counts with and without the raids before" : "");
    });
    Array.prototype.forEach.call(document.querySelectorAll("tr[data-known]"), function (row) {
      row.classList.toggle("later", Boolean(cutOff) && row.dataset.known > cutOff);
    });
    veil();
  }

  if (known && slider) {
    document.getElementById("known").hidden = false;
    slider.addEventListener("input", function () { showDay(Number(slider.value)); });
    [["known-back", -1], ["known-on", 1]].forEach(function (pair) {
      document.getElementById(pair[0]).addEventListener("click", function () {
        slider.value = Number(slider.value) + pair[1];
        showDay(Number(slider.value));
      });
    });
    showDay(Number(slider.value));
  }

  // A link into a folded part of the page unfolds it.
  function unfold() {
    var id = decodeURIComponent(window.location.hash.slice(1));
    var target = id && document.getElementById(id);
    var folded = target && target.closest("details");
    var query = target && target.querySelector(":scope > details");
    if (query) { query.open = true; }
    if (!folded) { return; }
    for (; folded; folded = folded.parentElement.closest("details")) { folded.open = true; }
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);
  unfold();
})();
