// Two servers that answer with what they read in a request: Express with its own body parsers, and Fedify, which routes by
// WHATWG URLs and reads bodies as JSON-LD. Prints the port of each, and ends with standard input.
import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import { Activity, Note, Person } from "@fedify/vocab";
import { say } from "./wire.mjs";

const expressPort = await listen(expressReader());
const fedifyPort = await listen(await fedifyReader());
say({ event: "listening", express: expressPort, fedify: fedifyPort });
process.stdin.resume();
process.stdin.on("end", () => process.exit());

async function listen(handler) {
  const server = createServer(handler);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server.address().port;
}

function expressReader() {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json({ type: ["json", "+json"] }), express.urlencoded({ extended: true }));
  const read = (kind) => (request, response) =>
    answer(response, {
      kind,
      method: request.get("x-http-method-override") ?? request.method,
      types: list(request.body?.type).filter((type) => typeof type === "string"),
      actor: idOf(request.body?.actor),
      objects: list(request.body?.object).map(idOf),
      headers: cgi(request.rawHeaders),
    });
  app.all(["/inbox", "/shared-inbox", "/users/:name/inbox"], read("inbox"));
  app.all(["/users/:name", "/users/:name/statuses/:id", "/users/:name/outbox"], read("object"));
  app.use(read("other"));
  app.use((error, request, response, next) => answer(response, { kind: "refused" }));
  return app;
}

async function fedifyReader() {
  const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5")];
  const readings = new WeakMap();
  const federation = createFederation({
    kv: new MemoryKvStore(),
    origin: "http://social.example",
    skipSignatureVerification: true,
  });
  federation.setActorDispatcher("/users/{identifier}", (context, name) =>
    new Person({ id: context.getActorUri(name), preferredUsername: name, inbox: context.getInboxUri(name) }))
    .setKeyPairsDispatcher(() => keys);
  federation.setObjectDispatcher(Note, "/users/{identifier}/statuses/{id}", (context, values) =>
    new Note({ id: context.getObjectUri(Note, values) }));
  federation.setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(Activity, (context, activity) => {
      readings.set(context.data, {
        kind: "inbox",
        types: [activity.constructor.name],
        actor: activity.actorId?.href ?? null,
        objects: activity.objectIds.map((id) => id.href),
      });
    })
    .onError(() => {});

  return async (request, response) => {
    const exchange = {};
    try {
      const hasBody = request.method !== "GET" && request.method !== "HEAD";
      const result = await federation.fetch(
        new Request(new URL(request.url, "http://social.example"), {
          method: request.method,
          headers: request.headers,
          body: hasBody ? await bytes(request) : undefined,
        }),
        { contextData: exchange },
      );
      const isObject = result.headers.get("content-type")?.includes("activity+json");
      answer(response, readings.get(exchange) ?? { kind: isObject ? "object" : result.status === 404 ? "other" : "refused" });
    } catch {
      answer(response, { kind: "refused" });
    }
  };
}

async function bytes(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(response, reading) {
  const body = Buffer.from(JSON.stringify(reading));
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length, connection: "close" });
  response.end(body);
}

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const idOf = (value) => (typeof value === "string" ? value : typeof value?.id === "string" ? value.id : null);

/** Header names as CGI, Rack and PHP know them. */
function cgi(raw) {
  const headers = {};
  for (let i = 0; i < raw.length; i += 2) headers[raw[i].toUpperCase().replaceAll("-", "_")] = raw[i + 1];
  return headers;
}
