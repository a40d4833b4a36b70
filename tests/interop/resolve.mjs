// Preloaded with --import: names under .test (reserved by RFC 6761) are this machine, so that the
// servers can carry real host names without a change to /etc/hosts.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const systemLookup = dns.lookup;

dns.lookup = (name, options, callback) =>
  systemLookup(/\.test\.?$/.test(name) ? "127.0.0.1" : name, options, callback);

syncBuiltinESMExports();
