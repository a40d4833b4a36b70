// Expands activities as a reader of JSON-LD does. It has the contexts that Fedify ships, and those that a command serves beside them; nothing
// is fetched. An activity that cannot be expanded is null.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import { obey } from "./commands.mjs";

const folder = new URL("node_modules/@fedify/vocab-runtime/src/contexts/", import.meta.url);
const shipped = Object.fromEntries(Object.entries({
  "https://www.w3.org/ns/activitystreams": "activitystreams",
  "https://w3id.org/security/v1": "security-v1",
  "https://w3id.org/security/data-integrity/v1": "security-data-integrity-v1",
  "https://w3id.org/security/multikey/v1": "security-multikey-v1",
  "https://w3id.org/identity/v1": "identity-v1",
  "https://www.w3.org/ns/did/v1": "did-v1",
  "https://www.w3.org/ns/cid/v1": "cid-v1",
  "https://purl.archive.org/socialweb/webfinger": "webfinger",
  "https://purl.archive.org/miscellany": "miscellany",
  "https://join-lemmy.org/context.json": "join-lemmy",
  "https://gotosocial.org/ns": "gotosocial",
  "http://joinmastodon.org/ns": "joinmastodon",
  "http://schema.org/": "schemaorg",
  "https://w3id.org/fep/5711": "fep-5711",
  "https://w3id.org/fep/ef61": "fep-ef61",
}).map(([url, name]) => [url, JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"))]));

await obey({
  expand: async ({ serve, bodies }) => {
    const contexts = { ...shipped, ...serve };
    const documentLoader = async (url) => {
      if (!Object.hasOwn(contexts, url)) throw new Error(`no context at ${url}`);
      return { contextUrl: null, documentUrl: url, document: contexts[url] };
    };
    const expanded = [];
    for (const body of bodies) {
      expanded.push(await jsonld.expand(JSON.parse(body), { documentLoader, base: "https://reader.example/" }).catch(() => null));
    }
    return { expanded };
  },
});
