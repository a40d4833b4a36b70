// What the two servers share: one actor, fresh keys, storage in memory and no queue, so that a
// delivery is made at once, once, and fails where it was asked for.
import { createServer } from "node:http";
import { once } from "node:events";
import { Readable } from "node:stream";
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import { Endpoints, Person } from "@fedify/vocab";

/** Starts a server on loopback; `publicPort` is set when another port is the one in its URLs. */
export async function start({ host, port, publicPort, user, configure }) {
  const server = createServer();
  await once(server.listen(port, "127.0.0.1"), "listening");
  const own = server.address().port;
  const origin = `http://${host}:${publicPort ?? own}`;

  const federation = createFederation({
    kv: new MemoryKvStore(),
    origin,
    allowPrivateAddress: true,
    firstKnock: process.env.FIRST_KNOCK ?? "draft-cavage-http-signatures-12",
  });
  const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5")];
  federation
    .setActorDispatcher("/users/{identifier}", async (context, identifier) =>
      identifier === user ? describe(context, user) : null)
    .setKeyPairsDispatcher((_, identifier) => (identifier === user ? keys : []));
  configure(federation);

  server.on("request", async (request, response) => {
    try {
      await answer(federation, origin, request, response);
    } catch (error) {
      say({ event: "failed", error: String(error) });
      response.writeHead(500).end();
    }
  });
  say({ event: "listening", port: own, actor: `${origin}/users/${user}` });
  return federation.createContext(new URL(origin), undefined);
}

/** One line of JSON on standard output. */
export const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

/** An activity that reached an inbox. */
export const sayReceived = (activity, more) =>
  say({ event: "received", type: activity.constructor.name, from: activity.actorId.href, ...more });

async function describe(context, user) {
  const [key] = await context.getActorKeyPairs(user);
  return new Person({
    id: context.getActorUri(user),
    preferredUsername: user,
    name: user,
    inbox: context.getInboxUri(user),
    endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
    publicKey: key.cryptographicKey,
    assertionMethods: [key.multikey],
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
