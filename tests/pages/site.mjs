// The program under test: started on a free port with a data folder of its own, and ended.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READY_WITHIN_MS = 60_000;

/** Starts the program and comes back when it is ready: `{ origin, stop() }`. */
export async function startSite(program) {
  const folder = await mkdtemp(join(tmpdir(), "skillswap-pages-"));
  // Where we are root, PostgreSQL runs as somebody else, who must be able to pass.
  await chmod(folder, 0o755);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const logFile = join(folder, "app.log");
  const log = await open(logFile, "w");
  const env = {
    ...ownEnvironment(),
    BIND: `127.0.0.1:${port}`,
    PUBLIC_URL: origin,
    DATA_DIR: join(folder, "data"),
    WORKERS: "1",
    REQUESTS_PER_MINUTE: "1000000",
    WRITES_PER_MINUTE: "1000000",
    LOGINS_PER_MINUTE: "1000000",
    // Their buttons are looked at and not pressed.
    GOOGLE_CLIENT_ID: "pages",
    GOOGLE_CLIENT_SECRET: "pages",
    LINKEDIN_CLIENT_ID: "pages",
    LINKEDIN_CLIENT_SECRET: "pages",
    RUST_LOG: "warn",
  };
  const app = spawn(program, ["serve"], { env, stdio: ["ignore", log.fd, log.fd] });
  const ended = once(app, "exit");
  const stop = async () => {
    if (app.exitCode === null) app.kill("SIGTERM");
    await ended;
    await log.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(origin, app);
  } catch (error) {
    const words = await readFile(logFile, "utf8");
    await stop();
    throw new Error(`${program}: ${error.message}\n${words}`);
  }
  return { origin, stop };
}

/** What the program may see of our environment: no settings of a developer's own installation. */
function ownEnvironment() {
  const { PATH, HOME, TMPDIR, POSTGRES_BIN } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR, POSTGRES_BIN }).filter(([, value]) => value));
}

async function ready(origin, app) {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (app.exitCode !== null) throw new Error(`it ended with code ${app.exitCode}`);
    const answer = await fetch(`${origin}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error(`it was not ready within ${READY_WITHIN_MS / 1000} s`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
