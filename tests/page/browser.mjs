// How Chromium is started: without a network of its own, with a profile that is thrown away.
export function launch_options() {
  return {
    executablePath: process.env.MLDAY_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  };
}
