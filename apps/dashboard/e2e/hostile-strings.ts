import fc from 'fast-check';

/** Each would set `window.wasHacked`, break a page, or mislead a reader, where text is not only text. */
const PAYLOADS = [
  '<script>window.wasHacked = true</script>',
  '</script><script>window.wasHacked = true</script>',
  '<!--<script>',
  ']]><script>window.wasHacked=true</script>',
  '</title><script>window.wasHacked=true</script>',
  '</style><script>window.wasHacked=true</script>',
  '</textarea><img src=x onerror=window.wasHacked=true>',
  '<img src=x onerror="window.wasHacked = true">',
  '"><svg onload=window.wasHacked=true>',
  "'><details open ontoggle=window.wasHacked=true>",
  '<iframe srcdoc="<script>parent.wasHacked=true</script>">',
  '<a href="javascript:window.wasHacked=true">x</a>',
  'javascript:window.wasHacked=true',
  'data:text/html,<script>window.wasHacked=true</script>',
  '" autofocus onfocus="window.wasHacked=true',
  '<math><mtext><script>window.wasHacked=true</script></mtext></math>',
  '${window.wasHacked = true}',
  '{{constructor.constructor("window.wasHacked=true")()}}',
  '$1:{"then":"$B0"}',
  '$Sreact.fragment',
  '$undefined',
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'prototype.polluted',
  'github.search',
  'a[0].b',
  '} body { display: none } {',
  'url(#p-timeout); --text: red',
  '</style><style>*{display:none}',
  "'; DROP TABLE batch; --",
  '" OR 1=1 --',
  '%00%0d%0aSet-Cookie:%20x=y',
  '../../../../etc/passwd',
  '/\\evil.example',
  '//evil.example',
  '=cmd|"/c calc"!A1',
  '+1+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r\n=1+1',
  '"",=1+1',
  'a,b;c\td"e\'f',
  '\u202egnp.exe',
  '\u2066left\u2069 \u200bzero\ufeffwidth',
  'e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308',
  '😀👩‍👩‍👧‍👦🏳️‍🌈'.repeat(8),
  '漢字かな交じり文'.repeat(12),
  'العربية עברית',
  'line\nbreak\ttab\u0000nul\u0007bell\u001b[31mred',
  'lone \ud800 surrogate \udfff',
  ' ',
  '\u00a0',
  'NaN',
  'null',
  'undefined',
  'Infinity',
  '-0',
  '1e999',
  'x'.repeat(200),
  'wide '.repeat(40),
] as const;

/** Hostile texts: every payload, then payloads put together and cut, always the same ones. */
export function hostileStrings(count: number): readonly string[] {
  const text = fc.oneof(
    fc.constantFrom(...PAYLOADS),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  );
  const joined = fc.tuple(text, text, fc.nat(200)).map(([a, b, end]) => `${a}${b}`.slice(0, end + 1));
  const strings = new Set<string>([...PAYLOADS, '']);
  for (let seed = 1; strings.size < count; seed += 1) {
    for (const made of fc.sample(joined, { numRuns: count, seed })) {
      if (strings.size < count) strings.add(made);
    }
  }
  return [...strings];
}
