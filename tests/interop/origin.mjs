// The server behind the gateway: alice, who accepts every follower and prints what reaches her inbox.
// It ends when its standard input does.
import { Accept, Announce, Create, Follow, Note, PUBLIC_COLLECTION, Undo } from "@fedify/vocab";
import { sayReceived, start } from "./server.mjs";
import { say } from "./wire.mjs";

const user = "alice";
const followers = new Map();

await start({
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
process.stdin.on("end", () => process.exit()).resume();

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
