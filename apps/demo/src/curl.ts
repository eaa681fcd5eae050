import type { Api } from './apis.js';
import { RESOURCE } from './settings.js';

/** Lines to paste. With an issuer of our own, also how to come by tokens. */
export function printCurl(apis: readonly Api[], issuer: string | undefined): void {
  console.log('\nTry it yourself:\n');
  if (issuer === undefined) {
    console.log(`  TOKEN=…   # an access token of your authorization server for ${RESOURCE}`);
  } else {
    console.log(`  TOKEN=$(curl -s ${issuer}/token -u demo-reader:demo-reader-secret \\
    -d grant_type=client_credentials -d resource=${RESOURCE} -d 'scope=read:products write:products' \\
    | node -pe 'JSON.parse(require("fs").readFileSync(0)).access_token')`);
  }
  for (const { origin } of apis)
    console.log(`  curl -i ${origin}/products -H "Authorization: Bearer $TOKEN"`);
  if (issuer === undefined) return;
  console.log('\n  # 403: this client may only read. demo-editor:demo-editor-secret may write.');
  const [first] = apis;
  console.log(
    `  curl -i ${first?.origin ?? ''}/products -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"name":"Pen","price":2}'`,
  );
}
