/** A page for whom the gate keeps out: no script, nothing of the app behind it. With `asksToken`, a field for the token. */
export function plainPage(title: string, reason: string, nonce: string, asksToken: boolean): string {
  // Sent as GET: the gate takes the token out of the address again.
  const form = asksToken
    ? '<form><label>Token <input name="token" type="password" autocomplete="current-password" required autofocus></label> <button>Open</button></form>'
    : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title} · Parallel Tools</title>
<style nonce="${nonce}">
  body { font: 14px/20px system-ui, sans-serif; max-width: 60ch; margin: 15vh auto 0; padding: 0 24px }
  h1 { font-size: 24px; font-weight: 500; line-height: 32px }
  input, button { font: inherit; padding: 4px 8px }
</style>
<main><h1>${title}</h1><p>${escapeHtml(reason)}</p>${form}</main>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
