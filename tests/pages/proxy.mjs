// Stands between the browser and the program and spoils answers, so that every fault comes over a real wire.

import { once } from "node:events";
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";

/**
 * Starts a proxy of `origin`. `spoil` is called with `{ path, kind, body, headers }` for each answer and may change
 * body and headers, or come back later.
 */
export async function startProxy(origin) {
  let spoil = () => {};
  const server = createServer(async (request, response) => {
    const upstream = await fetch(origin + request.url, { headers: { accept: request.headers.accept ?? "*/*" }, redirect: "manual" });
    const headers = Object.fromEntries(upstream.headers);
    const answer = { path: request.url, kind: (headers["content-type"] ?? "").split(";")[0], headers, body: Buffer.from(await upstream.arrayBuffer()) };
    await spoil(answer);
    delete headers["content-length"];
    delete headers["transfer-encoding"];
    headers["content-encoding"] = "br";
    response.writeHead(upstream.status, headers);
    response.end(brotliCompressSync(answer.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    spoilWith(next) { spoil = next; },
    stop: () => new Promise(done => { server.close(done); server.closeAllConnections(); }),
  };
}
