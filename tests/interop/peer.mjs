// A foreign server: bob, who does what standard input tells him:
//   {"do":"get","url":…}  {"do":"follow","actor":…}  {"do":"note","to":…,"text":…}
// and answers with the exchanges it took. What reaches bob's inbox is printed too.
import { Accept, Create, Follow, Note, Reject } from "@fedify/vocab";
import { obey } from "./commands.mjs";
import { sayReceived, start } from "./server.mjs";
import { say } from "./wire.mjs";

const user = "bob";

const context = await start({
  user,
  configure: (federation) =>
    federation
      .setInboxListeners("/users/{identifier}/inbox", "/inbox")
      .on(Accept, (_, accept) => sayReceived(accept))
      .on(Reject, (_, reject) => sayReceived(reject))
      .on(Create, async (context, create) => {
        const object = await create.getObject(context);
        sayReceived(create, { text: object?.content?.toString() });
      })
      .onError((_, error) => say({ event: "failed", error: String(error) })),
});
const signedLoader = await context.getDocumentLoader({ identifier: user });

// Servers remember whom they have met: a later delivery needs no fetch first.
const known = new Map();

await obey({
  get: async ({ url }) => ({ body: (await signedLoader(url)).document }),
  follow: ({ actor }) =>
    deliver(actor, new Follow({ id: newId("follows"), actor: context.getActorUri(user), object: new URL(actor) })),
  note: ({ to, text }) => {
    const note = new Note({
      id: newId("notes"),
      attribution: context.getActorUri(user),
      to: new URL(to),
      content: text,
    });
    return deliver(to, new Create({ id: newId("creates"), actor: context.getActorUri(user), to: note.toId, object: note }));
  },
});

async function deliver(actor, activity) {
  if (!known.has(actor)) known.set(actor, await meet(actor));
  await context.sendActivity({ identifier: user }, known.get(actor), activity);
}

async function meet(actor) {
  const found = await context.lookupObject(actor, { documentLoader: signedLoader });
  if (found === null) throw new Error(`${actor} could not be looked up`);
  return found;
}

function newId(kind) {
  return new URL(`#${kind}/${crypto.randomUUID()}`, context.getActorUri(user));
}
