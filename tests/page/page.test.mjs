// The report in a browser: every kind of run is drawn without an error and without a request, works by mouse and by
// keyboard, executes no name, fits a phone, and has no serious fault of accessibility.
import assert from "node:assert/strict";
import fs from "node:fs";
import {createRequire} from "node:module";
import os from "node:os";
import path from "node:path";
import {after, before, test} from "node:test";
import {chromium} from "playwright-core";
import {launch_options} from "./browser.mjs";
import {documents, hostile_names, residual} from "./fixtures.mjs";
import {assemble} from "./page.mjs";

const axe_file = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mlday-page-"));
let browser;
before(async () => (browser = await chromium.launch(launch_options())));
after(async () => {
  await browser?.close();
  fs.rmSync(folder, {recursive: true, force: true});
});

/// A page opened at a size and in colours; `faults` collects errors, requests and dialogs.
async function open(file, {width = 1440, colorScheme = "light"} = {}) {
  const context = await browser.newContext({viewport: {width, height: 900}, colorScheme});
  const page = await context.newPage();
  const faults = [];
  const address = `file://${file}`;
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("request", (request) => !request.url().startsWith("data:") && request.url().split("#")[0] !== address && faults.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("drawn").length > 0, null, {timeout: 30000});
  return {page, faults, close: () => context.close()};
}

function written(name, page) {
  const file = path.join(folder, `${name}.html`);
  fs.writeFileSync(file, assemble(page));
  return file;
}
const of = (name) => written(name, documents[name]());

async function with_page(file, options, run) {
  const opened = await open(file, options);
  try {
    await run(opened.page);
    assert.deepEqual(opened.faults, []);
  } finally {
    await opened.close();
  }
}

async function fits(page) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(inner <= outer, `the page is ${inner} pixels wide in a window of ${outer}`);
}

async function accessible(page, words) {
  // Of lists and tables of many rows alike a few are enough: the whole would take minutes. (It is the last thing done.)
  await page.evaluate(() => document.querySelectorAll("tbody, ul, ol, select").forEach((list) => {
    while (list.children.length > 14) list.lastElementChild.remove();
  }));
  await page.addScriptTag({path: axe_file});
  const found = await page.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
  const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  assert.deepEqual(serious.map((one) => `${words}: ${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(" | ")}`), []);
}

/// What holds for every page, made up or real.
async function sound(file, words) {
  let drawn = 0;
  await with_page(file, {}, async (page) => {
    drawn = await page.evaluate(() => performance.getEntriesByName("drawn")[0].startTime);
    assert.equal(await page.locator("h1").count(), 1);
    assert.equal(await page.getByText("could not be drawn").count(), 0);
    const levels = await page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, h4")].filter((h) => h.offsetParent).map((h) => Number(h.tagName[1])));
    levels.reduce((last, level) => (assert.ok(level <= last + 1, `a heading h${level} follows an h${last}`), level));
    await fits(page);
    await accessible(page, `${words}, light`);
  });
  await with_page(file, {width: 390, colorScheme: "dark"}, async (page) => {
    await fits(page);
    await accessible(page, `${words}, 390 pixels, dark`);
  });
  assert.ok(drawn < 10000, `${words} took ${drawn} ms`);
  console.log(`${words}: drawn after ${Math.round(drawn)} ms, ${(fs.statSync(file).size / 2 ** 20).toFixed(2)} MiB`);
}

const sections = {
  day64: ["figures", "doctor", "curves", "evaluation", "network", "data", "events", "phases", "config", "facts"],
  regression: ["figures", "curves", "evaluation", "coefficients", "data", "phases", "config", "facts"],
  language: ["figures", "curves", "texts", "phases", "config", "facts"],
  clustering: ["figures", "curves", "clusters", "phases", "config", "facts"],
  interrupted: ["curves", "network", "events", "phases", "config", "facts"],
  one_epoch: ["curves", "evaluation", "phases", "config", "facts"],
  broken: ["figures", "curves", "phases", "config", "facts"],
  thousand: ["curves", "evaluation", "data", "phases", "config", "facts"],
  million: ["curves", "phases", "config", "facts"],
  hostile: ["figures", "doctor", "curves", "evaluation", "coefficients", "texts", "clusters", "network", "data", "events", "phases", "config", "facts"],
  live: ["curves", "evaluation", "phases", "config", "facts"],
  compare: ["runs", "figures", "tests", "curves", "settings", "pools"],
  index: ["days"],
};

for (const [name, expected] of Object.entries(sections)) {
  test(`${name} is drawn, section by section`, async () => {
    const file = of(name);
    await sound(file, name);
    await with_page(file, {}, async (page) => assert.deepEqual(await page.locator("main > section").evaluateAll((list) => list.map((one) => one.id)), expected));
  });
}

test("a point on a curve shows its values, by mouse and by arrow keys", async () => {
  await with_page(of("day64"), {}, async (page) => {
    const chart = page.locator("#curves .chart").first();
    const before_hover = await chart.locator(".values").innerText();
    await chart.locator(".u-over").hover({position: {x: 300, y: 100}});
    const hovered = await chart.locator(".values").innerText();
    assert.match(hovered, /epoch/);
    assert.match(hovered, /by update.* to /s);
    assert.match(hovered, /validation\s*0\.\d/);
    assert.notEqual(hovered, before_hover);
    await page.mouse.move(5, 5);
    await chart.locator(".plot").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    assert.match(await page.locator("#announcer").innerText(), /epoch 19\.98/);
  });
});

test("a drag zooms all curves; double click, a button and a key show all again", async () => {
  await with_page(of("day64"), {}, async (page) => {
    const scales = () => page.evaluate(() => [...document.querySelectorAll("#curves .chart")].map((element) => {
      const {min, max} = element.chart.drawn.scales.x;
      return max - min;
    }));
    const drag = async () => {
      await page.locator("#curves .u-over").first().scrollIntoViewIfNeeded();
      const box = await page.locator("#curves .u-over").first().boundingBox();
      await page.mouse.move(box.x + 200, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + 300, box.y + 100, {steps: 5});
      await page.mouse.move(box.x + 400, box.y + 100, {steps: 5});
      await page.mouse.up();
    };
    const whole = await scales();
    for (const back of [() => page.locator("#curves .bar").getByRole("button", {name: "Reset zoom"}).click(),
      () => page.locator("#curves .u-over").first().dblclick({position: {x: 50, y: 50}}),
      () => page.locator("#curves .plot").first().press("0")]) {
      await drag();
      for (const [i, span] of (await scales()).entries()) assert.ok(span < whole[i] * 0.5, `curve ${i} spans ${span} of ${whole[i]}`);
      await back();
      assert.deepEqual(await scales(), whole);
    }
    await page.locator("#curves .plot").first().press("+");
    assert.ok((await scales())[0] < whole[0]);
  });
});

test("curves run by epoch, step and time; the loss on a log scale", async () => {
  await with_page(of("day64"), {}, async (page) => {
    const end = () => page.evaluate(() => document.querySelector("#curves .chart").chart.drawn.scales.x.max);
    assert.equal(await end(), 20);
    await page.getByRole("button", {name: "Step", exact: true}).click();
    assert.equal(await end(), 4800);
    await page.getByRole("button", {name: "Time", exact: true}).click();
    assert.equal(await end(), 624);
    await page.getByRole("button", {name: "Log scale of the loss"}).click();
    assert.equal(await page.evaluate(() => document.querySelector("#curves .chart").chart.drawn.scales.y.distr), 3);
    const marks = await page.locator("#curves .marks").first().innerText();
    assert.match(marks, /Best epoch 17/);
    assert.match(marks, /0\.001 -> 0\.0001/);
    await page.getByText("Loss: the numbers").click();
    assert.ok((await page.locator("#curves details[open] tbody tr").count()) > 100);
  });
});

test("classes sort by any column and are found by a part of their name", async () => {
  await with_page(of("day64"), {}, async (page) => {
    const table = page.locator("#validation-classes table");
    const heading = table.locator("th", {hasText: "Support"});
    await heading.getByRole("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    const supports = (await table.locator("tbody td:last-child").allInnerTexts()).map((text) => Number(text.replace(/,/g, "")));
    assert.deepEqual(supports, supports.slice().sort((a, b) => b - a));
    await heading.getByRole("button").press("Enter");
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    await page.getByLabel("Filter the classes by name").fill("speed limit");
    assert.equal(await table.locator("tbody tr").count(), 9);
  });
});

test("keys reach a cell of the confusion matrix and open its pictures", async () => {
  await with_page(of("day64"), {}, async (page) => {
    const [truth, prediction] = documents.day64().evaluations[0].confusion.find(([t, p]) => p > t);
    const matrix = page.locator("#validation-confusion .confusion");
    await matrix.focus();
    await page.keyboard.press("Home");
    for (let i = 0; i < truth; i++) await page.keyboard.press("ArrowDown");
    for (let i = 0; i < prediction; i++) await page.keyboard.press("ArrowRight");
    const names = documents.day64().evaluations[0].classes;
    assert.ok((await page.locator("#announcer").innerText()).includes(`Truth ${names[truth]}, predicted ${names[prediction]}`));
    await page.keyboard.press("Enter");
    const cards = page.locator("#validation-pictures [role=tabpanel]:visible .gallery > li");
    assert.ok((await cards.count()) >= 1);
    for (const text of await cards.allInnerTexts()) assert.ok(text.includes(names[truth]) && text.includes(names[prediction]), text);
  });
});

test("a cell of a thousand classes can be hovered, zoomed and clicked", async () => {
  await with_page(of("thousand"), {}, async (page) => {
    const canvas = page.locator("#validation-confusion canvas");
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    assert.match(await page.locator("#validation-confusion .bubble").innerText(), /Truth\s*class \d+.*Predicted\s*class \d+.* of /s);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 60, {steps: 4});
    await page.mouse.up();
    assert.ok((await page.evaluate(() => document.querySelector(".confusion").matrix.view.size)) < 120);
    await page.locator("#validation-confusion").getByRole("button", {name: "Reset zoom"}).click();
    assert.equal(await page.evaluate(() => document.querySelector(".confusion").matrix.view.size), 1000);
  });
});

test("pictures are filtered by class, right ones stand behind a tab, the test part behind another", async () => {
  await with_page(of("day64"), {}, async (page) => {
    const part = page.locator("#validation-pictures");
    const cards = part.locator("[role=tabpanel]:visible .gallery > li");
    assert.equal(await cards.count(), 24);
    await part.getByRole("button", {name: /Show all/}).click();
    assert.equal(await cards.count(), 60);
    await part.getByLabel("Truth").selectOption({label: "Speed limit (50km/h)"});
    for (const text of await cards.allInnerTexts()) assert.match(text, /Truth\s+Speed limit \(50km\/h\)/);
    await part.getByRole("button", {name: "All", exact: true}).click();
    await part.getByRole("tab", {name: /Right/}).click();
    assert.match(await cards.first().innerText(), /Truth and prediction/);
    const cut = await part.locator("dd bdi").evaluateAll((list) => list.filter((one) => one.offsetParent && (one.scrollWidth > one.parentElement.clientWidth + 1 || getComputedStyle(one).textOverflow === "ellipsis")).length);
    assert.equal(cut, 0);
    await page.getByRole("tab", {name: "Validation"}).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#test-pictures").waitFor();
    assert.equal(await page.locator(".contents a[href='#test-classes']").count(), 1);
  });
});

test("the theme changes with a press and stays", async () => {
  const file = of("regression");
  await with_page(file, {}, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.locator("#theme").click();
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.reload();
    await page.waitForFunction(() => performance.getEntriesByName("drawn").length > 0);
    assert.equal(await paper(), dark);
    await accessible(page, "dark by choice");
  });
});

test("the first key press offers to skip to the content", async () => {
  await with_page(of("one_epoch"), {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  });
});

test("names from outside are shown and never executed", async () => {
  await with_page(of("hostile"), {}, async (page) => {
    const text = await page.locator("main").evaluate((main) => main.textContent);
    for (const name of hostile_names) assert.ok(text.includes(name), name);
    assert.equal(await page.locator("main script, main b > b, main img[src='x']").count(), 0);
    assert.equal(await page.locator("[onerror], [src^='javascript:'], [href^='javascript:']").count(), 0);
    await page.locator(".confusion").first().press("End");
    await page.getByText("Confusion matrix: the numbers").click();
    for (const tab of await page.getByRole("tab").all()) await tab.click();
  });
  await with_page(of("index"), {}, async (page) => assert.equal(await page.locator("[href^='javascript:']").count(), 0));
});

test("banners tell of what must be known before reading on", async () => {
  const said = async (name) => {
    let text = "";
    await with_page(of(name), {}, async (page) => (text = (await page.locator(".banners").count()) ? await page.locator(".banners").innerText() : ""));
    return text;
  };
  assert.match(await said("broken"), /failed[\s\S]*From epoch 4 on/);
  assert.match(await said("interrupted"), /interrupted[\s\S]*Synthetic/);
  assert.match(await said("live"), /loads itself anew/);
  assert.equal(await said("day64"), "");
});

test("a live report loads itself anew and keeps place and choices", async () => {
  await with_page(of("live"), {}, async (page) => {
    await page.getByRole("tab", {name: "Test"}).click();
    await page.getByRole("button", {name: "Time", exact: true}).click();
    await page.evaluate(() => {
      scrollTo({top: 500, behavior: "instant"});
      window.before_reload = true;
    });
    await page.waitForFunction(() => !window.before_reload && performance.getEntriesByName("drawn").length > 0, null, {timeout: 15000});
    assert.equal(await page.getByRole("tab", {name: "Test"}).getAttribute("aria-selected"), "true");
    assert.equal(await page.getByRole("button", {name: "Time", exact: true}).getAttribute("aria-pressed"), "true");
    await page.waitForFunction(() => Math.abs(scrollY - 500) < 5, null, {timeout: 3000});
    await page.locator("#pause").click();
    assert.equal(await page.locator("#pause").innerText(), "Go on");
  });
});

test("networks of 5 to 200 layers are drawn with their shortcuts", async () => {
  for (const blocks of [1, 30]) {
    await with_page(written(`residual${blocks}`, {kind: "run", title: "Residual", network: residual(blocks)}), {}, async (page) => {
      assert.equal(await page.locator(".drawing path.skip-edge:not(.tip)").count(), blocks + Math.floor(blocks / 4));
      await page.getByRole("button", {name: "Every layer in a box of its own"}).click();
      assert.equal(await page.locator(".drawing rect.box").count(), 1 + residual(blocks).layers.length);
    });
  }
});

test("on paper everything stands, in light colours", async () => {
  await with_page(of("day64"), {colorScheme: "dark"}, async (page) => {
    await page.emulateMedia({media: "print"});
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok(await page.locator("#test-confusion canvas").isVisible());
    assert.ok(!(await page.locator(".contents").isVisible()));
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.ok((await page.pdf({preferCSSPageSize: true})).length > 100000);
  });
});

test("runs are compared by any metric; the journal is filtered and sorted", async () => {
  await with_page(of("compare"), {}, async (page) => {
    await page.getByLabel("Metric").selectOption("loss");
    assert.equal(await page.locator("#curves h3").first().innerText(), "Loss");
    assert.equal(await page.locator("#figures .best").count(), 2);
    assert.equal(await page.locator("#runs a").first().getAttribute("href"), "../runs/a b/report.html");
  });
  await with_page(of("index"), {}, async (page) => {
    assert.equal(await page.locator("#days tbody tr").count(), 40);
    await page.getByLabel("Filter the days").fill("iris");
    const few = await page.locator("#days tbody tr").count();
    assert.ok(few > 0 && few < 40);
    await page.locator("#days th", {hasText: "Best"}).getByRole("button").click();
    assert.equal(await page.locator("#days th[aria-sort]").innerText(), "Best");
  });
});

const reports = process.env.MLDAY_REPORTS;
for (const name of reports ? fs.readdirSync(reports).filter((one) => one.endsWith(".html")) : []) {
  test(`the report ${name} is sound`, () => sound(path.resolve(reports, name), name));
}
