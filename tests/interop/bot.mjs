// A foreign server by another hand than Fedify's: activitypub.bot with one bot, which takes the commands of peer.mjs and
// prints what reaches its inbox, and besides whose signature it found valid.
// HOST: its host name. PORT: where to listen (0: any).
import { createServer } from "node:http";
import { once } from "node:events";
import { Bot, makeApp } from "@evanp/activitypub-bot";
import { obey } from "./commands.mjs";
import { say } from "./wire.mjs";

const user = "robot";

class ObedientBot extends Bot {
  get commands() {
    const context = this._context;
    const meet = (id) => context.getObject(id);
    return {
      get: async ({ url }) => ({ body: await (await meet(url)).export() }),
      follow: async ({ actor }) => {
        await context.followActor(await meet(actor));
        await app.onIdle();
      },
      note: async ({ to, text }) => {
        const object = { id: `${context.botActorId}/notes/1`, type: "Note", attributedTo: context.botActorId, to, content: text };
        await context.doActivity({ type: "Create", to, object });
        await app.onIdle();
      },
    };
  }

  async handleActivity(activity) {
    say({ event: "received", type: activity.type.split("#").pop(), from: activity.actor.first.id });
    return false;
  }
}

const server = createServer();
await once(server.listen(Number(process.env.PORT ?? 0), "127.0.0.1"), "listening");
const { port } = server.address();
const origin = `http://${process.env.HOST ?? "friend.test"}:${port}`;
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
