// Building the page. Text only ever enters as text (never as HTML), so that no name in a document can be executed.

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (key === "style") for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/// An HTML element: h("p", {class: "hint", text: "..."}, children...).
function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/// An SVG element.
function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/// A name from outside: kept apart from the text around it, whichever way it is written.
function named(text) {
  return h("bdi", {dir: "auto", text: String(text)});
}

let last_id = 0;
function fresh_id(word) {
  return `${word}-${++last_id}`;
}

/// A picture out of the document: a data URL of an image, nothing else.
function picture(source, words) {
  const safe = /^data:image\/(png|jpeg|webp|gif);base64,/.test(source) ? source : "data:,";
  const image = h("img", {src: safe, alt: words, decoding: "async"});
  const sharpen = () => image.classList.toggle("small", image.naturalWidth <= 16);
  image.addEventListener("load", sharpen, {once: true});
  return image;
}

/// A link to a file beside this one; anything with a scheme becomes plain text.
function link_to(href, child) {
  if (!href || /^\s*[a-z][a-z0-9+.-]*:/i.test(href) || /^\s*[\\/]{2}/.test(href)) return child;
  return h("a", {href}, child);
}

/// A sentence for those who hear the page: what just changed.
function announce(text) {
  let line = document.getElementById("announcer");
  if (!line) document.body.append((line = h("div", {id: "announcer", class: "unseen", role: "status"})));
  line.textContent = text;
}

/// Waits for the last of several quick events.
function settled(run, milliseconds = 120) {
  let timer = 0;
  return (...rest) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...rest), milliseconds);
  };
}
