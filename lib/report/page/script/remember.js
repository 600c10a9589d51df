// What the reader chose, kept where the browser allows it: the theme for all reports, tabs and scroll for this one.

function read_kept(store, key) {
  try {
    return window[store].getItem(key);
  } catch {
    return null;
  }
}

function keep(store, key, value) {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, value);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

const choices = {
  page: "",
  get(key, otherwise) {
    return read_kept("sessionStorage", `mlday:${this.page}:${key}`) ?? otherwise;
  },
  set(key, value) {
    keep("sessionStorage", `mlday:${this.page}:${key}`, String(value));
  },
};
