// http-message-signatures, by other hands than ours, signs a request or says whether one is validly signed:
//   {"do":"sign","style":"cavage"|"rfc9421","key":PEM,"keyId":…,"algorithm":…,"created":seconds,"fields":[…],"parameters":[…],"message":{…}}
//   {"do":"verify","style":…,"key":PEM,"keyId":…,"algorithm":…,"message":{"method":…,"url":…,"headers":{…},"body":…}}
// Digests are not its business: they are made and compared here.
import { createHash } from "node:crypto";
import { cavage, createSigner, createVerifier, httpbis } from "http-message-signatures";
import { obey } from "./commands.mjs";

const styles = {
  cavage: { library: cavage, digest: "digest", write: (hash) => `SHA-256=${hash}` },
  rfc9421: { library: httpbis, digest: "content-digest", write: (hash) => `sha-256=:${hash}:` },
};

await obey({
  sign: async ({ style, key, keyId, algorithm, created, fields, parameters, message }) => {
    const { library, digest, write } = styles[style];
    if (message.body !== undefined) message.headers[digest] = write(hashOf(message.body));
    const paramValues = { created: new Date(created * 1000), expires: new Date((created + 60) * 1000) };
    return await library.signMessage({ key: createSigner(key, algorithm, keyId), fields, params: parameters, paramValues }, message);
  },
  verify: async ({ style, key, keyId, algorithm, message }) => {
    const { library, digest, write } = styles[style];
    const known = { id: keyId, algs: [algorithm], verify: createVerifier(key, algorithm) };
    const keyLookup = async ({ keyid }) => (keyid === keyId ? known : null);
    const verified = (await library.verifyMessage({ keyLookup }, message)) === true;
    return { valid: verified && (message.body === undefined || message.headers[digest] === write(hashOf(message.body))) };
  },
});

function hashOf(body) {
  return createHash("sha256").update(body).digest("base64");
}
