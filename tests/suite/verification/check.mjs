// A second opinion on a signed badge: nothing of ours, only the web's own cryptography. node check.mjs ORIGIN BADGE
const [origin, badge] = process.argv.slice(2);
const bytes = (text) => Buffer.from(text, "base64url");
const token = await (await fetch(`${origin}${badge}/credential.jwt`)).text();
const { keys } = await (await fetch(`${origin}/.well-known/jwks.json`)).json();
const [head, claims, signature] = token.split(".");
const { kid, alg } = JSON.parse(bytes(head));
const key = await crypto.subtle.importKey("jwk", keys.find((one) => one.kid === kid), { name: "Ed25519" }, false, ["verify"]);
const verify = (said) => crypto.subtle.verify({ name: "Ed25519" }, key, bytes(signature), Buffer.from(said));
const changed = claims.slice(0, -2) + (claims.endsWith("AA") ? "BB" : "AA");
console.log(JSON.stringify({
  alg,
  signed: await verify(`${head}.${claims}`),
  changed: await verify(`${head}.${changed}`),
  says: JSON.parse(bytes(claims)),
}));
