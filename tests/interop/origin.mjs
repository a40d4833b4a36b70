// The server behind the gateway: alice, who accepts every follower and prints what reaches her inbox.
// It ends when its standard input does. PORT: where to listen (0: any). GATEWAYPORT: the port the public knows it
// under (unset: its own).
import { Accept, Create, Follow, Note, PUBLIC_COLLECTION, Undo } from "@fedify/vocab";
import { say, sayReceived, start } from "./server.mjs";

const user = "alice";
const followers = new Map();

await start({
  host: "social.test",
  port: Number(process.env.PORT ?? 0),
  publicPort: process.env.GATEWAYPORT,
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
    federation
      .setInboxListeners("/users/{identifier}/inbox", "/inbox")
      .on(Follow, accept)
      .on(Create, async (context, create) => {
        const object = await create.getObject(context);
        sayReceived(create, { text: object?.content?.toString() });
      })
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
