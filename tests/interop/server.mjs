// What the Fedify servers share: one user, fresh keys, storage in memory and no queue, so that a delivery is made at once,
// once, and fails where it was asked for.
// CERTIFICATE and KEY: PEM files; when set, it speaks https.
// HOST: its host name. PORT: where to listen (0: any). GATEWAYPORT: the port the public knows it under (unset: its own).
// FIRST_KNOCK: the style it signs in at first. AUTHORIZED_FETCH: when set, its user is shown to signed requests only; its
// instance actor, whose name it then looks others up in, stays open, as two such servers could not begin otherwise.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { once } from "node:events";
import { Readable } from "node:stream";
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import { Application, Endpoints, Person } from "@fedify/vocab";
import { say } from "./wire.mjs";

const { HOST, PORT, GATEWAYPORT, FIRST_KNOCK, AUTHORIZED_FETCH, CERTIFICATE, KEY } = process.env;

/**
 * Starts a server on loopback. `configure` sets up what is particular to it and returns its inbox listeners. `instance` is
 * the name of its instance actor. `makeKeys` makes the keys of one actor. `kv` is what it remembers. `answerFirst` may answer
 * a request itself, and then returns true.
 */
export async function start({ user, instance = "instance", makeKeys = makeRsaKey, kv = new MemoryKvStore(), configure, answerFirst = () => false }) {
  const server = CERTIFICATE
    ? createTlsServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) })
    : createServer();
  await once(server.listen(Number(PORT ?? 0), "127.0.0.1"), "listening");
  const own = server.address().port;
  const origin = `${CERTIFICATE ? "https" : "http"}://${HOST}:${GATEWAYPORT ?? own}`;

  const federation = createFederation({
    kv,
    origin,
    allowPrivateAddress: true,
    firstKnock: FIRST_KNOCK ?? "draft-cavage-http-signatures-12",
  });
  const actors = { [user]: Person, [instance]: Application };
  const keys = {};
  for (const name in actors) keys[name] = await makeKeys();
  const setters = federation
    .setActorDispatcher("/users/{identifier}", async (context, name) =>
      name in actors ? describe(context, name, actors[name]) : null)
    .setKeyPairsDispatcher((_, name) => keys[name] ?? []);
  const inboxes = configure(federation);
  if (AUTHORIZED_FETCH) {
    setters.authorize(async (context, name) => name === instance || (await isSigned(context, instance)));
    inboxes.setSharedKeyDispatcher(() => ({ identifier: instance }));
  }

  server.on("request", async (request, response) => {
    try {
      if (!(await answerFirst(request, response))) await answer(federation, origin, request, response);
    } catch (error) {
      say({ event: "failed", error: String(error) });
      response.writeHead(500).end();
    }
  });
  say({ event: "listening", port: own, actor: `${origin}/users/${user}`, instance: `${origin}/users/${instance}` });
  return federation.createContext(new URL(origin), undefined);
}

async function makeRsaKey() {
  return [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5")];
}

/** Whether the request is validly signed, by anybody. */
export async function isSigned(context, instance = "instance") {
  const documentLoader = await context.getDocumentLoader({ identifier: instance });
  return (await context.getSignedKeyOwner({ documentLoader })) !== null;
}

/** An activity that reached an inbox. */
export const sayReceived = (activity, more) =>
  say({ event: "received", type: activity.constructor.name, from: activity.actorId.href, ...more });

async function describe(context, name, Type) {
  const keys = await context.getActorKeyPairs(name);
  return new Type({
    id: context.getActorUri(name),
    preferredUsername: name,
    name,
    inbox: context.getInboxUri(name),
    endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
    publicKey: keys[0].cryptographicKey,
    assertionMethods: keys.map((key) => key.multikey),
  });
}

async function answer(federation, origin, request, response) {
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const result = await federation.fetch(
    new Request(new URL(request.url, origin), {
      method: request.method,
      headers: request.headers,
      body: hasBody ? Readable.toWeb(request) : undefined,
      duplex: "half",
    }),
    { contextData: undefined },
  );
  response.writeHead(result.status, Object.fromEntries(result.headers));
  response.end(Buffer.from(await result.arrayBuffer()));
}
