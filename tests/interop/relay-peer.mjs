// A relay's subscriber: alice and the instance actor of her server, who do what standard input tells them:
//   {"do":"subscribe","relay":…}  {"do":"unsubscribe"}  {"do":"get","url":…}
//   {"do":"publish","text":…}  {"do":"update","note":…,"text":…}  {"do":"delete","note":…}
//   {"do":"answer","status":…,"retryAfter":…,"after":milliseconds}: so every delivery is answered from now on; without a
//   status it is taken, if it was to wait, then later.
// STYLE: how it subscribes and publishes (FEP-ae0c). As mastodon, it is told the relay's inbox, follows Public there and
// sends alice's activities; as litepub, it is told the relay's actor, follows that, is followed back and announces.
// What reaches an inbox and is verified is printed as received, in the order it came; the rest as unverified or turned-away.
import { setTimeout } from "node:timers/promises";
import { generateCryptoKeyPair } from "@fedify/fedify";
import {
  Accept, Announce, Create, Delete, Follow, Note, PUBLIC_COLLECTION, Reject, Tombstone, Undo, Update,
} from "@fedify/vocab";
import { obey } from "./commands.mjs";
import { rsaKeyPair } from "./keys.mjs";
import { isSigned, sayReceived, start } from "./server.mjs";
import { say } from "./wire.mjs";

const user = "alice";
const isLitePub = process.env.STYLE === "litepub";
const instance = isLitePub ? "relay" : "instance";
const notes = new Map();
let answer = {};
let relay, following;

const context = await start({
  user,
  instance,
  // With a key of the second kind, activities carry a proof of their own (FEP-8b32).
  makeKeys: async () => [await rsaKeyPair(), await generateCryptoKeyPair("Ed25519")],
  answerFirst,
  configure(federation) {
    federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [] }));
    const shown = federation.setObjectDispatcher(Note, "/users/{identifier}/notes/{id}", (_, { id }) => notes.get(id));
    if (process.env.AUTHORIZED_FETCH) shown.authorize((context) => isSigned(context, instance));
    return federation
      .setInboxListeners("/users/{identifier}/inbox", "/inbox")
      .on(Accept, (_, accept) => sayReceived(accept, { object: accept.objectId?.href }))
      .on(Reject, (_, reject) => sayReceived(reject, { object: reject.objectId?.href, summary: reject.summary?.toString() }))
      .on(Follow, acceptFollow)
      .on(Create, sayPost)
      .on(Update, sayPost)
      .on(Announce, sayPost)
      .on(Delete, (_, deletion) => sayReceived(deletion, { id: deletion.id.href, object: deletion.objectId.href }))
      .onUnverifiedActivity((_, activity, reason) =>
        say({ event: "unverified", type: activity.constructor.name, id: activity.id?.href, reason: reason.type }))
      .onError((_, error) => say({ event: "failed", error: String(error) }));
  },
});
const signedLoader = await context.getDocumentLoader({ identifier: instance });
const alice = context.getActorUri(user);
const server = context.getActorUri(instance);

await obey({
  get: async ({ url }) => ({ body: (await signedLoader(url)).document }),
  subscribe: async (command) => {
    relay = isLitePub ? await meet(command.relay) : { id: new URL(command.relay), inboxId: new URL(command.relay) };
    following = new Follow({ id: newId("follows"), actor: server, object: isLitePub ? relay.id : PUBLIC_COLLECTION });
    await send(instance, following);
    return { body: following.id.href };
  },
  unsubscribe: () => send(instance, new Undo({ id: newId("undos"), actor: server, object: following })),
  publish: async ({ text }) => {
    const note = keep(crypto.randomUUID(), text);
    await (isLitePub
      ? send(instance, new Announce({ id: newId("announces"), actor: server, to: context.getFollowersUri(instance), object: note.id }))
      : send(user, new Create({ id: newId("creates"), actor: alice, to: PUBLIC_COLLECTION, object: note })));
    return { body: note.id.href };
  },
  update: ({ note, text }) =>
    send(user, new Update({ id: newId("updates"), actor: alice, to: PUBLIC_COLLECTION, object: keep(idOf(note), text) })),
  delete: ({ note }) => {
    notes.delete(idOf(note));
    return send(user, new Delete({ id: newId("deletes"), actor: alice, to: PUBLIC_COLLECTION, object: new Tombstone({ id: new URL(note) }) }));
  },
  answer: (command) => {
    answer = command;
  },
});

/** Sends to the relay, and to nobody else. */
function send(identifier, activity) {
  return context.sendActivity({ identifier }, relay, activity);
}

function keep(id, text) {
  const note = new Note({
    id: context.getObjectUri(Note, { identifier: user, id }),
    attribution: alice,
    to: PUBLIC_COLLECTION,
    content: text,
  });
  notes.set(id, note);
  return note;
}

async function acceptFollow(context, follow) {
  sayReceived(follow, { object: follow.objectId?.href });
  const accept = new Accept({ id: newId("accepts"), actor: follow.objectId, object: follow });
  await context.sendActivity({ identifier: instance }, await follow.getActor(context), accept);
}

/** An Announce names the note alone: it is fetched, as whoever shows it to readers must. */
async function sayPost(context, activity) {
  const note = await activity.getObject(context);
  sayReceived(activity, { id: activity.id.href, object: note?.id?.href, text: note?.content?.toString() });
}

async function answerFirst(request, response) {
  if (request.method !== "POST") return false;
  const { status, retryAfter, after } = answer;
  if (after !== undefined) await setTimeout(after);
  if (status === undefined) return false;
  const { type, id } = JSON.parse((await request.setEncoding("utf8").toArray()).join(""));
  response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }).end();
  say({ event: "turned-away", status, type, id });
  return true;
}

async function meet(actor) {
  const found = await context.lookupObject(actor, { documentLoader: signedLoader });
  if (found === null) throw new Error(`${actor} could not be looked up`);
  return found;
}

function idOf(note) {
  return new URL(note).pathname.split("/").pop();
}

function newId(kind) {
  return new URL(`/${kind}/${crypto.randomUUID()}`, server);
}
