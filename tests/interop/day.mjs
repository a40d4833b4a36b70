// A Fedify server whose one user does what a user does in a day: the commands below, one a line on standard input. Prints
// what reaches the inbox. USER: the user's name.
import {
  Accept, Activity, Announce, Block, Create, Delete, Follow, Like, Note, PUBLIC_COLLECTION, Tombstone, Undo, Update,
} from "@fedify/vocab";
import { MemoryKvStore } from "@fedify/fedify";
import { obey } from "./commands.mjs";
import { rsaKeyPair } from "./keys.mjs";
import { saw } from "./saw.mjs";
import { sayReceived, start } from "./server.mjs";
import { say } from "./wire.mjs";

const { USER: user } = process.env;
const followers = new Map();
const follows = new Map();
const held = new Map(); // posts of others
const notes = new Map(); // our own: text, who got it, and what it answers

// What it remembers of others can be forgotten; keys and documents stand there.
let memory = new MemoryKvStore();
const kv = {
  get: (key) => memory.get(key),
  set: (key, value, options) => memory.set(key, value, options),
  delete: (key) => memory.delete(key),
  cas: (key, expected, value, options) => memory.cas(key, expected, value, options),
  list: (prefix) => memory.list(prefix),
};

const context = await start({
  user,
  kv,
  makeKeys: async () => [await rsaKeyPair()],
  configure(federation) {
    federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [...followers.values()] }));
    federation.setObjectDispatcher(Note, "/users/{identifier}/notes/{id}", (_, { id }) => (notes.has(id) ? noteOf(id) : null));
    return federation
      .setInboxListeners("/users/{identifier}/inbox", "/inbox")
      .on(Activity, take)
      .onError((_, error) => say({ event: "failed", error: String(error) }));
  },
});
const self = context.getActorUri(user);
const keyOf = (post) => post.split("/").pop();
const newId = (kind) => new URL(`#${kind}/${crypto.randomUUID()}`, self);
const undo = (activity) => new Undo({ id: newId("undos"), actor: self, object: activity });
const signedLoader = await context.getDocumentLoader({ identifier: user });

await obey({
  look: async ({ about }) => {
    const actor = await find(about);
    return { body: { id: actor.id.href, inbox: actor.inboxId.href, user: actor.preferredUsername, name: actor.name?.toString() } };
  },
  read: async ({ about }) => ({ body: (await signedLoader(about)).document }),
  follow: async ({ about }) => {
    const follow = new Follow({ id: newId("follows"), actor: self, object: new URL(about) });
    follows.set(about, follow);
    await send(follow, [await find(about)]);
  },
  unfollow: async ({ about }) => send(undo(follows.get(about)), [await find(about)]),
  post: ({ text }) => write({ text, to: [...followers.values()] }),
  reply: async ({ about, text }) => write({ text, to: [await authorOf(about)], replyTo: new URL(about) }),
  direct: async ({ about, text }) => {
    const actor = await find(about);
    return write({ text, to: [actor], only: actor.id });
  },
  boost: async ({ about }) =>
    send(new Announce({ id: newId("boosts"), actor: self, to: PUBLIC_COLLECTION, object: new URL(about) }), [await authorOf(about)]),
  like: async ({ about }) => send(new Like({ id: newId("likes"), actor: self, object: new URL(about) }), [await authorOf(about)]),
  edit: async ({ about, text }) => {
    const note = notes.get(keyOf(about));
    note.text = text;
    await send(new Update({ id: newId("updates"), actor: self, to: PUBLIC_COLLECTION, object: noteOf(keyOf(about)) }), note.to);
  },
  delete: async ({ about }) => {
    const { to } = notes.get(keyOf(about));
    notes.delete(keyOf(about));
    await send(new Delete({ id: newId("deletes"), actor: self, to: PUBLIC_COLLECTION, object: new Tombstone({ id: new URL(about) }) }), to);
  },
  block: async ({ about }) => send(new Block({ id: newId("blocks"), actor: self, object: new URL(about) }), [await find(about)]),
  forget: () => {
    memory = new MemoryKvStore();
  },
  holds: ({ about }) => ({ body: held.has(about) }),
  saw: ({ text }) => ({ body: saw(text) }),
});

async function take(context, activity) {
  let about = activity.objectId?.href;
  if (activity instanceof Follow) await accept(context, activity);
  if (activity instanceof Undo) about = (await activity.getObject(context))?.objectId?.href;
  if (activity instanceof Create || activity instanceof Update) {
    const note = await activity.getObject({ ...context, documentLoader: signedLoader }); // some send the id alone
    held.set(note.id.href, note.content?.toString());
  }
  if (activity instanceof Delete) held.delete(activity.objectId.href);
  sayReceived(activity, { about });
}

async function accept(context, follow) {
  const follower = await follow.getActor(context);
  followers.set(follower.id.href, follower);
  await send(new Accept({ id: newId("accepts"), actor: self, object: follow }), [follower]);
}

async function find(actor) {
  const found = await context.lookupObject(actor, { documentLoader: signedLoader });
  if (found === null) throw new Error(`${actor} could not be looked up`);
  return found;
}

async function authorOf(post) {
  return find((await find(post)).attributionId.href);
}

async function write({ text, to, only, replyTo }) {
  const key = crypto.randomUUID();
  notes.set(key, { text, to, only, replyTo });
  const note = noteOf(key);
  await send(new Create({ id: newId("creates"), actor: self, to: only ?? PUBLIC_COLLECTION, object: note }), to);
  return { body: note.id.href };
}

function noteOf(id) {
  const { text, only, replyTo } = notes.get(id);
  return new Note({
    id: context.getObjectUri(Note, { identifier: user, id }),
    attribution: self,
    to: only ?? PUBLIC_COLLECTION,
    replyTarget: replyTo,
    content: text,
  });
}

/** To each by itself: what one of them refuses concerns no other. */
async function send(activity, actors) {
  for (const actor of actors)
    try {
      await context.sendActivity({ identifier: user }, actor, activity);
    } catch (error) {
      say({ event: "failed", error: String(error) });
    }
}
