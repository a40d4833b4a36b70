// Sends one activity, a Create of a 2 KiB note, to many inboxes on as many hosts, in the way that Fedify recommends for many
// recipients: through a queue worked on in parallel, fanned out, to shared inboxes. Three times over: the first time, connections
// are made and code is compiled. Prints what each time took.
//   RECIPIENTS=5000 PORT=… WORKERS=… node --import ./resolve.mjs relay-sender.mjs     (PORT: of the receiver, on loopback)
import { createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore, ParallelMessageQueue } from "@fedify/fedify";
import { Create, Endpoints, Note, Person, PUBLIC_COLLECTION } from "@fedify/vocab";
import { rsaKeyPair } from "./keys.mjs";

const { RECIPIENTS, PORT, WORKERS = "50" } = process.env;
const identifier = "relay";
const recipients = Array.from({ length: Number(RECIPIENTS) }, (_, i) => {
  const host = `http://s${i}.test:${PORT}`;
  return { id: new URL(`${host}/actor`), inboxId: new URL(`${host}/actor/inbox`), endpoints: { sharedInbox: new URL(`${host}/inbox`) } };
});

// Only those who took it count.
let taken = 0;
const send = globalThis.fetch;
globalThis.fetch = async (...request) => {
  const response = await send(...request);
  if (response.status === 202) taken++;
  return response;
};

const federation = createFederation({
  kv: new MemoryKvStore(),
  queue: new ParallelMessageQueue(new InProcessMessageQueue(), Number(WORKERS)),
  origin: "http://fedify.test",
  allowPrivateAddress: true,
  firstKnock: "draft-cavage-http-signatures-12",
});
const keys = [await rsaKeyPair(), await generateCryptoKeyPair("Ed25519")];
federation
  .setActorDispatcher("/users/{identifier}", async (context, name) => {
    const pairs = await context.getActorKeyPairs(name);
    return new Person({
      id: context.getActorUri(name),
      inbox: context.getInboxUri(name),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .setKeyPairsDispatcher(() => keys);
federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
const context = federation.createContext(new URL("http://fedify.test"), undefined);

for (let round = 1; round <= 3; round++) console.log(JSON.stringify({ event: "sent", round, ...(await measure()) }));
process.exit();

async function measure() {
  const actor = context.getActorUri(identifier);
  const create = new Create({
    id: new URL(`#creates/${crypto.randomUUID()}`, actor),
    actor,
    to: PUBLIC_COLLECTION,
    object: new Note({ id: new URL(`#notes/${crypto.randomUUID()}`, actor), attribution: actor, to: PUBLIC_COLLECTION, content: "x".repeat(2048) }),
  });
  taken = 0;
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await context.sendActivity({ identifier }, recipients, create, { preferSharedInbox: true });
  while (taken < recipients.length) await new Promise((resolve) => setTimeout(resolve, 5));
  const { user, system } = process.cpuUsage(cpu);
  return {
    deliveries: taken,
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (user + system) / 1e6,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
