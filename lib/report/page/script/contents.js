// Sections and the table of contents that follows them. A section that cannot be drawn says so and spares the others.

class Section {
  constructor(plan, contents) {
    const id = `${plan.id}-title`;
    this.element = h("section", {id: plan.id, "aria-labelledby": id}, h("h2", {id, text: plan.title}));
    this.below = h("ol", {hidden: true});
    this.entry = h("li", {}, h("a", {href: `#${plan.id}`, text: plan.title}), this.below);
    this.after = [];
    contents.append(this.entry);
  }
  /// The section's entries below its own in the table of contents.
  sub(links) {
    this.below.hidden = links.length < 2;
    this.below.replaceChildren(...links.map((link) => h("li", {}, h("a", {href: `#${link.id}`, text: link.title}))));
  }
  /// What needs the section's width: run once it stands on the page.
  later(run) {
    this.after.push(run);
  }
}

function draw_sections(plans, main) {
  const list = h("ol", {});
  const sections = [];
  for (const plan of plans.filter(Boolean)) {
    const section = new Section(plan, list);
    main.append(section.element);
    sections.push(section);
    try {
      section.element.append(...[plan.build(section)].flat(Infinity).filter(Boolean));
      for (const run of section.after) run();
    } catch (error) {
      console.error(`mlday: section "${plan.title}" could not be drawn:`, error);
      section.element.append(h("p", {class: "hint", text: `This section could not be drawn: ${error.message}`}));
    }
  }
  if (sections.length > 1) draw_contents(list, sections);
  else document.getElementById("contents").remove();
}

function draw_contents(list, sections) {
  const nav = document.getElementById("contents");
  const details = h("details", {}, h("summary", {text: "Contents"}), list);
  nav.append(details);
  const beside = matchMedia("(min-width: 1080px)");
  const arrange = () => (details.open = beside.matches);
  beside.addEventListener("change", arrange);
  arrange();
  list.addEventListener("click", (event) => {
    if (event.target.closest("a") && !beside.matches) details.open = false;
  });
  // The entry of the section at the top of the window is marked.
  const follow = () => {
    const line = innerHeight * 0.3;
    const at_end = scrollY + innerHeight >= document.documentElement.scrollHeight - 4;
    let current = sections[0];
    for (const section of sections) if (section.element.getBoundingClientRect().top <= line) current = section;
    if (at_end && scrollY > 0) current = sections[sections.length - 1];
    for (const section of sections) {
      const link = section.entry.firstElementChild;
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  }, {passive: true});
  follow();
}
