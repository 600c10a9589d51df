// Puts a page together as the program does: the skeleton's four marks replaced, files in the order of files.txt.
import fs from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";

const source = process.env.MLDAY_SOURCE ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const folder = path.join(source, "lib/report/page");
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");

export function assemble(page) {
  const files = read("files.txt").trim().split("\n");
  const all = (ending) => files.filter((name) => name.endsWith(ending)).map(read).join("\n");
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const parts = {"/*STYLE*/": all(".css"), "/*SCRIPT*/": all(".js"), "/*DATA*/": JSON.stringify(page).replaceAll("<", "\\u003c"), "<!--TITLE-->": escape(page.title)};
  // In one pass: what is put in may itself hold the text of a mark.
  return read("page.html").replace(/\/\*(STYLE|SCRIPT|DATA)\*\/|<!--TITLE-->/g, (mark) => parts[mark]);
}
