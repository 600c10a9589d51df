// Screenshots of the made-up pages (or of the reports named): node shoot.mjs FOLDER [NAME or FILE.html]...
import fs from "node:fs";
import path from "node:path";
import {chromium} from "playwright-core";
import {launch_options} from "./browser.mjs";
import {documents} from "./fixtures.mjs";
import {assemble} from "./page.mjs";

const [out, ...names] = process.argv.slice(2);
fs.mkdirSync(out, {recursive: true});
const browser = await chromium.launch(launch_options());
for (const name of names.length ? names : Object.keys(documents)) {
  const given = name.endsWith(".html");
  const file = given ? path.resolve(name) : path.join(out, `${name}.html`);
  if (!given) fs.writeFileSync(file, assemble(documents[name]()));
  for (const scheme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      const context = await browser.newContext({viewport: {width, height: 900}, colorScheme: scheme, deviceScaleFactor: 1});
      const page = await context.newPage();
      page.on("console", (message) => message.type() === "error" && console.log(name, message.text()));
      page.on("pageerror", (error) => console.log(name, error.stack));
      await page.goto(`file://${file}`);
      await page.waitForFunction(() => performance.getEntriesByName("drawn").length > 0);
      await page.screenshot({path: path.join(out, `${path.basename(file, ".html")}-${width}-${scheme}.png`), fullPage: true});
      await context.close();
    }
  }
}
await browser.close();
