// Keys as Mastodon has them, and FedFilter: those that Fedify makes by itself are of 4096 bits, take seconds to make and six times
// as long to sign with.
const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };

export const rsaKeyPair = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
