// Preloaded with --import: names under .test and .localhost (reserved by RFC 6761) are this machine, so that the
// servers can carry real host names without a change to /etc/hosts.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const addressOf = (name) => (/\.(test|localhost)\.?$/.test(name) ? "127.0.0.1" : name);
const { lookup } = dns;
const { lookup: lookupLater } = dns.promises;

dns.lookup = (name, options, callback) => lookup(addressOf(name), options, callback);
dns.promises.lookup = (name, options) => lookupLater(addressOf(name), options);

syncBuiltinESMExports();
