// The server behind the gateway: alice, who accepts every follower and prints what reaches her inbox. She does what
// standard input tells her, and ends when it does:
//   {"do":"get","url":…}  {"do":"post","to":[…],"text":…}
import { Accept, Announce, Create, Follow, Note, PUBLIC_COLLECTION, Undo } from "@fedify/vocab";
import { obey } from "./commands.mjs";
import { sayReceived, start } from "./server.mjs";
import { say } from "./wire.mjs";

const user = "alice";
const followers = new Map();

const context = await start({
  user,
  configure(federation) {
    federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({
      items: [...followers.values()],
    }));
    federation.setObjectDispatcher(Note, "/users/{identifier}/notes/{id}", (context, values) =>
      new Note({
        id: context.getObjectUri(Note, values),
        attribution: context.getActorUri(user),
        to: PUBLIC_COLLECTION,
        content: `Note ${values.id}`,
      }));
    return federation
      .setInboxListeners("/users/{identifier}/inbox", "/inbox")
      .on(Follow, accept)
      .on(Create, async (context, create) => {
        const object = await create.getObject(context);
        sayReceived(create, { text: object?.content?.toString() });
      })
      .on(Announce, (_, announce) => sayReceived(announce))
      .on(Undo, (_, undo) => {
        followers.delete(undo.actorId.href);
        sayReceived(undo);
      })
      .onError((_, error) => say({ event: "failed", error: String(error) }));
  },
});
const signedLoader = await context.getDocumentLoader({ identifier: user });

await obey({
  get: async ({ url }) => ({ body: (await signedLoader(url)).document }),
  post: async ({ to, text }) => {
    const reached = [];
    for (const follower of to) if (await write(follower, text)) reached.push(follower);
    return { body: reached };
  },
});

/** Whether the follower's server took it. */
async function write(actor, text) {
  try {
    const follower = await context.lookupObject(actor, { documentLoader: signedLoader });
    if (follower === null) return false;
    const note = new Note({
      id: new URL(`#posts/${crypto.randomUUID()}`, context.getActorUri(user)),
      attribution: context.getActorUri(user),
      to: PUBLIC_COLLECTION,
      content: text,
    });
    const create = new Create({
      id: new URL(`#creates/${crypto.randomUUID()}`, context.getActorUri(user)),
      actor: context.getActorUri(user),
      to: PUBLIC_COLLECTION,
      object: note,
    });
    await context.sendActivity({ identifier: user }, follower, create);
    return true;
  } catch (error) {
    say({ event: "failed", error: String(error) });
    return false;
  }
}

async function accept(context, follow) {
  sayReceived(follow);
  const follower = await follow.getActor(context);
  followers.set(follower.id.href, follower);
  const accepted = new Accept({
    id: new URL(`#accepts/${crypto.randomUUID()}`, follow.objectId),
    actor: follow.objectId,
    object: follow,
  });
  await context.sendActivity({ identifier: user }, follower, accepted);
}
