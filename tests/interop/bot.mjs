// A foreign server by another hand than Fedify's: activitypub.bot with one bot, which takes the commands of peer.mjs and
// prints what reaches its inbox, and besides whose signature it found valid.
// HOST: its host name. PORT: where to listen (0: any). GATEWAYPORT: the port the public knows it under (unset: its own).
// The bot does what a user does in a day, too, by the commands of day.mjs; a Block it does not send.
import { createServer } from "node:http";
import { once } from "node:events";
import { Bot, makeApp } from "@evanp/activitypub-bot";
import { obey } from "./commands.mjs";
import { saw } from "./saw.mjs";
import { say } from "./wire.mjs";

const user = "robot";
const { HOST, PORT, GATEWAYPORT } = process.env;
const publicAddress = "https://www.w3.org/ns/activitystreams#Public";

class ObedientBot extends Bot {
  get commands() {
    const context = this._context;
    const store = (statement, ...replacements) => app.locals.connection.query(statement, { replacements });
    const meet = async (id) => {
      // What it kept of an activity's object, activitystrea.ms 3 does not read back: each is fetched.
      await store("DELETE FROM remote_object_cache WHERE id = ?", id);
      return context.getObject(id);
    };
    return {
      get: async ({ url }) => ({ body: await (await meet(url)).export() }),
      follow: async ({ actor, about = actor }) => {
        await context.followActor(await meet(about));
        if (actor) await app.onIdle();
      },
      note: async ({ to, text }) => {
        const object = { id: `${context.botActorId}/notes/1`, type: "Note", attributedTo: context.botActorId, to, content: text };
        await context.doActivity({ type: "Create", to, object });
        await app.onIdle();
      },
      look: async ({ about }) => {
        const { id, inbox, preferredUsername: user, name } = await (await meet(about)).export();
        return { body: { id, inbox, user, name } };
      },
      read: async ({ about }) => ({ body: (await meet(about)).content?.get() }),
      unfollow: async ({ about }) => context.unfollowActor(await meet(about)) && {},
      post: async ({ text }) => idOf(await context.sendNote(text, { to: [publicAddress], cc: [context.getFollowersId()] })),
      reply: async ({ about, text }) => idOf(await context.sendReply(text, await meet(about))),
      direct: async ({ about, text }) => idOf(await context.sendNote(text, { to: [about] })),
      boost: async ({ about }) => idOf(await context.announceObject(await meet(about))),
      like: async ({ about }) => idOf(await context.likeObject(await meet(about))),
      edit: async ({ about, text }) => idOf(await context.updateNote(await meet(about), text)),
      delete: async ({ about }) => idOf(await context.deleteNote(await meet(about))),
      forget: async () => {
        await store("DELETE FROM new_remotekeys");
      },
      holds: async ({ about }) => {
        const [rows] = await store("SELECT id FROM remote_object_cache WHERE id = ?", about);
        return { body: rows.length > 0 };
      },
      saw: ({ text }) => ({ body: saw(text) }),
    };
  }

  async handleActivity(activity) {
    const object = activity.object?.first;
    const isUndo = activity.type.endsWith("#Undo");
    say({
      event: "received",
      type: activity.type.split("#").pop(),
      from: activity.actor.first.id,
      about: isUndo ? object?.object?.first?.id : object?.id,
    });
    return false;
  }
}

const idOf = (object) => ({ body: object.id });

const server = createServer();
await once(server.listen(Number(PORT ?? 0), "127.0.0.1"), "listening");
const { port } = server.address();
const origin = `http://${HOST ?? "friend.test"}:${GATEWAYPORT ?? port}`;
const bot = new ObedientBot(user);

const app = await makeApp({
  databaseUrl: "sqlite::memory:",
  origin,
  bots: { [user]: bot },
  allowPrivateNetworkRequests: true,
});
server.on("request", (request, response) => {
  response.on("finish", () => {
    if (request.auth?.subject) say({ event: "verified", method: request.method, path: request.originalUrl, signer: request.auth.subject });
  });
  app(request, response);
});
say({ event: "listening", port, actor: `${origin}/user/${user}` });

await obey(bot.commands);
